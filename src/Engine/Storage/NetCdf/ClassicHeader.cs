using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Reads the header of a classic NetCDF file (CDF-1, 2 and 5): "NetCDF Classic Format Specification", Unidata. No
/// library is needed.
/// </summary>
/// <remarks>Every length is checked against the rest of the file before it is used.</remarks>
internal sealed class ClassicHeader
{
    private const int DimensionTag = 10,
        VariableTag = 11,
        AttributeTag = 12,
        MaximumRank = 1024,
        Block = 1 << 16;

    private readonly string path;
    private readonly FileSignature signature;
    private readonly FileHandles.Lease file;
    private byte[] bytes = [];
    private int at;
    private bool isWide;
    private bool hasWideOffsets;

    private ClassicHeader(string path, FileSignature signature, FileHandles.Lease file) =>
        (this.path, this.signature, this.file) = (path, signature, file);

    private readonly record struct HeaderVariable(
        string Name,
        int[] Dimensions,
        StoredAttributes Attributes,
        int Type,
        long Begin
    );

    /// <summary>Reads the metadata of a file.</summary>
    public static StoredDataset Read(string path, FileSignature signature, string group)
    {
        if (group.Length > 0)
        {
            throw new GchunkException(
                $"{path}: {Spelling.Unknown("group", group, [])}; the classic format has no groups"
            );
        }

        using FileHandles.Lease file = FileHandles.Rent(path, signature);
        return new ClassicHeader(path, signature, file).Read();
    }

    private StoredDataset Read()
    {
        at = 0;
        int version = Take(4)[3];
        isWide = version == 5;
        hasWideOffsets = version != 1;
        long records = isWide
            ? BinaryPrimitives.ReadInt64BigEndian(Take(8))
            : BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        if (!isWide && records == uint.MaxValue)
            records = -1;

        var dimensions = new (string Name, long Length)[List(DimensionTag, "dimensions", 8)];
        int unlimited = -1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = (Name(), Count());
            if (dimensions[i].Length == 0)
                unlimited = unlimited < 0 ? i : throw Damaged("it has two unlimited dimensions");
        }
        StoredAttributes attributes = Attributes();
        var variables = new HeaderVariable[List(VariableTag, "variables", 24)];
        for (int i = 0; i < variables.Length; i++)
            variables[i] = ReadVariable(dimensions.Length);

