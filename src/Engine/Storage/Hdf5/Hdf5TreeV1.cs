namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// B-trees of version 1: HDF5 File Format Specification 3.0, III.A.1. The level of a child must be one less than that
/// of its parent, so damaged nodes cannot form a cycle.
/// </summary>
internal static class Hdf5TreeV1
{
    /// <summary>Returns the addresses of a group's symbol tables.</summary>
    public static List<long> Tables(Hdf5Bytes bytes, long root)
    {
        var tables = new List<long>();
        Walk(bytes, root, -1, 0, bytes.Widths.Length, (_, child) => tables.Add(child));
        return tables;
    }

    /// <summary>
    /// Visits the chunks of a dataset: stored bytes, filter mask, index of the first element, address.
    /// </summary>
    public static void Chunks(Hdf5Bytes bytes, long root, int rank, Action<long, uint, long[], long> visit)
    {
        var origin = new long[rank];
        Walk(
            bytes,
            root,
            -1,
            1,
            8 + 8 * (rank + 1),
            (key, child) =>
            {
                long size = key.UInt32();
                uint mask = key.UInt32();
                for (int axis = 0; axis < rank; axis++)
                    origin[axis] = key.Count(8);
                visit(size, mask, origin, child);
            }
        );
    }

    private static void Walk(
        Hdf5Bytes bytes,
        long address,
        int expected,
        int type,
        int keyLength,
        Action<Hdf5Cursor, long> leaf
    )
    {
        int prefix = 8 + 2 * bytes.Widths.Address;
        Hdf5Cursor head = bytes.Structure(address, prefix, "TREE"u8);
        int found = head.Byte(),
            level = head.Byte(),
            count = head.UInt16();
        if (found != type || (expected >= 0 && level != expected))
        {
            throw new InvalidDataException(
                $"the tree node at address {address} does not have the type or level that its parent states"
            );
        }

        Hdf5Cursor cursor = bytes.Cursor(
            address + prefix,
            (long)count * (keyLength + bytes.Widths.Address) + keyLength
        );
        for (int i = 0; i < count; i++)
        {
            var key = new Hdf5Cursor(cursor.Take(keyLength), bytes.Widths);
            long child = cursor.Address();
            if (level == 0)
                leaf(key, child);
            else
                Walk(bytes, child, level - 1, type, keyLength, leaf);
        }
    }
}
