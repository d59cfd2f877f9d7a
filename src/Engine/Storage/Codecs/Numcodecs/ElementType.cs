using System.Buffers.Binary;
using System.Globalization;

namespace Gchunk.Engine.Storage.Codecs.Numcodecs;

/// <summary>
/// The dtype of the elements before or after a codec of numcodecs, in NumPy's notation: <c>&lt;f8</c>.
/// </summary>
/// <param name="Text">The notation.</param>
/// <param name="Kind">b, i, u or f; times are integers.</param>
/// <param name="Size">The bytes of an element.</param>
/// <param name="IsBigEndian">True if the most significant byte comes first.</param>
internal readonly record struct ElementType(string Text, char Kind, int Size, bool IsBigEndian)
{
    /// <summary>True for floats.</summary>
    public bool IsFloat => Kind == 'f';

    /// <summary>Reads the notation, also as names: <c>float32</c>.</summary>
    /// <exception cref="GchunkException">It is not the dtype of a number.</exception>
    public static ElementType Parse(string text)
    {
        string plain = text switch
        {
            "bool" => "|b1",
            _ when text.StartsWith("float", StringComparison.Ordinal) => Named('f', text[5..]),
            _ when text.StartsWith("uint", StringComparison.Ordinal) => Named('u', text[4..]),
            _ when text.StartsWith("int", StringComparison.Ordinal) => Named('i', text[3..]),
            _ => text,
        };
        char order = plain.Length > 0 && plain[0] is '<' or '>' or '|' or '=' ? plain[0] : '=';
        string rest = plain.TrimStart('<', '>', '|', '=');
        char kind = rest.Length > 0 ? rest[0] : '?';
        int end = rest.IndexOf('[', StringComparison.Ordinal);
        string digits = rest.Length < 2 ? "" : rest[1..(end < 0 ? rest.Length : end)];
        bool isKnown =
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && kind switch
            {
                'b' => size == 1,
                'i' or 'u' => size is 1 or 2 or 4 or 8,
                'f' => size is 2 or 4 or 8,
                'M' or 'm' => size == 8,
                _ => false,
            };
        return isKnown
            ? new ElementType(text, kind is 'M' or 'm' ? 'i' : kind, size, order == '>')
            : throw new GchunkException($"'{text}' is not the dtype of a number");

        static string Named(char kind, string bits) =>
            int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count % 8 == 0
                ? FormattableString.Invariant($"<{kind}{count / 8}")
                : bits;
    }

    /// <summary>Reads an element that is an integer or a truth value; the highest ones of uint64 wrap.</summary>
    public unsafe long Integer(byte* element) =>
        (Kind, Size) switch
        {
            ('b', _) => *element == 0 ? 0 : 1,
            ('i', 1) => (sbyte)*element,
            ('u', 1) => *element,
            ('i', 2) => (short)U16(element),
            ('u', 2) => U16(element),
            ('i', 4) => (int)U32(element),
            ('u', 4) => U32(element),
            _ => (long)U64(element),
        };

    /// <summary>Reads an element as a double.</summary>
    public unsafe double Number(byte* element) =>
        (Kind, Size) switch
        {
            ('f', 2) => (double)BitConverter.UInt16BitsToHalf(U16(element)),
            ('f', 4) => BitConverter.UInt32BitsToSingle(U32(element)),
            ('f', _) => BitConverter.UInt64BitsToDouble(U64(element)),
            ('u', 8) => U64(element),
            _ => Integer(element),
        };

    /// <summary>Writes an integer, as C does: the lowest bits, or rounded to a float.</summary>
    public unsafe void Set(byte* element, long value)
    {
        if (IsFloat)
        {
            Set(element, (double)value);
            return;
        }
        switch (Size)
        {
            case 1:
                *element = Kind == 'b' ? (byte)(value == 0 ? 0 : 1) : (byte)value;
                break;
            case 2:
                Write(element, (ushort)value);
                break;
            case 4:
                Write(element, (uint)value);
                break;
            default:
                Write(element, (ulong)value);
                break;
        }
    }

    /// <summary>Writes a number, truncated if the elements are integers.</summary>
    public unsafe void Set(byte* element, double value)
    {
        switch (Kind, Size)
        {
            case ('f', 2):
                Write(element, BitConverter.HalfToUInt16Bits((Half)value));
                break;
            case ('f', 4):
                Write(element, BitConverter.SingleToUInt32Bits((float)value));
                break;
            case ('f', _):
                Write(element, BitConverter.DoubleToUInt64Bits(value));
                break;
            case ('b', _):
                *element = (byte)(value == 0 ? 0 : 1);
                break;
            case ('u', 8):
                Write(element, value >= 0 ? (ulong)value : (ulong)(long)value);
                break;
            default:
                Set(element, (long)value);
                break;
        }
    }

    private unsafe ushort U16(byte* p) => Swaps ? BinaryPrimitives.ReverseEndianness(*(ushort*)p) : *(ushort*)p;

    private unsafe uint U32(byte* p) => Swaps ? BinaryPrimitives.ReverseEndianness(*(uint*)p) : *(uint*)p;

    private unsafe ulong U64(byte* p) => Swaps ? BinaryPrimitives.ReverseEndianness(*(ulong*)p) : *(ulong*)p;

    private unsafe void Write(byte* p, ushort value) =>
        *(ushort*)p = Swaps ? BinaryPrimitives.ReverseEndianness(value) : value;

    private unsafe void Write(byte* p, uint value) =>
        *(uint*)p = Swaps ? BinaryPrimitives.ReverseEndianness(value) : value;

    private unsafe void Write(byte* p, ulong value) =>
        *(ulong*)p = Swaps ? BinaryPrimitives.ReverseEndianness(value) : value;

    private bool Swaps => IsBigEndian == BitConverter.IsLittleEndian;
}
