namespace Gchunk.Engine.Storage.Files;

/// <summary>
/// The bytes of a file that are known while many files are opened: those of the manifest and those read since. Used by
/// several threads.
/// </summary>
/// <param name="path">The full path of the file.</param>
/// <param name="stamp">The stamp of the file when the session began.</param>
/// <param name="fromManifest">The parts that the manifest holds; may be empty.</param>
/// <param name="memory">The memory that holds the bytes of all files of the session.</param>
internal sealed unsafe class KnownBytes(string path, FileStamp stamp, FilePart[] fromManifest, PartMemory memory)
{
    /// <summary>The most bytes that are kept of a file; others are read each time.</summary>
    public const int MostBytes = 1 << 18;

    private readonly Lock gate = new();
    private List<FilePart>? parts = [.. fromManifest];
    private long bytes = fromManifest.Sum(p => (long)p.Length);

    public string Path => path;

    public FileStamp Stamp => stamp;

    /// <summary>The version of the file, as in <see cref="FileHandles"/>.</summary>
    public string Version { get; } = stamp.Version;

    /// <summary>
    /// True while the session is open. Afterwards the file itself is read, and its version is checked.
    /// </summary>
    public bool IsOpen => Volatile.Read(ref parts) is not null;

    /// <summary>True if bytes had to be read from the file.</summary>
    public bool HasRead { get; set; }

    /// <summary>True if bytes were added to those of the manifest.</summary>
    public bool HasLearned { get; private set; }

    /// <summary>Copies bytes of the file if they are known.</summary>
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
            return false;
        }
    }

    /// <summary>Keeps bytes that were read from the file if there is room.</summary>
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
    /// Ends the use of the known bytes and returns them; they live as long as the memory of the session.
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