        HeaderVariable[] recorded = [.. variables.Where(v => v.Dimensions.Length > 0 && v.Dimensions[0] == unlimited)];
        long recordBytes =
            recorded.Length == 1
                ? RecordBytes(recorded[0], dimensions)
                : recorded.Aggregate(0L, (sum, v) => checked(sum + (RecordBytes(v, dimensions) + 3) / 4 * 4));
        // A file that was written as a stream does not state the number of its records.
        if (records < 0)
            records = recordBytes == 0 ? 0 : Math.Max(0, (signature.Length - recorded.Min(v => v.Begin)) / recordBytes);
        if (unlimited >= 0)
            dimensions[unlimited].Length = records;
        return new StoredDataset
        {
            Path = path,
            Group = "",
            Groups = [],
            Attributes = attributes,
            Dimensions = [.. dimensions.Select((d, i) => new StoredDimension(d.Name, d.Length, i == unlimited))],
            Variables = [.. variables.Select(v => Stored(v, dimensions, unlimited, recordBytes))],
        };
    }

    private HeaderVariable ReadVariable(int dimensionCount)
    {
        string name = Name();
        long rank = Count();
        if (rank > MaximumRank)
            throw Damaged($"variable '{name}' has {rank} dimensions");
        var ids = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            long id = Count();
            ids[axis] =
                id < dimensionCount
                    ? (int)id
                    : throw Damaged($"variable '{name}' runs along dimension {id} of {dimensionCount}");
        }
        StoredAttributes attributes = Attributes();
        int type = Type($"variable '{name}'");
        Take(isWide ? 8 : 4); // the size of the variable, which follows from its shape
        long begin = hasWideOffsets
            ? BinaryPrimitives.ReadInt64BigEndian(Take(8))
            : BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        return begin < 0
            ? throw Damaged($"variable '{name}' begins at byte {begin}")
            : new HeaderVariable(name, ids, attributes, type, begin);
    }

    private StoredVariable Stored(
        HeaderVariable variable,
        (string Name, long Length)[] dimensions,
        int unlimited,
        long recordBytes
    )
    {
        string place = $"{path}: variable '{variable.Name}'";
        int size = SizeOf(variable.Type);
        Shape shape = ShapeOf(variable, dimensions);
        var source = new NetCdfSource(path, signature, "", variable.Name, place);
        long[] strides = shape.ByteStrides(size);
        bool isRecorded = variable.Dimensions.Length > 0 && variable.Dimensions[0] == unlimited;
        if (isRecorded)
            strides[0] = recordBytes;
        if (variable.Dimensions.Skip(1).Contains(unlimited))
        {
            throw Damaged(
                $"variable '{variable.Name}' has the unlimited dimension '{dimensions[unlimited].Name}' after another"
            );
        }

        if (
            (Int128)shape.Size * size > long.MaxValue / 4
            || (isRecorded && (Int128)shape[0] * recordBytes > long.MaxValue / 4)
        )
        {
            throw Damaged($"variable '{variable.Name}' has a shape of {shape}");
        }

        var reader = new StridedReader(path, signature, variable.Begin, strides, size, bigEndian: true);
        var stored = new StoredVariable
        {
            Name = variable.Name,
            Place = place,
            Shape = shape,
            Dimensions = [.. variable.Dimensions.Select(d => dimensions[d].Name)],
            Attributes = variable.Attributes,
        };
        if (NetCdfTypes.TryNumber(variable.Type, out DType dtype))
            return stored with { Array = new NetCdfArray(source, shape, dtype, null, () => reader) };
        return NetCdfText.EncodingOf(variable.Attributes) is { } encoding
            ? stored with
            {
                Texts = joined => NetCdfText.ReadCharacters(source, shape, reader, joined, encoding),
                IsCharacters = true,
            }
            : stored with
            {
                Unreadable = NetCdfText.UnknownEncoding(variable.Attributes),
            };
    }

    private Shape ShapeOf(HeaderVariable variable, (string Name, long Length)[] dimensions)
    {
        try
        {
            return new Shape(Array.ConvertAll(variable.Dimensions, d => dimensions[d].Length).AsSpan());
        }
        catch (GchunkException e)
        {
            throw Damaged($"variable '{variable.Name}': {e.Message}");
        }
    }

    private long RecordBytes(HeaderVariable variable, (string Name, long Length)[] dimensions)
    {
        Int128 size = SizeOf(variable.Type);
        foreach (int id in variable.Dimensions.Skip(1))
        {
            size *= dimensions[id].Length;
            if (size > long.MaxValue / 1024)
                throw Damaged($"a record of variable '{variable.Name}' is too large");
        }
        return (long)size;
    }

    private StoredAttributes Attributes()
    {
        var items = new StoredAttribute[List(AttributeTag, "attributes", 12)];
        for (int i = 0; i < items.Length; i++)
        {
            string name = Name();
            int type = Type($"attribute '{name}'");
            long count = Count();
            int size = SizeOf(type);
            if (count > signature.Length / size)
                throw Damaged($"attribute '{name}' claims {count} elements");
            ReadOnlySpan<byte> value = Take((int)count * size);
            items[i] = new StoredAttribute(
                name,
                type == NetCdfNative.Char ? NetCdfText.Of(value) : Numbers(value, type, (int)count)
            );
            Pad((int)count * size);
        }
        return new StoredAttributes(items);
    }

    private static unsafe Array Numbers(ReadOnlySpan<byte> value, int type, int count)
    {
        _ = NetCdfTypes.TryNumber(type, out DType dtype);
        Array numbers = DTypes.NewArray(dtype, count);
        if (count == 0)
            return numbers;
        fixed (byte* p = &MemoryMarshal.GetArrayDataReference(numbers))
        {
            value.CopyTo(new Span<byte>(p, count * dtype.Size));
            ByteOrder.Convert(p, count, dtype.Size, bigEndian: true);
        }
        return numbers;
    }

    private int List(int tag, string what, int smallest)
    {
        int found = BinaryPrimitives.ReadInt32BigEndian(Take(4));
        long count = Count();
        if ((found != tag && found != 0) || (found == 0 && count != 0))
            throw Damaged($"its list of {what} starts with {found}");
        return count <= signature.Length / smallest ? (int)count : throw Damaged($"it claims {count} {what}");
    }

    private string Name()
    {
        long length = Count();
        if (length > signature.Length - at)
            throw Damaged($"a name claims {length} bytes");
        // Some writers count the NUL of C as well.
        string name = NetCdfText.Of(Take((int)length));
        Pad((int)length);
        return name;
    }

    private int Type(string what)
    {
        int type = BinaryPrimitives.ReadInt32BigEndian(Take(4));
        return type is >= NetCdfNative.Byte and <= NetCdfNative.UInt64
            ? type
            : throw Damaged($"{what} has type number {type}");
    }

    private static int SizeOf(int type) => NetCdfTypes.TryNumber(type, out DType dtype) ? dtype.Size : 1;

    private long Count()
    {
        long count = isWide
            ? BinaryPrimitives.ReadInt64BigEndian(Take(8))
            : BinaryPrimitives.ReadInt32BigEndian(Take(4));
        return count >= 0 ? count : throw Damaged($"a length of {count} at byte {at} of its header");
    }

    private void Pad(int length) => Take((4 - length % 4) % 4);

    private ReadOnlySpan<byte> Take(int count)
    {
        Need(count);
        at += count;
        return bytes.AsSpan(at - count, count);
    }

    private unsafe void Need(int count)
    {
        if (count <= bytes.Length - at)
            return;
        long end = (long)at + count;
        if (end > Math.Min(signature.Length, int.MaxValue / 2))
        {
            throw new GchunkException(
                $"{path} is truncated: {signature.Length} bytes, but its header goes beyond them"
            );
        }

        var longer = new byte[Math.Min(signature.Length, Math.Max(end, Math.Max(Block, 2L * bytes.Length)))];
        bytes.CopyTo(longer, 0);
        fixed (byte* p = longer)
            file.Read(p + bytes.Length, longer.Length - bytes.Length, bytes.Length);
        bytes = longer;
    }

    private GchunkException Damaged(string how) => new($"{path} is damaged: {how}");
}
