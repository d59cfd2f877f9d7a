namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// Messages that are stored once for several objects: in an object of their own (a named type), or in the file's heap
/// of shared messages. HDF5 File Format Specification 3.0, III.H and IV.A.2.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="extension">
/// The address of the superblock extension, which refers to the heap; -1 if there is none.
/// </param>
internal sealed class Hdf5SharedMessages(Hdf5File file, long extension)
{
    private const int InHeap = 1,
        EntryBytes = 14;

    // Each heap with the types of its messages, a bit each.
    private List<(int Kinds, Hdf5FractalHeap Heap)>? heaps;

    /// <summary>Returns the body of a message from its reference.</summary>
    public ReadOnlyMemory<byte> Find(Hdf5MessageType type, ReadOnlyMemory<byte> reference)
    {
        var cursor = new Hdf5Cursor(reference, file.Bytes.Widths);
        int version = cursor.Byte(),
            kind = cursor.Byte();
        if (version is < 1 or > 3)
            throw new InvalidDataException($"a shared message has the unknown version {version}");
        if (version == 3 && kind == InHeap)
            return FindInHeap(type, cursor.Take(8));
        if (version == 1)
            cursor.Skip(6);
        Hdf5Object owner = file.ObjectAt(cursor.Address());
        return owner.Find(type) is { IsShared: false } message
            ? message.Body
            : throw new InvalidDataException("a shared message refers to an object without a message of its type");
    }

    /// <summary>Returns the body of a message in the heap for its type.</summary>
    public ReadOnlyMemory<byte> FindInHeap(Hdf5MessageType type, ReadOnlyMemory<byte> id)
    {
        foreach (var (kinds, heap) in heaps ??= ReadHeaps())
        {
            if ((kinds >> (int)type & 1) != 0)
                return heap.Find(id);
        }

        throw new InvalidDataException(
            "a message is in the heap of shared messages, but the file has no heap for its type"
        );
    }

    private List<(int Kinds, Hdf5FractalHeap Heap)> ReadHeaps()
    {
        var read = new List<(int, Hdf5FractalHeap)>();
        if (
            extension < 0
            || file.ObjectAt(extension).Find(Hdf5MessageType.SharedTable) is not { IsShared: false } message
        )
        {
            return read;
        }

        var cursor = new Hdf5Cursor(message.Body, file.Bytes.Widths);
        cursor.Skip(1);
        long address = cursor.Address();
        int count = cursor.Byte();
        Hdf5Cursor table = file.Bytes.Checked(
            address,
            8 + (long)count * (EntryBytes + 2 * file.Bytes.Widths.Address),
            "SMTB"u8
        );
        for (int i = 0; i < count; i++)
        {
            table.Skip(2);
            int kinds = table.UInt16();
            table.Skip(10);
            table.Skip(file.Bytes.Widths.Address);
            long heap = table.Address();
            if (heap >= 0)
                read.Add((kinds, new Hdf5FractalHeap(file.Bytes, heap)));
        }
        return read;
    }
}
