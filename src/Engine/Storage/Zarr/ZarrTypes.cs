using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The kind of text in an array.</summary>
internal enum TextKind
{
    /// <summary>No text: numbers.</summary>
    None,

    /// <summary>Variable-length strings in UTF-8.</summary>
    Variable,

    /// <summary>Strings of a fixed number of code points of four bytes each.</summary>
    Utf32,

    /// <summary>Strings of a fixed number of bytes.</summary>
    Bytes,
}

/// <summary>The type of an array's elements.</summary>
/// <param name="DType">The dtype, or null for text.</param>
/// <param name="Text">The kind of text.</param>
/// <param name="Size">The bytes of an element; 1 if they vary.</param>
/// <param name="SwapSize">The bytes that a change of byte order reverses.</param>
/// <param name="IsBigEndian">True if version 2 stores the most significant byte first.</param>
/// <param name="TimeUnit">The units of NumPy's datetime64 and timedelta64, or null.</param>
internal sealed record ZarrType(
    DType? DType,
    TextKind Text,
    int Size,
    int SwapSize,
    bool IsBigEndian = false,
    string? TimeUnit = null
)
{
    private const int LongestText = 1 << 20;

    /// <summary>True if float32 is stored as float16.</summary>
    public bool IsHalf { get; init; }

    private static ZarrType Of(DType dtype, bool bigEndian = false, string? unit = null) =>
        new(dtype, TextKind.None, dtype.Size, Arrays.DTypes.PartOf(dtype).Size, bigEndian, unit);

    /// <summary>Reads the type in version 2: NumPy's <c>typestr</c>.</summary>
    /// <exception cref="GchunkException">The type is not supported.</exception>
    public static ZarrType OfVersion2(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw new GchunkException(
                $"its type {ZarrJson.Show(element)} is a structured type, which arrays cannot hold"
            );
        }

        string text = element.GetString()!;
        if (text.Length >= 3 && text[0] is '<' or '>' or '|')
        {
            bool big = text[0] == '>';
            switch (text[1..])
            {
                case "b1":
                    return Of(Arrays.DType.Bool);
                case "i1":
                    return Of(Arrays.DType.Int8);
                case "u1":
                    return Of(Arrays.DType.UInt8);
                case "i2":
                    return Of(Arrays.DType.Int16, big);
                case "u2":
                    return Of(Arrays.DType.UInt16, big);
                case "i4":
                    return Of(Arrays.DType.Int32, big);
                case "u4":
                    return Of(Arrays.DType.UInt32, big);
                case "i8":
                    return Of(Arrays.DType.Int64, big);
                case "u8":
                    return Of(Arrays.DType.UInt64, big);
                case "f2":
                    return Of(Arrays.DType.Float32, big) with { IsHalf = true };
                case "f4":
                    return Of(Arrays.DType.Float32, big);
                case "f8":
                    return Of(Arrays.DType.Float64, big);
                case "c8":
                    return Of(Arrays.DType.Complex64, big);
                case "c16":
                    return Of(Arrays.DType.Complex128, big);
            }
            if (text[1] is 'M' or 'm' && TimeUnitOf(text[2..]) is { } unit)
                return Of(Arrays.DType.Int64, big, text[1] == 'M' ? unit + " since 1970-01-01" : unit);
            if (
                text[1] is 'U' or 'S'
                && int.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                && length is > 0 and < LongestText
            )
            {
                return text[1] == 'U'
                    ? new ZarrType(null, TextKind.Utf32, 4 * length, 4, big)
                    : new ZarrType(null, TextKind.Bytes, length, 1);
            }
        }
        if (text == "|O")
            return new ZarrType(null, TextKind.Variable, 1, 1);
        throw new GchunkException($"its type '{text}' is not one that arrays can hold");
    }

    /// <summary>The type of version 3.</summary>
    /// <exception cref="GchunkException">It is not one that arrays can hold.</exception>
    public static ZarrType OfVersion3(JsonElement element)
    {
        string name =
            element.ValueKind == JsonValueKind.String ? element.GetString()! : ZarrJson.Text(element, "name") ?? "";
        // Float16 is widened below.
        foreach (Arrays.DType dtype in Arrays.DTypes.All)
        {
            if (dtype.Name == name && !dtype.IsTime && dtype != Arrays.DType.Float16)
                return Of(dtype);
        }

        JsonElement configuration = ZarrJson.Member(element, "configuration");
        switch (name)
        {
            case "float16":
                return Of(Arrays.DType.Float32) with { IsHalf = true };
            case "string":
                return new ZarrType(null, TextKind.Variable, 1, 1);
            case "fixed_length_utf32"
            or "null_terminated_bytes"
                when ZarrJson.Member(configuration, "length_bytes") is { ValueKind: JsonValueKind.Number } bytes
                    && bytes.TryGetInt32(out int length)
                    && length is > 0 and < 4 * LongestText
                    && (name == "null_terminated_bytes" || length % 4 == 0):
                return name == "null_terminated_bytes"
                    ? new ZarrType(null, TextKind.Bytes, length, 1)
                    : new ZarrType(null, TextKind.Utf32, length, 4);
            case "numpy.datetime64"
            or "numpy.timedelta64"
                when TimeUnitOf($"8[{ZarrJson.Text(configuration, "unit")}]") is { } unit
                    && (
                        ZarrJson.Member(configuration, "scale_factor") is not { ValueKind: JsonValueKind.Number } factor
                        || factor.GetRawText() == "1"
                    ):
                return Of(Arrays.DType.Int64, unit: name == "numpy.datetime64" ? unit + " since 1970-01-01" : unit);
            default:
                throw new GchunkException($"its type {ZarrJson.Show(element)} is not one that arrays can hold");
        }
    }

    private static string? TimeUnitOf(string text) =>
        text switch
        {
            "8[ns]" => "nanoseconds",
            "8[us]" => "microseconds",
            "8[ms]" => "milliseconds",
            "8[s]" => "seconds",
            "8[m]" => "minutes",
            "8[h]" => "hours",
            "8[D]" => "days",
            _ => null,
        };

    /// <summary>Returns NumPy's <c>typestr</c> of a dtype, little-endian.</summary>
    public static string Version2Name(DType dtype) =>
        dtype switch
        {
            Arrays.DType.Bool => "|b1",
            Arrays.DType.Int8 => "|i1",
            Arrays.DType.UInt8 => "|u1",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"<{(dtype.IsComplex ? 'c' : dtype.IsFloat ? 'f' : dtype.IsSigned ? 'i' : 'u')}{dtype.Size}"
            ),
        };

    /// <summary>Returns the bytes of a fill value, in the machine's byte order.</summary>
    /// <param name="value">The fill value in metadata; null means zero.</param>
    /// <exception cref="GchunkException">It is not a value of the type.</exception>
    public byte[] Fill(JsonElement value)
    {
        var bytes = new byte[Size];
        if (DType is not { } dtype || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return bytes;
        if (
            value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text
            && text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits)
        )
        {
            if (IsHalf)
                return BitConverter.GetBytes((float)BitConverter.UInt16BitsToHalf((ushort)bits));
            for (int i = 0; i < bytes.Length; i++)
                bytes[BitConverter.IsLittleEndian ? i : bytes.Length - 1 - i] = (byte)(bits >> (8 * i));
            return bytes;
        }
        if (dtype.IsComplex)
        {
            byte[][] parts = [.. PartsOf(value).Select(Of(Arrays.DTypes.PartOf(dtype)).Fill)];
            return [.. parts[0], .. parts[1]];
        }
        bool known = dtype switch
        {
            Arrays.DType.Float32 => ZarrJson.Number(value) is { } number
                && BitConverter.TryWriteBytes(bytes, (float)number),
            Arrays.DType.Float64 => ZarrJson.Number(value) is { } number && BitConverter.TryWriteBytes(bytes, number),
            Arrays.DType.BFloat16 => ZarrJson.Number(value) is { } number
                && BitConverter.TryWriteBytes(bytes, ((BFloat16)(float)number).Bits),
            _ => Whole(value) is { } whole && WriteWhole(bytes, dtype, whole),
        };
        if (!known)
            throw new GchunkException($"its fill value {ZarrJson.Show(value)} is not a value of {dtype.Name}");
        return bytes;
    }

    // A complex number is a list of its parts; a real one alone has no imaginary part.
    private static JsonElement[] PartsOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            ? [value[0], value[1]]
            : [value, JsonSerializer.SerializeToElement(0)];

    private static Int128? Whole(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean() ? 1 : 0;
        if (value.ValueKind != JsonValueKind.Number)
            return null;
        if (value.TryGetInt64(out long signed))
            return signed;
        if (value.TryGetUInt64(out ulong unsigned))
            return unsigned;
        return value.GetDouble() is var d && Math.Truncate(d) == d && Math.Abs(d) < 1e19 ? (Int128)d : null;
    }

    // Returns false if the number does not fit the type.
    private static bool WriteWhole(byte[] bytes, DType dtype, Int128 value)
    {
        int bits = dtype == Arrays.DType.Bool ? 1 : 8 * dtype.Size;
        if (
            dtype.IsSigned
                ? value < -(Int128.One << (bits - 1)) || value >= Int128.One << (bits - 1)
                : value < 0 || value >= Int128.One << bits
        )
        {
            return false;
        }

        switch (dtype.Size)
        {
            case 1:
                bytes[0] = unchecked((byte)value);
                break;
            case 2:
                BitConverter.TryWriteBytes(bytes, unchecked((short)value));
                break;
            case 4:
                BitConverter.TryWriteBytes(bytes, unchecked((int)value));
                break;
            default:
                BitConverter.TryWriteBytes(bytes, unchecked((long)value));
                break;
        }
        return true;
    }

    /// <summary>Writes a fill value from its bytes.</summary>
    public static void WriteFill(Utf8JsonWriter json, DType dtype, byte[] fill)
    {
        json.WritePropertyName("fill_value");
        switch (dtype)
        {
            case Arrays.DType.Bool:
                json.WriteBooleanValue(fill[0] != 0);
                break;
            case Arrays.DType.Float32:
                WriteFloat(json, BitConverter.ToSingle(fill));
                break;
            case Arrays.DType.Float64:
                WriteFloat(json, BitConverter.ToDouble(fill));
                break;
            case Arrays.DType.Float16:
                WriteFloat(json, (double)BitConverter.ToHalf(fill));
                break;
            case Arrays.DType.BFloat16:
                WriteFloat(json, new BFloat16(BitConverter.ToUInt16(fill)));
                break;
            case Arrays.DType.Complex64:
                WriteParts(json, BitConverter.ToSingle(fill), BitConverter.ToSingle(fill, 4));
                break;
            case Arrays.DType.Complex128:
                WriteParts(json, BitConverter.ToDouble(fill), BitConverter.ToDouble(fill, 8));
                break;
            default:
                object whole = ZarrAttributes.One(dtype, fill).GetValue(0)!;
                json.WriteRawValue(Convert.ToString(whole, CultureInfo.InvariantCulture)!);
                break;
        }
    }

    private static void WriteParts(Utf8JsonWriter json, double real, double imaginary)
    {
        json.WriteStartArray();
        WriteFloat(json, real);
        WriteFloat(json, imaginary);
        json.WriteEndArray();
    }

    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteStringValue("NaN");
        }
        else if (double.IsInfinity(value))
        {
            json.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        }
        else
        {
            json.WriteRawValue(
                value.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny(".eE") < 0
                    ? text + ".0"
                    : text
            );
        }
    }

    /// <summary>
    /// Reads the <c>_FillValue</c> that xarray stores in version 3, where the metadata's fill value does not mark
    /// missing values: a float as the Base64 of its eight bytes.
    /// </summary>
    public static object? MissingOfVersion3(JsonElement value, DType dtype)
    {
        if (dtype.IsFloat && value.ValueKind == JsonValueKind.String && value.GetString() is { } text)
        {
            Span<byte> bytes = stackalloc byte[16];
            if (Convert.TryFromBase64String(text, bytes, out int written) && written == 8)
                return Missing(BinaryPrimitives.ReadDoubleLittleEndian(bytes), dtype);
        }
        if (ZarrJson.Number(value) is not { } number)
            return null;
        return dtype.IsFloat ? Missing(number, dtype) : new[] { (long)number };
    }

    private static Array Missing(double value, DType dtype) =>
        dtype == Arrays.DType.Float32 ? new[] { (float)value } : new[] { value };

    /// <summary>Returns a <c>_FillValue</c> for version 3, as <see cref="MissingOfVersion3"/> reads it.</summary>
    public static object MissingForVersion3(double value, DType dtype) =>
        dtype.IsFloat
            ? Convert.ToBase64String(
                BitConverter.GetBytes(
                    BitConverter.IsLittleEndian
                        ? value
                        : BitConverter.Int64BitsToDouble(
                            BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToInt64Bits(value))
                        )
                )
            )
            : new[] { (long)value };
}
