using Gchunk.Engine.Arrays;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Files;

/// <summary>
/// A cache of open files for positioned reads. It is bounded: the least recently used file that has no lease is closed
/// first.
/// </summary>
internal static class FileHandles
{
    private const int Capacity = 64;
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(string Path, string Version), LinkedListNode<CachedFile>> Kept = [];
    private static readonly LinkedList<CachedFile> Recent = new();

    /// <summary>Leases a file; it stays open until the lease is disposed.</summary>
    /// <exception cref="GchunkException">The file is gone, or is no longer the version that was opened.</exception>
    public static Lease Rent(string path, string version) =>
        RemoteFile.Is(path)
            ? new Lease(RemoteFile.Of(path, version))
            : TryRent(path, version)
                ?? throw new GchunkException($"{path} has changed since it was opened; open it again");

    /// <summary>
    /// Leases a file. While its manifest session is open, bytes that the session knows are not read from the file.
    /// </summary>
    public static Lease Rent(string path, FileSignature signature) =>
        signature.Known is { IsOpen: true } known ? Rent(known) : Rent(path, signature.Version);

    /// <summary>Leases a file that is opened only when bytes are read that are not known yet.</summary>
    public static Lease Rent(KnownBytes known) => new(new KnownFile(known));

    /// <summary>Opens a file for a single use, whatever its version.</summary>
    /// <exception cref="GchunkException">The file does not exist or cannot be read.</exception>
    public static Lease Open(string path) =>
        RemoteFile.Is(path)
            ? new Lease(RemoteFile.Open(path))
            : new(new CachedFile(path, "", OpenFile(path)) { Users = 1, Evicted = true });

    /// <summary>
    /// Returns whether a file, once open, matches a stamp. A cached handle is dropped if another file has taken the
    /// name.
    /// </summary>
    /// <exception cref="GchunkException">The file does not exist or cannot be read.</exception>
    public static bool Matches(string path, FileStamp stamp)
    {
        string version = stamp.Version;
        for (int attempt = 0; attempt < 2; attempt++)
        {
            if (TryRent(path, version) is not { } lease)
                return false;
            using (lease)
            {
                if (lease.Stamp == stamp && lease.IsAt(path))
                    return true;
                Forget(path, version);
            }
        }
        return false;
    }

    /// <summary>
    /// Drops the cached handle of a file if another file of the same length and time has taken its name since.
    /// </summary>
    public static void ForgetIfReplaced(string path, string version)
    {
        if (RemoteFile.Is(path) || Find(path, version) is not { } lease)
            return;
        using (lease)
        {
            if (!lease.IsAt(path))
                Forget(path, version);
        }
    }

    private static void Forget(string path, string version)
    {
        lock (Gate)
        {
            if (!Kept.Remove((path, version), out LinkedListNode<CachedFile>? node))
                return;
            Recent.Remove(node);
            node.Value.Evicted = true;
            if (node.Value.Users == 0)
                node.Value.Handle.Dispose();
        }
    }

    private static Lease? TryRent(string path, string version)
    {
        Lease lease = Find(path, version) ?? Add(path, version);
        if (lease.Version == version)
            return lease;
        lease.Dispose();
        return null;
    }

    private static Lease? Find(string path, string version)
    {
        lock (Gate)
        {
            if (!Kept.TryGetValue((path, version), out LinkedListNode<CachedFile>? node))
                return null;
            Recent.Remove(node);
            Recent.AddFirst(node);
            node.Value.Users++;
            return new Lease(node.Value);
        }
    }

    private static Lease Add(string path, string version)
    {
        var entry = new CachedFile(path, version, OpenFile(path)) { Users = 1 };
        lock (Gate)
        {
            // If two threads open the same file at once, the second handle lives only as long as its lease.
            if (!Kept.TryAdd((path, version), new LinkedListNode<CachedFile>(entry)))
            {
                entry.Evicted = true;
            }
            else
            {
                Recent.AddFirst(Kept[(path, version)]);
                Trim();
            }
        }
        return new Lease(entry);
    }

