namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The classes of types; numbered as in HDF5.</summary>
internal enum Hdf5Class
{
    Integer = 0,
    Float = 1,
    Time = 2,
    Text = 3,
    Bits = 4,
    Opaque = 5,
    Compound = 6,
    Reference = 7,
    Enumeration = 8,
    List = 9,
    Array = 10,
}

/// <summary>The type of elements: HDF5 File Format Specification 3.0, IV.A.2.d.</summary>
internal sealed record Hdf5Type
{
    private const int MaximumDepth = 16;

    public required Hdf5Class Class { get; init; }

    /// <summary>The number of bytes of an element.</summary>
    public required int Size { get; init; }

    public bool IsBigEndian { get; init; }

    public bool IsSigned { get; init; }

    /// <summary>True if the bits of a number fill all of its bytes.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The first bit that an integer uses, from the lowest.</summary>
    public int Offset { get; init; }

    /// <summary>The number of bits that an integer uses.</summary>
    public int Precision { get; init; }

    /// <summary>True if the bits of an integer fill only a part of its bytes.</summary>
    public bool IsNarrow =>
        Class is Hdf5Class.Integer or Hdf5Class.Bits && !IsPlain && Precision > 0 && Offset + Precision <= 8 * Size;

    /// <summary>True for IEEE float16.</summary>
    public bool IsHalf { get; init; }

    /// <summary>True for variable-length strings, which are stored in a heap.</summary>
    public bool IsVariableText { get; init; }

    /// <summary>True if strings are padded with blanks instead of NULs.</summary>
    public bool IsBlankPadded { get; init; }

    /// <summary>The type of an enumeration's, a list's or an array's elements.</summary>
    public Hdf5Type? Element { get; init; }

    /// <summary>Reads a type.</summary>
    public static Hdf5Type Read(ref Hdf5Cursor cursor, int depth = 0)
    {
        if (depth > MaximumDepth)
            throw new InvalidDataException("a type is nested too deeply");
        int head = cursor.Byte(),
            version = head >> 4;
        if (version is < 1 or > 4)
            throw new InvalidDataException($"a type has the unknown version {version}");
        uint bits = (uint)cursor.Unsigned(3);
        uint size = cursor.UInt32();
        if (size is 0 or > int.MaxValue)
            throw new InvalidDataException($"a type has elements of {size} bytes");
        var type = new Hdf5Type { Class = (Hdf5Class)(head & 15), Size = (int)size };
        switch (type.Class)
        {
            case Hdf5Class.Integer or Hdf5Class.Bits:
                int offset = cursor.UInt16(),
                    precision = cursor.UInt16();
                return type with
                {
                    IsBigEndian = (bits & 1) != 0,
                    IsSigned = (bits & 8) != 0,
                    IsPlain = offset == 0 && precision == size * 8,
                    Offset = offset,
                    Precision = precision,
                };
            case Hdf5Class.Float:
                offset = cursor.UInt16();
                precision = cursor.UInt16();
                int exponentAt = cursor.Byte(),
                    exponent = cursor.Byte(),
                    mantissaAt = cursor.Byte(),
                    mantissa = cursor.Byte();
                uint bias = cursor.UInt32();
                bool isIeee =
                    (exponentAt, exponent, mantissaAt, mantissa, bias) is (23, 8, 0, 23, 127) or (52, 11, 0, 52, 1023)
                    && exponentAt + exponent + 1 == precision;
                bool isHalf = (exponentAt, exponent, mantissaAt, mantissa, bias, precision) is (10, 5, 0, 10, 15, 16);
                bool isWhole = offset == 0 && precision == size * 8 && (bits & 0x40) == 0;
                return type with
                {
                    IsBigEndian = (bits & 1) != 0,
                    IsPlain = isIeee && isWhole,
                    IsHalf = isHalf && isWhole,
                };
            case Hdf5Class.Text:
                return type with { IsBlankPadded = (bits & 15) == 2 };
            case Hdf5Class.Enumeration:
                return type with { Element = Read(ref cursor, depth + 1) };
            case Hdf5Class.List:
                return type with { IsVariableText = (bits & 15) == 1, Element = Read(ref cursor, depth + 1) };
            default:
                return type;
        }
    }
}
