namespace Gchunk.Engine.Storage.Manifests;

/// <summary>
/// What is known of a file's bytes while many files are opened: what a manifest tells, and what is read meanwhile. Used
/// by several threads.
/// </summary>
/// <param name="path">The full path of the file.</param>
/// <param name="stamp">The file as it was when the opening began.</param>
/// <param name="told">What a manifest tells, or nothing.</param>
/// <param name="memory">What the bytes of all files of the opening lie in.</param>
internal sealed unsafe class KnownBytes(string path, FileStamp stamp, FilePart[] told, PartMemory memory)
{
    /// <summary>The most that is kept of a file: what lies beyond is read each time.</summary>
    public const int MostBytes = 1 << 18;

    private readonly Lock gate = new();
    private List<FilePart>? parts = [.. told];
    private long bytes = told.Sum(p => (long)p.Length);

    public string Path => path;

    public FileStamp Stamp => stamp;

    /// <summary>The version of the file, as handles have it.</summary>
    public string Version { get; } = stamp.Version;

    /// <summary>
    /// Whether the opening still goes on. Afterwards the file itself is read, and held against its version.
    /// </summary>
    public bool IsOpen => Volatile.Read(ref parts) is not null;

    /// <summary>Whether anything was read from the file.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Whether anything was added to what the manifest told.</summary>
    public bool HasLearned { get; private set; }

    /// <summary>Fills the memory with bytes of the file, where they are known.</summary>
    public bool TryRead(byte* destination, long count, long offset)
    {
        lock (gate)
        {
            foreach (FilePart part in parts ?? [])
            {
                if (offset < part.Offset || offset > part.End - count)
                    continue;
                part.Bytes.Slice((int)(offset - part.Offset), (int)count)
                    .CopyTo(new Span<byte>(destination, (int)count));
                return true;
            }
            HasRead = true;
            return false;
        }
    }

    /// <summary>Keeps bytes that were read from the file, where there is room.</summary>
    public void Learn(byte* source, long count, long offset)
    {
        lock (gate)
        {
            if (parts is null || count > MostBytes - bytes)
                return;
            byte* copy = memory.TryTake((int)count);
            if (copy is null)
                return;
            Buffer.MemoryCopy(source, copy, count, count);
            parts.Add(new FilePart(offset, copy, (int)count));
            bytes += count;
            HasLearned = true;
        }
    }

    /// <summary>
    /// Ends the use of what is known, and hands it over; it lives as long as the memory of the opening.
    /// </summary>
    public IReadOnlyList<FilePart> Close()
    {
        lock (gate)
        {
            IReadOnlyList<FilePart> all = parts ?? [];
            Volatile.Write(ref parts, null);
            return all;
        }
    }
}
