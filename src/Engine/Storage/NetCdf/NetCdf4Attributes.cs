using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads the attributes of NetCDF-4 from those of HDF5.</summary>
internal static unsafe class NetCdf4Attributes
{
    // Attributes that the format uses internally: "NetCDF-4 file format", Unidata.
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

    /// <summary>Returns the attributes that users see; those of unsupported types are left out.</summary>
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

    /// <summary>Returns the text of an attribute, or null if it holds none.</summary>
    public static string? Text(Hdf5Object from, string name) =>
        from.Attribute(name) is { } attribute && Value(from.File, attribute) is string text ? text : null;

    /// <summary>Returns the integers of an attribute, or null if it holds none.</summary>
    public static int[]? Numbers(Hdf5Object from, string name) =>
        from.Attribute(name) is { } attribute ? Value(from.File, attribute) as int[] : null;

    /// <summary>
    /// Returns the addresses of the objects that an attribute's lists of references name; -1 for an empty list.
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
                    texts[i] = attribute.Type.IsVariableText ? file.Texts.TextAt(element) : NetCdfText.Of(element.Span);
                }
                return count == 0 ? ""
                    : count == 1 ? texts[0]
                    : texts;
            case Hdf5Class.Integer
            or Hdf5Class.Float
            or Hdf5Class.Enumeration
                when attribute.Space.Extent.Length <= 1 && NetCdf4Types.TryNumber(attribute.Type, out DType dtype):
                Array numbers = DTypes.NewArray(dtype, count);
                if (count == 0)
                    return numbers;
                fixed (byte* p = &MemoryMarshal.GetArrayDataReference(numbers))
                {
                    attribute.Data.Span[..(count * size)].CopyTo(new Span<byte>(p, count * dtype.Size));
                    ByteOrder.Convert(p, count, size, (attribute.Type.Element ?? attribute.Type).IsBigEndian);
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
