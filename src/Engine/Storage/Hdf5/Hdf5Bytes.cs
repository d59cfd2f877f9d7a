namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// The bytes of an HDF5 file that tell how it is built, read in blocks that are kept. Every address and length is held
/// against the file first; used by one thread.
/// </summary>
/// <param name="file">The open file.</param>
/// <param name="signature">What its first bytes say.</param>
internal sealed unsafe class Hdf5Bytes(FileHandles.Lease file, FileSignature signature)
{
    private const int Block = 8192;
    private const long MaximumLength = 1 << 28,
        SmallestCost = 64;

    private readonly List<(long Start, byte[] Bytes)> blocks = [];

    // Structures of a damaged file may lead in circles: what is read in all is bounded.
    private long budget = (1L << 26) + 64 * signature.Length;

    /// <summary>The bytes of an address, and of a length.</summary>
    public (int Address, int Length) Widths { get; set; } = (8, 8);

    /// <summary>The bytes that addresses can name.</summary>
    public long Length { get; } = signature.Length - signature.Offset;

    /// <summary>Where address 0 is in the file.</summary>
    public long Base => signature.Offset;

    /// <summary>Reads some bytes.</summary>
    /// <exception cref="InvalidDataException">They are not in the file.</exception>
    public ReadOnlyMemory<byte> Read(long address, long count)
    {
        if (address < 0 || count < 0 || address > Length - count)
            throw new InvalidDataException($"{count} bytes at address {address} are not in it");
        if (count > MaximumLength)
            throw new InvalidDataException($"a structure at address {address} claims {count} bytes");
        budget -= Math.Max(count, SmallestCost);
        if (budget < 0)
            throw new InvalidDataException("its structures lead in circles");
        for (int i = blocks.Count - 1; i >= 0; i--)
        {
            var (start, bytes) = blocks[i];
            if (address >= start && address + count <= start + bytes.Length)
                return new ReadOnlyMemory<byte>(bytes, (int)(address - start), (int)count);
        }
        long first = address / Block * Block;
        if (address + count > first + Block)
            first = address;
        var read = new byte[Math.Min(Math.Max(count, Block), Length - first)];
        fixed (byte* p = read)
            file.Read(p, read.Length, signature.Offset + first);
        blocks.Add((first, read));
        return new ReadOnlyMemory<byte>(read, (int)(address - first), (int)count);
    }

    /// <summary>Some bytes to read fields from.</summary>
    public Hdf5Cursor Cursor(long address, long count) => new(Read(address, count), Widths);

    /// <summary>A structure that begins with four letters.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
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

    /// <summary>A structure that begins with four letters and ends with a checksum, which must match.</summary>
    public Hdf5Cursor Checked(long address, long count, ReadOnlySpan<byte> letters)
    {
        Hdf5Checksum.Verify(Read(address, count).Span, address);
        return Structure(address, count, letters);
    }
}
