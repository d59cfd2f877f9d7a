using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The attributes of NetCDF-4, from those of HDF5.</summary>
internal static unsafe class NetCdf4Attributes
{
    // What the format keeps to itself: "NetCDF-4 file format", Unidata.
    private static readonly HashSet<string> Hidden =
    [
        "CLASS",
        "NAME",
        "DIMENSION_LIST",
        "REFERENCE_LIST",
        "_Netcdf4Dimid",
        "_Netcdf4Coordinates",
        "_NCProperties",
        "_nc3_strict",
    ];

    /// <summary>The attributes that users see; those of types that arrays cannot hold are left out.</summary>
    public static StoredAttributes Of(Hdf5Object from)
    {
        var items = new List<StoredAttribute>(from.Attributes.Count);
        foreach (Hdf5Attribute attribute in from.Attributes)
        {
            if (!Hidden.Contains(attribute.Name) && Value(from.File, attribute) is { } value)
                items.Add(new StoredAttribute(attribute.Name, value));
        }

        return new StoredAttributes(items);
    }

    /// <summary>The text of an attribute, or null where it is none.</summary>
    public static string? Text(Hdf5Object from, string name) =>
        from.Attribute(name) is { } attribute && Value(from.File, attribute) is string text ? text : null;

    /// <summary>The whole numbers of an attribute, or null where it has none.</summary>
    public static int[]? Numbers(Hdf5Object from, string name) =>
        from.Attribute(name) is { } attribute ? Value(from.File, attribute) as int[] : null;

    /// <summary>
    /// The objects that the elements of an attribute of lists of references name; -1 for an empty list.
    /// </summary>
    public static long[]? References(Hdf5Object from, string name)
    {
        if (
            from.Attribute(name)
            is not { Type: { Class: Hdf5Class.List, Element.Class: Hdf5Class.Reference } } attribute
        )
        {
            return null;
        }

        var objects = new long[attribute.Space.Count];
        for (int i = 0; i < objects.Length; i++)
        {
            (long count, ReadOnlyMemory<byte> value) = from.File.Texts.Find(
                attribute.Data.Slice(i * attribute.Type.Size, attribute.Type.Size)
            );
            objects[i] = count == 0 ? -1 : new Hdf5Cursor(value, from.File.Bytes.Widths).Address();
        }
        return objects;
    }

    /// <summary>A text of a heap.</summary>
    public static string TextOf((long Count, ReadOnlyMemory<byte> Value) found) =>
        NetCdfText.Of(found.Value.Span[..(int)Math.Min(found.Count, found.Value.Length)]);

    private static object? Value(Hdf5File file, Hdf5Attribute attribute)
    {
        int size = attribute.Type.Size,
            count = checked((int)attribute.Space.Count);
        switch (attribute.Type.Class)
        {
            case Hdf5Class.Text
            or Hdf5Class.List when attribute.Type.Class == Hdf5Class.Text || attribute.Type.IsVariableText:
                var texts = new string[count];
                for (int i = 0; i < count; i++)
                {
                    ReadOnlyMemory<byte> element = attribute.Data.Slice(i * size, size);
                    texts[i] = attribute.Type.IsVariableText
                        ? TextOf(file.Texts.Find(element))
                        : NetCdfText.Of(element.Span);
                }
                return count == 0 ? ""
                    : count == 1 ? texts[0]
                    : texts;
            case Hdf5Class.Integer
            or Hdf5Class.Float
            or Hdf5Class.Enumeration
                when attribute.Space.Extent.Length <= 1 && NetCdf4Types.TryNumber(attribute.Type, out DType dtype):
                Array numbers = NetCdfTypes.NewArray(dtype, count);
                if (count == 0)
                    return numbers;
                fixed (byte* p = &MemoryMarshal.GetArrayDataReference(numbers))
                {
                    attribute.Data.Span.CopyTo(new Span<byte>(p, count * size));
                    if ((attribute.Type.Element ?? attribute.Type).IsBigEndian == BitConverter.IsLittleEndian)
                        ByteOrder.Reverse(p, count, size);
                }
                return numbers;
            case Hdf5Class.Float when attribute.Type.IsHalf && attribute.Space.Extent.Length <= 1:
                var halves = new float[count];
                for (int i = 0; i < count; i++)
                {
                    ReadOnlySpan<byte> bytes = attribute.Data.Span.Slice(i * size, size);
                    halves[i] = (float)(
                        attribute.Type.IsBigEndian
                            ? BinaryPrimitives.ReadHalfBigEndian(bytes)
                            : BinaryPrimitives.ReadHalfLittleEndian(bytes)
                    );
                }
                return halves;
            default:
                return null;
        }
    }
}

/// <summary>The types of HDF5 against those of arrays.</summary>
internal static class NetCdf4Types
{
    /// <summary>The dtype of numbers; an enumeration has that of its integers.</summary>
    public static bool TryNumber(Hdf5Type type, out DType dtype)
    {
        Hdf5Type number =
            type.Class == Hdf5Class.Enumeration
            && type.Element is { Class: Hdf5Class.Integer } integers
            && integers.Size == type.Size
                ? integers
                : type;
        // The bits of a bit field are those of a number without sign.
        (dtype, bool known) = (
            number.Class == Hdf5Class.Bits ? Hdf5Class.Integer : number.Class,
            number.Size,
            number.IsSigned && number.Class != Hdf5Class.Bits
        ) switch
        {
            (Hdf5Class.Float, 4, _) => (DType.Float32, true),
            (Hdf5Class.Float, 8, _) => (DType.Float64, true),
            (Hdf5Class.Integer, 1, true) => (DType.Int8, true),
            (Hdf5Class.Integer, 1, false) => (DType.UInt8, true),
            (Hdf5Class.Integer, 2, true) => (DType.Int16, true),
            (Hdf5Class.Integer, 2, false) => (DType.UInt16, true),
            (Hdf5Class.Integer, 4, true) => (DType.Int32, true),
            (Hdf5Class.Integer, 4, false) => (DType.UInt32, true),
            (Hdf5Class.Integer, 8, true) => (DType.Int64, true),
            (Hdf5Class.Integer, 8, false) => (DType.UInt64, true),
            _ => (DType.Bool, false),
        };
        return known && number.IsPlain;
    }

    /// <summary>Why values of a type cannot be read.</summary>
    public static string WhyNot(Hdf5Type type) =>
        type.Class switch
        {
            Hdf5Class.Compound => "its type is a compound, which arrays cannot hold",
            Hdf5Class.List => "its type is a variable-length list, which arrays cannot hold",
            Hdf5Class.Opaque => "its type is opaque bytes, which arrays cannot hold",
            Hdf5Class.Reference => "its type is a reference to other objects, which arrays cannot hold",
            Hdf5Class.Array => "its elements are arrays themselves, which arrays cannot hold",
            Hdf5Class.Float or Hdf5Class.Integer =>
                $"its numbers have a form of {type.Size} bytes that arrays cannot hold",
            _ => "its type is not a number",
        };
}
