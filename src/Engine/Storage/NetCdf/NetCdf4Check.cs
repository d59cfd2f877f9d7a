using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Checks all metadata of a file before the C library opens it, because the library may crash on damaged files.
/// </summary>
internal static class NetCdf4Check
{
    private const int MaximumGroups = 10000;

    /// <summary>Checks every group, dataset and attribute of a file.</summary>
    /// <exception cref="GchunkException">One is damaged.</exception>
    public static void All(FileHandles.Lease lease, FileSignature signature, string path)
    {
        if (!signature.IsHdf5)
            return;
        try
        {
            Hdf5File file = Hdf5File.Open(lease, signature);
            foreach (var (_, group) in Walk(file))
            {
                _ = group.Attributes;
                foreach (Hdf5Link link in group.Links)
                {
                    if (link.Address < 0 || file.ObjectAt(link.Address) is not { IsDataset: true } item)
                        continue;
                    _ = NetCdf4Attributes.Of(item);
                    Hdf5Dataset dataset = Hdf5Dataset.Read(item);
                    // Its parts may be in other files, which are not checked.
                    if (dataset.IsVirtual)
                    {
                        throw new GchunkException(
                            $"{path} has a virtual dataset ('{link.Name}'), with which libnetcdf may crash; h5repack -l CONTI OLD NEW writes a file without it"
                        );
                    }

                    // The library decodes the last chunks of a variable that grows.
                    if (
                        dataset.Space.IsUnlimited.Contains(true)
                        && dataset.Filters.FirstOrDefault(f => !Hdf5Filters.IsOfLibrary(f.Id)) is { Id: > 0 } filter
                    )
                    {
                        throw new GchunkException(
                            $"{path}: variable '{link.Name}' has the HDF5 filter {Hdf5Filters.Describe(filter)}, with which libhdf5 may crash; h5repack -f GZIP=4 OLD NEW writes a file without it"
                        );
                    }

                    if (dataset.Storage == Hdf5Storage.Chunked)
                        Hdf5Chunks.Visit(file.Bytes, dataset, static (_, _, _, _) => { });
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new GchunkException($"{path} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Returns the paths of all groups of a file except the root.</summary>
    public static IEnumerable<string> Groups(Hdf5File file) => Walk(file).Select(g => g.Path).Where(p => p.Length > 0);

    /// <summary>Returns the paths of all groups of a file, each after its subgroups.</summary>
    public static IEnumerable<string> InnerFirst(Hdf5File file)
    {
        string[] all = [.. Walk(file).Select(g => g.Path)];
        return Inner("");

        IEnumerable<string> Inner(string path) =>
            all.Where(p =>
                    p.Length > path.Length
                    && p.StartsWith(path, StringComparison.Ordinal)
                    && (
                        path.Length == 0 ? !p.Contains('/') : p[path.Length] == '/' && p.LastIndexOf('/') == path.Length
                    )
                )
                .SelectMany(Inner)
                .Append(path);
    }

    /// <summary>Returns all groups of a file with their paths.</summary>
    public static IEnumerable<(string Path, Hdf5Object Group)> Walk(Hdf5File file)
    {
        var seen = new HashSet<long> { file.Root.Address };
        var rest = new Queue<(string Path, Hdf5Object Group)>([("", file.Root)]);
        while (rest.TryDequeue(out var next))
        {
            yield return next;
            foreach (Hdf5Link link in next.Group.Links)
            {
                if (
                    link.Address >= 0
                    && file.ObjectAt(link.Address) is { IsGroup: true } child
                    && seen.Add(child.Address)
                    && seen.Count < MaximumGroups
                )
                {
                    rest.Enqueue((next.Path.Length == 0 ? link.Name : $"{next.Path}/{link.Name}", child));
                }
            }
        }
    }
}
