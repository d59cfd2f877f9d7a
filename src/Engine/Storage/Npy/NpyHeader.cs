using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Npy;

/// <summary>The header of an .npy file: format 1.0 to 3.0 of NumPy's NEP 1.</summary>
/// <param name="DType">The dtype of the elements in memory.</param>
/// <param name="Size">The bytes of a stored element.</param>
/// <param name="IsHalf">True for float16, which is read as float32.</param>
/// <param name="BigEndian">True if the elements are stored big-endian.</param>
/// <param name="IsFortran">True if the first axis varies fastest.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Offset">The offset of the first element in the file.</param>
internal sealed partial record NpyHeader(
    DType DType,
    int Size,
    bool IsHalf,
    bool BigEndian,
    bool IsFortran,
    Shape Shape,
    long Offset
)
{
    /// <summary>The bytes before the text of the header, at most.</summary>
    public const int Prefix = 12;

    // NumPy's own limit is less.
    private const int MostBytes = 1 << 20;

    // NumPy aligns the elements so that files can be mapped into memory.
    private const int Alignment = 64;

    /// <summary>Returns the number of bytes of the whole header from the first bytes of a file.</summary>
    /// <exception cref="GchunkException">It is not an .npy file, or has a version that is not known.</exception>
    public static int LengthOf(string path, ReadOnlySpan<byte> start)
    {
        if (start.Length < 10 || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw new GchunkException($"{path} is not an .npy file: it does not start with \\x93NUMPY");
        int version = start[6];
        if (version is < 1 or > 3)
            throw new GchunkException($"{path} has version {version} of the .npy format; versions 1 to 3 are known");
        if (version > 1 && start.Length < Prefix)
            throw new GchunkException($"{path} is truncated: it ends in its header");
        long length =
            version == 1
                ? 10 + BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
                : Prefix + BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MostBytes)
            throw new GchunkException($"{path} is damaged: its header of {length} bytes is longer than {MostBytes}");
        return (int)length;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="bytes">The whole header.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <exception cref="GchunkException">
    /// The header is damaged, the file shorter than it says, or its dtype not supported.
    /// </exception>
    public static NpyHeader Parse(string path, ReadOnlySpan<byte> bytes, long fileLength)
    {
        int prefix = bytes[6] == 1 ? 10 : Prefix;
        string text = Encoding.UTF8.GetString(bytes[prefix..]).Trim();
        Match match = Dictionary().Match(text);
        if (!match.Success)
        {
            throw new GchunkException(
                StructuredDictionary().IsMatch(text)
                    ? $"{path} holds records of several fields, which are not supported; save each field as an array of its own"
                    : $"{path} is damaged: its header is not a dictionary of descr, fortran_order and shape: {VisibleText.Of(Short(text))}"
            );
        }

        (DType dtype, int size, bool isHalf) = TypeOf(path, match.Groups["type"].Value);
        var lengths = new List<long>();
        foreach (Capture length in match.Groups["length"].Captures)
        {
            if (!long.TryParse(length.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                throw new GchunkException(
                    $"{path} is damaged: its shape has a length of {VisibleText.Of(Short(length.Value))}"
                );
            }

            lengths.Add(value);
        }
        Int128 end = (Int128)bytes.Length + Elements(lengths) * size;
        if (end > fileLength)
        {
            throw new GchunkException(
                $"{path} is truncated: an array of shape ({string.Join(", ", lengths)}) and dtype {dtype.Name} ends at byte {end}, but the file has {fileLength}"
            );
        }

        string order = match.Groups["order"].Value;
        bool bigEndian = order == ">" || (order == "=" && !BitConverter.IsLittleEndian);
        return new NpyHeader(
            dtype,
            size,
            isHalf,
            bigEndian,
            match.Groups["fortran"].Value == "True",
            new Shape([.. lengths]),
            bytes.Length
        );
    }

    /// <summary>Writes the header of elements in C order and the machine's byte order.</summary>
    public static byte[] Write(DType dtype, Shape shape)
    {
        string lengths = string.Join(", ", shape);
        string text =
            $"{{'descr': '{Descriptor(dtype)}', 'fortran_order': False, 'shape': ({lengths}{(shape.Rank == 1 ? "," : "")}), }}";
        int length = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' ');
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        (bytes[6], bytes[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)(length - 10)));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static Int128 Elements(List<long> lengths)
    {
        if (lengths.Contains(0))
            return 0;
        Int128 count = 1;
        foreach (long length in lengths)
        {
            count *= length;
            if (count > long.MaxValue)
                return long.MaxValue;
        }
        return count;
    }

    private static (DType, int, bool) TypeOf(string path, string code) =>
        code switch
        {
            "b1" or "?" => (DType.Bool, 1, false),
            "i1" or "b" => (DType.Int8, 1, false),
            "u1" or "B" => (DType.UInt8, 1, false),
            "i2" => (DType.Int16, 2, false),
            "u2" => (DType.UInt16, 2, false),
            "i4" => (DType.Int32, 4, false),
            "u4" => (DType.UInt32, 4, false),
            "i8" => (DType.Int64, 8, false),
            "u8" => (DType.UInt64, 8, false),
            "f2" => (DType.Float32, 2, true),
            "f4" => (DType.Float32, 4, false),
            "f8" => (DType.Float64, 8, false),
            "c8" => (DType.Complex64, 8, false),
            "c16" => (DType.Complex128, 16, false),
            "M8[ns]" => (DType.DateTime64, 8, false),
            "m8[ns]" => (DType.TimeDelta64, 8, false),
            "O" => throw new GchunkException(
                $"{path} holds Python objects, which are never loaded because that could run code; save it as an array of numbers"
            ),
            _ => throw new GchunkException(
                $"{path} has elements of type '{VisibleText.Of(Short(code))}', which are not supported; save it as bool, integers, floats or complex numbers"
            ),
        };

    private static string Descriptor(DType dtype)
    {
        if (dtype == DType.Bool)
            return "|b1";
        if (dtype == DType.BFloat16)
        {
            throw new GchunkException(
                "bfloat16 is not a dtype of NumPy's files; convert with AsType(DType.Float32) first"
            );
        }

        string kind =
            dtype == DType.DateTime64 ? "M"
            : dtype == DType.TimeDelta64 ? "m"
            : dtype.IsComplex ? "c"
            : dtype.IsFloat ? "f"
            : dtype.IsSigned ? "i"
            : "u";
        string order =
            dtype.Size == 1 ? "|"
            : BitConverter.IsLittleEndian ? "<"
            : ">";
        return string.Create(CultureInfo.InvariantCulture, $"{order}{kind}{dtype.Size}{(dtype.IsTime ? "[ns]" : "")}");
    }

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";

    // NumPy writes the keys in this order, and requires all three.
    [GeneratedRegex(
        """^\{\s*'descr'\s*:\s*'(?<order>[<>|=]?)(?<type>[^'\\]{1,40})'\s*,\s*'fortran_order'\s*:\s*(?<fortran>True|False)\s*,\s*'shape'\s*:\s*\(\s*(?:(?<length>[0-9]{1,40})L?\s*,\s*)*(?:(?<length>[0-9]{1,40})L?\s*)?\)\s*,?\s*\}$""",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Dictionary();

    [GeneratedRegex("""^\{\s*'descr'\s*:\s*\[""", RegexOptions.CultureInvariant)]
    private static partial Regex StructuredDictionary();
}
