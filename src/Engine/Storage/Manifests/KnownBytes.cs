namespace Gchunk.Engine.Storage.Manifests;

/// <summary>Some bytes of a file and where they are in it.</summary>
internal readonly record struct FilePart(long Offset, ReadOnlyMemory<byte> Bytes)
{
    public long End => Offset + Bytes.Length;
}

/// <summary>What is known of a file's bytes while many files are opened: what a manifest tells, and what is read meanwhile. Used by several threads.</summary>
/// <param name="path">The full path of the file.</param>
/// <param name="stamp">The file as it was when the opening began.</param>
/// <param name="told">What a manifest tells, or nothing.</param>
/// <param name="budget">What all files of the opening may keep together.</param>
internal sealed unsafe class KnownBytes(string path, FileStamp stamp, FilePart[] told, ByteBudget budget)
{
    /// <summary>The most that is kept of a file: what lies beyond is read each time.</summary>
    public const int MostBytes = 1 << 18;

    private readonly Lock gate = new();
    private List<FilePart>? parts = [.. told];
    private long bytes = told.Sum(p => (long)p.Bytes.Length);

    public string Path => path;

    public FileStamp Stamp => stamp;

    /// <summary>The version of the file, as handles have it.</summary>
    public string Version { get; } = stamp.Version;

    /// <summary>Whether the opening still goes on. Afterwards the file itself is read, and held against its version.</summary>
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
                if (offset < part.Offset || offset > part.End - count) continue;
                part.Bytes.Span.Slice((int)(offset - part.Offset), (int)count).CopyTo(new Span<byte>(destination, (int)count));
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
            if (parts is null || count > MostBytes - bytes || !budget.TryTake(count)) return;
            parts.Add(new FilePart(offset, new ReadOnlySpan<byte>(source, (int)count).ToArray()));
            bytes += count;
            HasLearned = true;
        }
    }

    /// <summary>Ends the use of what is known, and hands it over.</summary>
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

/// <summary>A number of bytes that several threads take from.</summary>
internal sealed class ByteBudget(long bytes)
{
    private long left = bytes;

    /// <summary>Takes some, unless there are fewer left.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref left, -count) >= 0) return true;
        Interlocked.Add(ref left, count);
        return false;
    }

    /// <summary>Takes some, whatever is left.</summary>
    public void Take(long count) => Interlocked.Add(ref left, -count);
}
