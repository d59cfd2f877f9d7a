using System.Numerics;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// The heap of the links or attributes of an object with many of them: HDF5 File Format Specification 3.0, III.G.
/// </summary>
internal sealed class Hdf5FractalHeap
{
    private readonly Hdf5Bytes bytes;
    private readonly int offsetWidth,
        lengthWidth,
        width,
        rows;
    private readonly long start,
        largest,
        root,
        huge;
    private readonly bool hasChecksums;

    /// <summary>Reads a heap's header.</summary>
    public Hdf5FractalHeap(Hdf5Bytes bytes, long address)
    {
        this.bytes = bytes;
        (int a, int l) = bytes.Widths;
        Hdf5Cursor head = bytes.Checked(address, 26 + 12 * l + 3 * a, "FRHP"u8);
        head.Skip(3);
        int filters = head.UInt16();
        if (filters != 0)
            throw new InvalidDataException($"the heap at address {address} is compressed");
        hasChecksums = (head.Byte() & 2) != 0;
        long most = head.UInt32();
        head.Skip(l);
        huge = head.Address();
        head.Skip(l + a + 8L * l);
        width = head.UInt16();
        (start, largest) = (head.Length(), head.Length());
        int bits = head.UInt16();
        head.Skip(2);
        root = head.Address();
        rows = head.UInt16();
        if (width == 0 || !IsPower(start) || !IsPower(largest) || start > largest || bits is 0 or > 64 || rows > 64)
            throw new InvalidDataException($"the heap at address {address} has blocks of {start} to {largest} bytes");
        offsetWidth = (bits + 7) / 8;
        lengthWidth = Math.Min(Width(largest), Width(most));
    }

    /// <summary>Returns an object by its identifier.</summary>
    public ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> id)
    {
        var cursor = new Hdf5Cursor(id, bytes.Widths);
        int head = cursor.Byte();
        switch (head >> 4 & 3)
        {
            case 0:
                long offset = cursor.Count(offsetWidth),
                    length = cursor.Count(Math.Min(lengthWidth, cursor.Remaining));
                return Managed(offset, length);
            case 1 when huge >= 0:
                long number = cursor.Count(Math.Min(8, cursor.Remaining));
                foreach (ReadOnlyMemory<byte> record in Hdf5TreeV2.Records(bytes, huge, 1))
                {
                    var fields = new Hdf5Cursor(record, bytes.Widths);
                    long address = fields.Address(),
                        size = fields.Length();
                    if (fields.Length() == number)
                        return bytes.Read(address, size);
                }
                break;
            case 2:
                return cursor.Take(1 + (head & 15));
        }
        throw new InvalidDataException("a heap does not hold an object that is referred to");
    }

    private ReadOnlyMemory<byte> Managed(long offset, long length)
    {
        if (rows == 0)
            return Inside(root, start, 0, offset, length);
        (long block, long from, int count) = (root, 0, rows);
        for (int depth = 0; depth < 64; depth++)
        {
            // III.G.2: the first rows of an indirect block refer to direct blocks, the others to indirect blocks.
            int directRows = BitOperations.Log2((ulong)(largest / start)) + 2;
            long at = from;
            int row = 0;
            for (; row < count && offset >= at + RowSize(row) * width; row++)
                at += RowSize(row) * width;
            if (row >= count)
                break;
            long column = (offset - at) / RowSize(row);
            long entry = 5 + bytes.Widths.Address + offsetWidth;
            entry +=
                row < directRows
                    ? (row * width + column) * bytes.Widths.Address
                    : ((long)directRows * width + (row - directRows) * width + column) * bytes.Widths.Address;
            bytes.Structure(block, 4, "FHIB"u8);
            long child = bytes.Cursor(block + entry, bytes.Widths.Address).Address();
            from = at + column * RowSize(row);
            if (row < directRows)
                return Inside(child, RowSize(row), from, offset, length);
            block = child;
            count = BitOperations.Log2((ulong)RowSize(row)) - BitOperations.Log2((ulong)(start * width)) + 1;
        }
        throw new InvalidDataException($"a heap has no offset {offset}");
    }

    private ReadOnlyMemory<byte> Inside(long block, long size, long from, long offset, long length)
    {
        bytes.Structure(block, 4, "FHDB"u8);
        if (hasChecksums)
            VerifyBlock(block, size);
        return offset - from <= size - length
            ? bytes.Read(block + offset - from, length)
            : throw new InvalidDataException("an object goes beyond its heap's block");
    }

    // The checksum is in the block's header and is computed with zeros in its own place.
    private void VerifyBlock(long block, long size)
    {
        byte[] copy = bytes.Read(block, size).ToArray();
        int at = 5 + bytes.Widths.Address + offsetWidth;
        if (at + 4 > copy.Length)
            throw new InvalidDataException($"the heap block at address {block} is too small");
        uint stored = BitConverter.ToUInt32(copy, at);
        copy.AsSpan(at, 4).Clear();
        if (Hdf5Checksum.Of(copy) != stored)
            throw new InvalidDataException($"the checksum at address {block} does not match");
    }

    private long RowSize(int row) =>
        row == 0 ? start
        : row < 62 ? start << (row - 1)
        : throw new InvalidDataException("a heap has too many rows");

    private static bool IsPower(long value) => value > 0 && BitOperations.IsPow2(value) && value < 1L << 40;

    private static int Width(long value) => (BitOperations.Log2((ulong)Math.Max(1, value)) + 8) / 8;
}
