namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>B-trees of version 2: HDF5 File Format Specification 3.0, III.A.2.</summary>
internal sealed class Hdf5TreeV2
{
    private const int MaximumDepth = 16;

    private readonly Hdf5Bytes bytes;
    private readonly int type,
        recordSize,
        nodeSize;
    private readonly List<ReadOnlyMemory<byte>> records = [];
    private readonly List<int> countWidths = [],
        totalWidths = [];

    private Hdf5TreeV2(Hdf5Bytes bytes, int type, int recordSize, int nodeSize) =>
        (this.bytes, this.type, this.recordSize, this.nodeSize) = (bytes, type, recordSize, nodeSize);

    /// <summary>Reads all records of a tree, in its order.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="address">The address of the tree's header.</param>
    /// <param name="types">The record types that are expected.</param>
    public static List<ReadOnlyMemory<byte>> Records(Hdf5Bytes bytes, long address, params ReadOnlySpan<int> types)
    {
        Hdf5Cursor head = bytes.Checked(address, 22 + bytes.Widths.Address + bytes.Widths.Length, "BTHD"u8);
        int version = head.Byte(),
            type = head.Byte();
        long nodeSize = head.UInt32();
        int recordSize = head.UInt16(),
            depth = head.UInt16();
        head.Skip(2);
        long root = head.Address();
        int count = head.UInt16();
        if (version != 0 || !types.Contains(type))
            throw new InvalidDataException($"the tree at address {address} is of type {type}");
        if (recordSize == 0 || nodeSize < 10 + recordSize || nodeSize > 1 << 24 || depth > MaximumDepth)
        {
            throw new InvalidDataException(
                $"the tree at address {address} has nodes of {nodeSize} bytes and records of {recordSize}"
            );
        }

        var tree = new Hdf5TreeV2(bytes, type, recordSize, (int)nodeSize);
        if (root < 0 || count == 0)
            return tree.records;
        tree.FindWidths(depth);
        tree.Walk(root, count, depth);
        return tree.records;
    }

    // The width of a child's counts follows from the number of records that fit its level.
    private void FindWidths(int depth)
    {
        long most = (nodeSize - 10) / recordSize,
            total = most;
        countWidths.Add(Width(most));
        totalWidths.Add(0);
        for (int level = 1; level < depth; level++)
        {
            int pointer = bytes.Widths.Address + countWidths[0] + totalWidths[level - 1];
            long own = (nodeSize - (10 + pointer)) / (recordSize + pointer);
            total = (long)Int128.Min((Int128)(own + 1) * total + own, long.MaxValue);
            totalWidths.Add(Width(total));
        }
    }

    private static int Width(long value) => (System.Numerics.BitOperations.Log2((ulong)Math.Max(1, value)) + 8) / 8;

    private void Walk(long address, long count, int level)
    {
        if (count * recordSize > nodeSize)
            throw new InvalidDataException($"the tree node at address {address} claims {count} records");
        int pointer = level == 0 ? 0 : bytes.Widths.Address + countWidths[0] + totalWidths[level - 1];
        long length = 6 + count * recordSize + (level == 0 ? 0 : (count + 1) * pointer) + 4;
        Hdf5Cursor node = bytes.Checked(address, length, level == 0 ? "BTLF"u8 : "BTIN"u8);
        node.Skip(1);
        if (node.Byte() != type)
            throw new InvalidDataException($"the tree node at address {address} does not have the type of its tree");
        var own = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < count; i++)
            own[i] = node.Take(recordSize);
        if (level == 0)
        {
            records.AddRange(own);
            return;
        }
        for (int i = 0; i <= count; i++)
        {
            long child = node.Address(),
                childCount = node.Count(countWidths[0]);
            node.Skip(totalWidths[level - 1]);
            Walk(child, childCount, level - 1);
            if (i < count)
                records.Add(own[i]);
        }
    }
}
