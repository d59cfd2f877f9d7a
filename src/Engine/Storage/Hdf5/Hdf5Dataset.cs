namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The storage layout of a dataset.</summary>
internal enum Hdf5Storage
{
    /// <summary>In the object's header.</summary>
    Compact,

    /// <summary>In one contiguous block.</summary>
    Contiguous,

    /// <summary>In chunks.</summary>
    Chunked,

    /// <summary>In other files, or in a layout that only the library can read.</summary>
    Elsewhere,
}

/// <summary>The kind of index of a dataset's chunks; numbered as in HDF5.</summary>
internal enum Hdf5ChunkTable
{
    TreeV1 = 0,
    Single = 1,
    Implicit = 2,
    FixedArray = 3,
    ExtensibleArray = 4,
    TreeV2 = 5,
}

/// <summary>A filter of a dataset.</summary>
/// <param name="Id">Its registered number.</param>
/// <param name="Name">Its name, if the file gives it.</param>
/// <param name="Values">Its parameters.</param>
internal readonly record struct Hdf5FilterUse(int Id, string Name, uint[] Values);

/// <summary>A dataset: type, shape and storage; HDF5 File Format Specification 3.0, IV.A.2.i.</summary>
internal sealed record Hdf5Dataset
{
    public required Hdf5Type Type { get; init; }

    public required Hdf5Space Space { get; init; }

    public Hdf5Storage Storage { get; init; } = Hdf5Storage.Elsewhere;

    /// <summary>The address of the elements or of the chunk index; -1 if nothing was ever written.</summary>
    public long Address { get; init; } = -1;

    /// <summary>The elements in the object's header.</summary>
    public ReadOnlyMemory<byte> Inline { get; init; }

    /// <summary>The shape of a chunk; empty without chunks.</summary>
    public long[] Chunk { get; init; } = [];

    public Hdf5ChunkTable Table { get; init; }

    /// <summary>The stored bytes and the filter mask of the only chunk, if the header gives them.</summary>
    public (long Size, uint Mask)? Single { get; init; }

    /// <summary>True if chunks that go beyond the edge are stored without filters.</summary>
    public bool HasPlainEdges { get; init; }

    /// <summary>True if the dataset is virtual: its elements are those of other datasets.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>True if the elements are in external files.</summary>
    public bool IsExternal { get; init; }

    /// <summary>The filters, in the order of encoding.</summary>
    public Hdf5FilterUse[] Filters { get; init; } = [];

    /// <summary>The bytes of the fill value, as stored; null for zeros.</summary>
    public byte[]? Fill { get; init; }

    /// <summary>Reads a dataset from the header of its object.</summary>
    public static Hdf5Dataset Read(Hdf5Object from)
    {
        Hdf5Bytes bytes = from.File.Bytes;
        if (
            from.Find(Hdf5MessageType.Dataspace) is not { } spaceMessage
            || from.Find(Hdf5MessageType.Datatype) is not { } typeMessage
            || from.Find(Hdf5MessageType.Layout) is not { } layout
        )
        {
            throw new InvalidDataException($"the object at address {from.Address} is not a dataset");
        }

        var space = new Hdf5Cursor(from.BodyOf(spaceMessage), bytes.Widths);
        var dataset = new Hdf5Dataset
        {
            Space = Hdf5Space.Read(ref space, bytes.Widths),
            Type = from.File.ReadType(typeMessage.Body, typeMessage.IsShared),
            Filters = from.Find(Hdf5MessageType.Filters) is { } filters
                ? ReadFilters(new Hdf5Cursor(from.BodyOf(filters), bytes.Widths))
                : [],
        };
        dataset = dataset with { Fill = ReadFill(from, dataset.Type.Size) };
        return from.Find(Hdf5MessageType.ExternalFiles) is not null
            ? dataset with
            {
                IsExternal = true,
            }
            : dataset.WithLayout(new Hdf5Cursor(layout.Body, bytes.Widths));
    }

    private Hdf5Dataset WithLayout(Hdf5Cursor cursor)
    {
        int version = cursor.Byte();
        if (version is 1 or 2)
            return WithOldLayout(cursor);
        if (version is not (3 or 4))
            throw new InvalidDataException($"a dataset has a layout of the unknown version {version}");
        switch (cursor.Byte())
        {
            case 0:
                return this with { Storage = Hdf5Storage.Compact, Inline = cursor.Take(cursor.UInt16()) };
            case 1:
                return this with { Storage = Hdf5Storage.Contiguous, Address = cursor.Address() };
            case 2 when version == 3:
                int axes = cursor.Byte();
                long address = cursor.Address();
                return this with
                {
                    Storage = Hdf5Storage.Chunked,
                    Address = address,
                    Chunk = ReadChunk(ref cursor, axes, 4),
                };
            case 2:
                return WithNewChunks(cursor);
            case 3:
                return this with { IsVirtual = true };
            default:
                return this;
        }
    }

