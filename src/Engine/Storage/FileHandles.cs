using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage;

/// <summary>Open files for positioned reads, a bounded number of them: the least recently used that nobody reads is closed first.</summary>
internal static class FileHandles
{
    private const int Capacity = 64;
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(string Path, string Version), LinkedListNode<Entry>> Open = [];
    private static readonly LinkedList<Entry> Recent = new();

    /// <summary>An open file that stays open until disposed.</summary>
    /// <exception cref="GchunkException">The file is gone, or is no longer the version that was opened.</exception>
    public static Lease Rent(string path, string version)
    {
        Lease lease = Find(path, version) ?? Add(path, version);
        if (FileSignature.VersionOf(lease.Handle) == version) return lease;
        lease.Dispose();
        throw new GchunkException($"{path} has changed since it was opened; open it again");
    }

    private static Lease? Find(string path, string version)
    {
        lock (Gate)
        {
            if (!Open.TryGetValue((path, version), out LinkedListNode<Entry>? node)) return null;
            Recent.Remove(node);
            Recent.AddFirst(node);
            node.Value.Users++;
            return new Lease(node.Value);
        }
    }

    private static Lease Add(string path, string version)
    {
        var entry = new Entry(path, version, OpenFile(path)) { Users = 1 };
        lock (Gate)
        {
            // Two threads may have opened the same file at once: the second one's handle lives as long as its lease.
            if (!Open.TryAdd((path, version), new LinkedListNode<Entry>(entry))) entry.Evicted = true;
            else
            {
                Recent.AddFirst(Open[(path, version)]);
                Trim();
            }
        }
        return new Lease(entry);
    }

    /// <summary>Opens a file for reading, without a lock on it.</summary>
    /// <exception cref="GchunkException">It is not there or cannot be read.</exception>
    public static SafeFileHandle OpenFile(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GchunkException($"no such file: {path}", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException(Directory.Exists(path) ? $"{path} is a folder, not a file" : $"cannot read {path}: {e.Message}", e);
        }
    }

    private static void Trim()
    {
        for (LinkedListNode<Entry>? node = Recent.Last; node is not null && Recent.Count > Capacity;)
        {
            LinkedListNode<Entry>? previous = node.Previous;
            if (node.Value.Users == 0)
            {
                Recent.Remove(node);
                Open.Remove((node.Value.Path, node.Value.Version));
                node.Value.Handle.Dispose();
            }
            node = previous;
        }
    }

    internal sealed class Entry(string path, string version, SafeFileHandle handle)
    {
        public string Path { get; } = path;
        public string Version { get; } = version;
        public SafeFileHandle Handle { get; } = handle;
        public int Users { get; set; }
        public bool Evicted { get; set; }
    }

    /// <summary>The right to read an open file.</summary>
    internal readonly struct Lease(Entry entry) : IDisposable
    {
        public SafeFileHandle Handle => entry.Handle;

        /// <summary>Fills the memory from a place in the file.</summary>
        /// <exception cref="GchunkException">The file ends before.</exception>
        public unsafe void Read(byte* destination, long count, long offset)
        {
            while (count > 0)
            {
                int part = (int)Math.Min(count, 1 << 30);
                int read;
                try { read = RandomAccess.Read(entry.Handle, new Span<byte>(destination, part), offset); }
                catch (IOException e) { throw new GchunkException($"cannot read {entry.Path}: {e.Message}", e); }
                if (read == 0) throw new GchunkException($"{entry.Path} is truncated: it ends at byte {offset}, where data should be");
                destination += read;
                count -= read;
                offset += read;
            }
        }

        public void Dispose()
        {
            lock (Gate)
            {
                entry.Users--;
                if (entry is { Evicted: true, Users: 0 }) entry.Handle.Dispose();
                else Trim();
            }
        }
    }
}
