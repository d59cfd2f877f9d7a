using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Files;

/// <summary>Some bytes of a file with their offset, in memory owned by <see cref="PartMemory"/>.</summary>
internal readonly unsafe struct FilePart(long offset, byte* bytes, int length)
{
    public long Offset => offset;

    public long End => offset + length;

    public int Length => length;

    public ReadOnlySpan<byte> Bytes => new(bytes, length);
}

/// <summary>
/// The memory for the known bytes of many files: allocated piece by piece by several threads, freed as a whole. It is
/// native, because the garbage collector would copy what survives.
/// </summary>
/// <param name="most">The most bytes that may be taken by <see cref="TryTake"/>.</param>
internal sealed unsafe class PartMemory(long most) : IDisposable
{
    private const int PieceBytes = 1 << 20;

    private readonly Lock gate = new();
    private readonly List<BlockMemory> pieces = [];
    private long left = most;
    private int used = PieceBytes;

    /// <summary>Allocates memory for bytes read from files; returns null if the limit is reached.</summary>
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

    /// <summary>Raises the limit.</summary>
    public void Allow(long count)
    {
        lock (gate)
            left += count;
    }

    /// <summary>Allocates memory for bytes that the manifest holds already; they do not count.</summary>
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

    /// <summary>Copies bytes into newly allocated memory.</summary>
    public FilePart Copy(long offset, ReadOnlySpan<byte> bytes)
    {
        byte* copy = Take(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return new FilePart(offset, copy, bytes.Length);
    }

    /// <summary>Frees all of it; no part may be used any more.</summary>
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