    private Hdf5Dataset WithOldLayout(Hdf5Cursor cursor)
    {
        int axes = cursor.Byte(),
            kind = cursor.Byte();
        cursor.Skip(5);
        long address = kind == 0 ? -1 : cursor.Address();
        if (kind == 2)
        {
            return this with
            {
                Storage = Hdf5Storage.Chunked,
                Address = address,
                Chunk = ReadChunk(ref cursor, axes, 4),
            };
        }

        cursor.Skip(4L * axes);
        return kind == 1
            ? this with
            {
                Storage = Hdf5Storage.Contiguous,
                Address = address,
            }
            : this with
            {
                Storage = Hdf5Storage.Compact,
                Inline = cursor.Take(cursor.UInt32()),
            };
    }

    private Hdf5Dataset WithNewChunks(Hdf5Cursor cursor)
    {
        int flags = cursor.Byte(),
            axes = cursor.Byte(),
            width = cursor.Byte();
        long[] chunk = ReadChunk(ref cursor, axes, width);
        var table = (Hdf5ChunkTable)cursor.Byte();
        (long, uint)? single = null;
        switch (table)
        {
            case Hdf5ChunkTable.Single when (flags & 2) != 0:
                single = (cursor.Length(), cursor.UInt32());
                break;
            case Hdf5ChunkTable.FixedArray:
                cursor.Skip(1);
                break;
            case Hdf5ChunkTable.ExtensibleArray:
                cursor.Skip(5);
                break;
            case Hdf5ChunkTable.TreeV2:
                cursor.Skip(6);
                break;
            case Hdf5ChunkTable.Single or Hdf5ChunkTable.Implicit:
                break;
            default:
                return this;
        }
        return this with
        {
            Storage = Hdf5Storage.Chunked,
            Chunk = chunk,
            Table = table,
            Single = single,
            HasPlainEdges = (flags & 1) != 0,
            Address = cursor.Address(),
        };
    }

    // The last length is that of an element.
    private long[] ReadChunk(ref Hdf5Cursor cursor, int axes, int width)
    {
        if (axes != Space.Extent.Length + 1)
            throw new InvalidDataException($"chunks of {axes - 1} axes in a dataset of {Space.Extent.Length}");
        var chunk = new long[axes - 1];
        Int128 size = Type.Size;
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            chunk[axis] = cursor.Count(width);
            size *= chunk[axis];
            if (chunk[axis] < 1 || size > long.MaxValue / 16)
                throw new InvalidDataException($"chunks of length {chunk[axis]} along axis {axis}");
        }
        cursor.Skip(width);
        return chunk;
    }

    // IV.A.2.l.
    private static Hdf5FilterUse[] ReadFilters(Hdf5Cursor cursor)
    {
        int version = cursor.Byte(),
            count = cursor.Byte();
        if (version is not (1 or 2))
            throw new InvalidDataException($"filters of the unknown version {version}");
        if (version == 1)
            cursor.Skip(6);
        var filters = new Hdf5FilterUse[count];
        for (int i = 0; i < count; i++)
        {
            int id = cursor.UInt16(),
                nameLength = version == 1 || id >= 256 ? cursor.UInt16() : 0;
            cursor.Skip(2);
            var values = new uint[cursor.UInt16()];
            string name = System.Text.Encoding.UTF8.GetString(cursor.Take(nameLength).Span.TrimEnd((byte)0));
            if (version == 1)
                cursor.Skip(Math.Min((8 - nameLength % 8) % 8, cursor.Remaining));
            for (int value = 0; value < values.Length; value++)
                values[value] = cursor.UInt32();
            if (version == 1 && values.Length % 2 == 1)
                cursor.Skip(Math.Min(4, cursor.Remaining));
            filters[i] = new Hdf5FilterUse(id, name, values);
        }
        return filters;
    }

    // IV.A.2.f: the older message is used only without the newer one.
    private static byte[]? ReadFill(Hdf5Object from, int size)
    {
        if (from.Find(Hdf5MessageType.FillValue) is { } message)
        {
            var cursor = new Hdf5Cursor(from.BodyOf(message), from.File.Bytes.Widths);
            int version = cursor.Byte();
            bool isDefined;
            if (version == 3)
            {
                isDefined = (cursor.Byte() & 0x20) != 0;
            }
            else
            {
                cursor.Skip(2);
                isDefined = cursor.Byte() != 0;
            }
            if (isDefined && cursor.Remaining >= 4 && cursor.UInt32() == size && cursor.Remaining >= size)
                return cursor.Take(size).ToArray();
            return null;
        }
        if (from.Find(Hdf5MessageType.OldFillValue) is { } old)
        {
            var cursor = new Hdf5Cursor(from.BodyOf(old), from.File.Bytes.Widths);
            if (cursor.UInt32() == size && cursor.Remaining >= size)
                return cursor.Take(size).ToArray();
        }
        return null;
    }
}
