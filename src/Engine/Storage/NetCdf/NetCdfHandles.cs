using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// A bounded cache of files that libnetcdf holds open; used only while <see cref="NetCdfLibrary"/> is entered.
/// </summary>
internal static class NetCdfHandles
{
    private const int Capacity = 32;
    private static readonly Dictionary<(string Path, string Version), LinkedListNode<LibraryFile>> Open = [];
    private static readonly LinkedList<LibraryFile> Recent = new();

    /// <summary>Returns the identifier of an open file or of one of its groups; valid until the lock is released.</summary>
    /// <exception cref="GchunkException">The file is gone, changed, or cannot be opened.</exception>
    public static int Rent(string path, FileSignature signature, string group)
    {
        string version = signature.Version;
        if (Open.TryGetValue((path, version), out LinkedListNode<LibraryFile>? node))
        {
            Recent.Remove(node);
        }
        else
        {
            using (FileHandles.Lease lease = FileHandles.Rent(path, version))
                NetCdf4Check.All(lease, signature, path);
            NetCdfLibrary.Check(NetCdfNative.nc_open(path, 0, out int ncid), $"cannot open {path}");
            node = Open[(path, version)] = new LinkedListNode<LibraryFile>(new LibraryFile(path, version, ncid));
        }
        Recent.AddFirst(node);
        while (Recent.Count > Capacity)
        {
            LibraryFile last = Recent.Last!.Value;
            Recent.RemoveLast();
            Open.Remove((last.Path, last.Version));
            _ = NetCdfNative.nc_close(last.Id);
        }
        return Group(node.Value.Id, group, path);
    }

    /// <summary>Returns the identifier of a group by its path.</summary>
    /// <exception cref="GchunkException">There is no such group.</exception>
    public static int Group(int ncid, string group, string path)
    {
        if (group.Length == 0)
            return ncid;
        int status = NetCdfNative.nc_inq_grp_full_ncid(ncid, "/" + group, out int id);
        if (status == 0)
            return id;
        throw new GchunkException($"{path}: {Spelling.Unknown("group", group, [])}");
    }

    private sealed record LibraryFile(string Path, string Version, int Id);
}
