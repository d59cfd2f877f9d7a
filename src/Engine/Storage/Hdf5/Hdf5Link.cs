namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>A link of a group: a name for an object.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The address of the object, or -1 for a soft or external link.</param>
/// <param name="Path">The path of a soft link, or null.</param>
/// <param name="Order">The creation order, or -1 if the file does not track it.</param>
internal sealed record Hdf5Link(string Name, long Address, string? Path, long Order)
{
    private const int SoftLink = 1;

    /// <summary>Reads all links of a group.</summary>
    public static List<Hdf5Link> Read(Hdf5Object group)
    {
        Hdf5Bytes bytes = group.File.Bytes;
        var links = new List<Hdf5Link>();
        if (group.Find(Hdf5MessageType.SymbolTable) is { } table)
        {
            var cursor = new Hdf5Cursor(table.Body, bytes.Widths);
            long tree = cursor.Address(),
                names = cursor.Address();
            if (tree >= 0)
                ReadSymbols(bytes, tree, names, links);
        }
        foreach (Hdf5Message message in group.All(Hdf5MessageType.Link))
            links.Add(ReadOne(message.Body, bytes.Widths));
        if (group.Find(Hdf5MessageType.LinkInfo) is { } info)
        {
            var cursor = new Hdf5Cursor(info.Body, bytes.Widths);
            cursor.Skip(1);
            if ((cursor.Byte() & 1) != 0)
                cursor.Skip(8);
            long heapAddress = cursor.Address(),
                names = cursor.Address();
            if (heapAddress >= 0 && names >= 0)
            {
                var heap = new Hdf5FractalHeap(bytes, heapAddress);
                foreach (ReadOnlyMemory<byte> record in Hdf5TreeV2.Records(bytes, names, 5))
                    links.Add(ReadOne(heap.Find(record[4..]), bytes.Widths));
            }
        }
        return [.. links.OrderBy(l => l.Order).ThenBy(l => l.Name, StringComparer.Ordinal)];
    }

    // IV.A.2.g.
    private static Hdf5Link ReadOne(ReadOnlyMemory<byte> body, (int, int) widths)
    {
        var cursor = new Hdf5Cursor(body, widths);
        if (cursor.Byte() != 1)
            throw new InvalidDataException("a link has an unknown version");
        int flags = cursor.Byte(),
            kind = (flags & 8) != 0 ? cursor.Byte() : 0;
        long order = (flags & 4) != 0 ? cursor.Count(8) : -1;
        if ((flags & 16) != 0)
            cursor.Skip(1);
        string name = System.Text.Encoding.UTF8.GetString(
            cursor.Take(cursor.Count(1 << (flags & 3))).Span.TrimEnd((byte)0)
        );
        return kind switch
        {
            0 => new Hdf5Link(name, cursor.Address(), null, order),
            SoftLink => new Hdf5Link(
                name,
                -1,
                System.Text.Encoding.UTF8.GetString(cursor.Take(cursor.UInt16()).Span),
                order
            ),
            _ => new Hdf5Link(name, -1, null, order),
        };
    }

    // Groups of HDF5 before 1.8: a tree of symbol tables, III.A to III.D.
    private static void ReadSymbols(Hdf5Bytes bytes, long tree, long heapAddress, List<Hdf5Link> links)
    {
        Hdf5Cursor heap = bytes.Structure(heapAddress, 8 + 2 * bytes.Widths.Length + bytes.Widths.Address, "HEAP"u8);
        heap.Skip(4);
        long heapLength = heap.Length();
        heap.Skip(bytes.Widths.Length);
        long heapData = heap.Address();
        foreach (long address in Hdf5TreeV1.Tables(bytes, tree))
        {
            Hdf5Cursor head = bytes.Structure(address, 8, "SNOD"u8);
            head.Skip(2);
            int count = head.UInt16(),
                entry = 2 * bytes.Widths.Address + 24;
            Hdf5Cursor table = bytes.Cursor(address + 8, (long)count * entry);
            for (int i = 0; i < count; i++)
            {
                long nameAt = table.Count(bytes.Widths.Address),
                    target = table.Address();
                long cache = table.UInt32();
                table.Skip(4);
                var scratch = new Hdf5Cursor(table.Take(16), bytes.Widths);
                if (nameAt >= heapLength)
                    throw new InvalidDataException($"a name at {nameAt} of a heap of {heapLength} bytes");
                string name = bytes.Cursor(heapData + nameAt, heapLength - nameAt).Text();
                if (cache != 2)
                {
                    links.Add(new Hdf5Link(name, target, null, -1));
                }
                else
                {
                    long pathAt = scratch.UInt32();
                    if (pathAt >= heapLength)
                        throw new InvalidDataException($"a path at {pathAt} of a heap of {heapLength} bytes");
                    links.Add(new Hdf5Link(name, -1, bytes.Cursor(heapData + pathAt, heapLength - pathAt).Text(), -1));
                }
            }
        }
    }
}
