using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Manifests;

/// <summary>Some bytes of a file and where they are in it, in memory that another owns.</summary>
internal readonly unsafe struct FilePart(long offset, byte* bytes, int length)
{
    public long Offset => offset;

    public long End => offset + length;

    public int Length => length;

    public ReadOnlySpan<byte> Bytes => new(bytes, length);
}

/// <summary>
/// What the parts of many files lie in while these are opened: taken bit by bit by several threads, given back as a
/// whole. Not the collector's, which would copy what it finds alive.
/// </summary>
/// <param name="most">The most bytes that are learned.</param>
internal sealed unsafe class PartMemory(long most) : IDisposable
{
    private const int PieceBytes = 1 << 20;

    private readonly Lock gate = new();
    private readonly List<BlockMemory> pieces = [];
    private long left = most;
    private int used = PieceBytes;

    /// <summary>Takes memory for bytes that are learned; null where too much is taken already.</summary>
    public byte* TryTake(int count)
    {
        lock (gate)
        {
            if (count > left)
                return null;
            left -= count;
            return Take(count);
        }
    }

    /// <summary>Lets more bytes be learned.</summary>
    public void Allow(long count)
    {
        lock (gate)
            left += count;
    }

    /// <summary>Takes memory for what is not learned.</summary>
    public byte* Take(int count)
    {
        lock (gate)
        {
            if (count > PieceBytes - used)
            {
                pieces.Add(BlockMemory.Allocate(Math.Max(PieceBytes, count)));
                used = 0;
            }
            used += count;
            return pieces[^1].Pointer + used - count;
        }
    }

    /// <summary>Takes memory for a copy of some bytes.</summary>
    public FilePart Copy(long offset, ReadOnlySpan<byte> bytes)
    {
        byte* copy = Take(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return new FilePart(offset, copy, bytes.Length);
    }

    /// <summary>Gives all of it back: no part may be used any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (BlockMemory piece in pieces)
                piece.Release();
            pieces.Clear();
            (left, used) = (0, PieceBytes);
        }
    }
}
