using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// The metadata of an HDF5 file, read in blocks that are cached. Every address and length is checked against the file
/// first. Used by one thread.
/// </summary>
/// <param name="file">The open file.</param>
/// <param name="signature">Its signature.</param>
internal sealed unsafe class Hdf5Bytes(FileHandles.Lease file, FileSignature signature)
{
    // Known bytes cost no access to the file, so smaller blocks of them are copied.
    private const int Block = 8192,
        KnownBlock = 1024;
    private const long MaximumLength = 1 << 28,
        SmallestCost = 64;

    private readonly List<(long Start, byte[] Bytes)> blocks = [];

    // Structures of a damaged file may refer to each other in a cycle, so the bytes read in total are limited.
    private long budget = (1L << 26) + 64 * signature.Length;

    /// <summary>The number of bytes of an address, and of a length.</summary>
    public (int Address, int Length) Widths { get; set; } = (8, 8);

    /// <summary>The number of bytes that can be addressed.</summary>
    public long Length { get; } = signature.Length - signature.Offset;

    /// <summary>The offset of address 0 in the file.</summary>
    public long Base => signature.Offset;

    /// <summary>Reads some bytes.</summary>
    /// <exception cref="InvalidDataException">They are not inside the file.</exception>
    public ReadOnlyMemory<byte> Read(long address, long count)
    {
        if (address < 0 || count < 0 || address > Length - count)
            throw new InvalidDataException($"{count} bytes at address {address} are beyond its end");
        if (count > MaximumLength)
            throw new InvalidDataException($"a structure at address {address} claims {count} bytes");
        budget -= Math.Max(count, SmallestCost);
        if (budget < 0)
            throw new InvalidDataException("its structures refer to each other in a cycle");
        for (int i = blocks.Count - 1; i >= 0; i--)
        {
            var (start, bytes) = blocks[i];
            if (address >= start && address + count <= start + bytes.Length)
                return new ReadOnlyMemory<byte>(bytes, (int)(address - start), (int)count);
        }
        var (first, read) = Known(address, count) ?? Fetch(address, count);
        blocks.Add((first, read));
        return new ReadOnlyMemory<byte>(read, (int)(address - first), (int)count);
    }

    private (long Start, byte[] Bytes)? Known(long address, long count)
    {
        long first = address / KnownBlock * KnownBlock;
        if (!file.HasKnown || address + count > Math.Min(first + KnownBlock, Length))
            return null;
        var read = new byte[Math.Min(KnownBlock, Length - first)];
        fixed (byte* p = read)
            return file.TryReadKnown(p, read.Length, signature.Offset + first) ? (first, read) : null;
    }

    private (long Start, byte[] Bytes) Fetch(long address, long count)
    {
        long first = address / Block * Block;
        if (address + count > first + Block)
            first = address;
        var read = new byte[Math.Min(Math.Max(count, Block), Length - first)];
        fixed (byte* p = read)
            file.Read(p, read.Length, signature.Offset + first);
        return (first, read);
    }

    /// <summary>Reads bytes to take fields from.</summary>
    public Hdf5Cursor Cursor(long address, long count) => new(Read(address, count), Widths);

    /// <summary>Reads a structure that begins with a signature of four letters.</summary>
    /// <exception cref="InvalidDataException">The signature is missing.</exception>
    public Hdf5Cursor Structure(long address, long count, ReadOnlySpan<byte> letters)
    {
        Hdf5Cursor cursor = Cursor(address, count);
        if (!cursor.Take(letters.Length).Span.SequenceEqual(letters))
        {
            throw new InvalidDataException(
                $"there is no {System.Text.Encoding.ASCII.GetString(letters)} at address {address}"
            );
        }

        return cursor;
    }

    /// <summary>Reads a structure with a signature and a checksum at its end, and checks both.</summary>
    public Hdf5Cursor Checked(long address, long count, ReadOnlySpan<byte> letters)
    {
        Hdf5Checksum.Verify(Read(address, count).Span, address);
        return Structure(address, count, letters);
    }
}