    /// <summary>Opens a file for reading without locking it.</summary>
    /// <exception cref="GchunkException">The file does not exist, cannot be read or is not a regular file.</exception>
    public static SafeFileHandle OpenFile(string path)
    {
        RegularFile.Demand(path);
        try
        {
            return File.OpenHandle(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                FileOptions.RandomAccess
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GchunkException($"no such file: {path}", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException(
                Directory.Exists(path) ? $"{path} is a folder, not a file" : $"cannot read {path}: {e.Message}",
                e
            );
        }
    }

    private static void Trim()
    {
        for (LinkedListNode<CachedFile>? node = Recent.Last; node is not null && Recent.Count > Capacity; )
        {
            LinkedListNode<CachedFile>? previous = node.Previous;
            if (node.Value.Users == 0)
            {
                Recent.Remove(node);
                Kept.Remove((node.Value.Path, node.Value.Version));
                node.Value.Handle.Dispose();
            }
            node = previous;
        }
    }

    internal sealed class CachedFile(string path, string version, SafeFileHandle handle)
    {
        public string Path { get; } = path;
        public string Version { get; } = version;
        public SafeFileHandle Handle { get; } = handle;
        public int Users { get; set; }
        public bool Evicted { get; set; }
    }

    // Like every lease, it is used by one thread.
    internal sealed unsafe class KnownFile(KnownBytes known)
    {
        private Lease? file;
        private bool learns;

        public KnownBytes Known => known;

        public void Read(byte* destination, long count, long offset)
        {
            if (known.TryRead(destination, count, offset))
                return;
            known.HasRead = true;
            if (file is null)
            {
                file = Rent(known.Path, known.Version);
                learns = file.Value.Stamp == known.Stamp;
            }
            file.Value.Read(destination, count, offset);
            if (learns)
                known.Learn(destination, count, offset);
        }

        public void Release()
        {
            file?.Dispose();
            file = null;
        }
    }

    /// <summary>The right to read a file until disposed; used by one thread.</summary>
    internal readonly unsafe struct Lease : IByteSource, IDisposable
    {
        private readonly CachedFile? entry;
        private readonly KnownFile? known;
        private readonly RemoteFile? remote;

        public Lease(CachedFile entry) => this.entry = entry;

        public Lease(RemoteFile remote) => this.remote = remote;

        public Lease(KnownFile known) => this.known = known;

        /// <summary>The length of the file in bytes.</summary>
        public long Length =>
            remote is not null ? remote.Length
            : known is null ? RandomAccess.GetLength(entry!.Handle)
            : known.Known.Stamp.Length;

        /// <summary>The version of the file: its size and time.</summary>
        public string Version =>
            remote is not null ? remote.Version
            : known is null ? FileSignature.VersionOf(entry!.Handle)
            : known.Known.Version;

        /// <summary>The stamp of the file, or null if the operating system does not provide one.</summary>
        public FileStamp? Stamp =>
            remote is not null ? null
            : known is null ? FileStamp.Of(entry!.Handle)
            : known.Known.Stamp;

        /// <summary>True if a session knows bytes of the file.</summary>
        public bool HasKnown => known is not null;

        /// <summary>Copies bytes if the session knows them all; the file is not read.</summary>
        public bool TryReadKnown(byte* destination, long count, long offset) =>
            known is not null && known.Known.TryRead(destination, count, offset);

        /// <summary>Returns whether a path still names the open file.</summary>
        public bool IsAt(string path) => known is null && FileStamp.IsAt(path, entry!.Handle);

        /// <summary>Reads bytes from an offset of the file.</summary>
        /// <exception cref="GchunkException">The file ends before the last of them.</exception>
        public void Read(byte* destination, long count, long offset)
        {
            if (remote is not null)
                remote.Read(destination, count, offset);
            else if (known is null)
                Read(entry!, destination, count, offset);
            else
                known.Read(destination, count, offset);
        }

        private static void Read(CachedFile entry, byte* destination, long count, long offset)
        {
            while (count > 0)
            {
                int part = (int)Math.Min(count, 1 << 30);
                int read;
                try
                {
                    read = RandomAccess.Read(entry.Handle, new Span<byte>(destination, part), offset);
                }
                catch (IOException e)
                {
                    throw new GchunkException($"cannot read {entry.Path}: {e.Message}", e);
                }
                if (read == 0)
                {
                    throw new GchunkException(
                        $"{entry.Path} is truncated: it ends at byte {offset}, where data should be"
                    );
                }

                destination += read;
                count -= read;
                offset += read;
            }
        }

        public void Dispose()
        {
            known?.Release();
            if (entry is null)
                return;
            lock (Gate)
            {
                entry.Users--;
                if (entry is { Evicted: true, Users: 0 })
                    entry.Handle.Dispose();
                else
                    Trim();
            }
        }
    }
}
