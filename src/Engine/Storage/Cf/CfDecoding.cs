using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Cf;

/// <summary>
/// How a variable's stored numbers become its values, by the CF conventions (section 2.5.1 and 8.1) with the dtypes
/// that xarray gives: data, nothing is read.
/// </summary>
/// <remarks>
/// The steps, in order: <see cref="Reinterpret"/> the bits, convert to <see cref="MaskedDType"/> and turn every element
/// that equals one of <see cref="FillValues"/> into NaN,
/// convert to <see cref="Result"/>, multiply by <see cref="Scale"/>, add <see cref="Offset"/>, each in the arithmetic
/// of <see cref="Result"/>.
/// <c>valid_min</c>, <c>valid_max</c> and <c>valid_range</c> are left alone.
/// </remarks>
public sealed record CfDecoding
{
    private static readonly string[] Consumed =
    [
        "_FillValue",
        "missing_value",
        "scale_factor",
        "add_offset",
        "_Unsigned",
        "least_significant_digit",
    ];

    /// <summary>The dtype as stored.</summary>
    public required DType Stored { get; init; }

    /// <summary>
    /// The integer dtype of the same size and other sign that the bits are to be read as (<c>_Unsigned</c>), or null.
    /// </summary>
    public DType? Reinterpret { get; init; }

    /// <summary>
    /// The dtype in which elements are compared with <see cref="FillValues"/>: the smallest float that holds the stored
    /// integers, as in xarray float32 up to 16 bits and float64 beyond.
    /// </summary>
    public required DType MaskedDType { get; init; }

    /// <summary>
    /// What stands for a missing value, rounded to <see cref="MaskedDType"/>; from <c>_FillValue</c> and
    /// <c>missing_value</c>; NaN is never among them.
    /// </summary>
    public IReadOnlyList<double> FillValues { get; init; } = [];

    /// <summary>What the elements are multiplied with, or null.</summary>
    public double? Scale { get; init; }

    /// <summary>What is then added, or null.</summary>
    public double? Offset { get; init; }

    /// <summary>The dtype of the values.</summary>
    public required DType Result { get; init; }

    /// <summary>
    /// The units of a time coordinate ("days since 1850-01-01"), or null where the values are no times.
    /// </summary>
    public string? TimeUnits { get; init; }

    /// <summary>The name of the calendar of a time coordinate, as given, or null.</summary>
    public string? Calendar { get; init; }

    /// <summary>The attributes that are left when the values are decoded.</summary>
    public required StoredAttributes Attributes { get; init; }

    /// <summary>
    /// The attributes that were used up, to be written again with the values: the variable's encoding.
    /// </summary>
    public required StoredAttributes Encoding { get; init; }

    /// <summary>Whether the values are the stored numbers, unchanged.</summary>
    public bool IsIdentity =>
        Reinterpret is null && FillValues.Count == 0 && Scale is null && Offset is null && Result == Stored;

    /// <summary>Reads a variable's attributes.</summary>
    /// <exception cref="GchunkException"><c>scale_factor</c> or <c>add_offset</c> is not one number.</exception>
    public static CfDecoding For(StoredAttributes attributes, DType stored)
    {
        DType? reinterpret = OtherSign(attributes, stored);
        DType dtype = reinterpret ?? stored;
        DType masked = dtype.IsInteger ? (dtype.Size <= 2 ? DType.Float32 : DType.Float64) : dtype;
        double[] fills = Fills(attributes, reinterpret, masked);
        // Text equals no number, but for xarray it is a value that is missing.
        if (fills.Length == 0 && attributes.Text("_FillValue") is null && attributes.Text("missing_value") is null)
            masked = dtype;
        double? scale = Number(attributes, "scale_factor"),
            offset = Number(attributes, "add_offset");
        bool packed = scale is not null || offset is not null;
        DType result = packed ? PackedFloat(masked, offset is not null) : masked;
        bool isBool = attributes.Text("dtype") == "bool" && !packed && fills.Length == 0;
        string? units = attributes.Text("units");
        string[] used = isBool ? [.. Consumed, "dtype"] : Consumed;
        return new CfDecoding
        {
            Stored = stored,
            Reinterpret = reinterpret,
            MaskedDType = masked,
            FillValues = fills,
            Scale = Round(scale, result),
            Offset = Round(offset, result),
            Result = isBool ? DType.Bool : result,
            TimeUnits = units is not null && CfTimeUnits.LooksLikeTime(units) ? units : null,
            Calendar = attributes.Text("calendar"),
            Attributes = attributes.Without(used),
            Encoding = new StoredAttributes(attributes.Where(a => used.Contains(a.Name))),
        };
    }

    /// <summary>Decodes a block that is in memory: what the engine's fused evaluation does, step by step.</summary>
    public NDArray Decode(NDArray stored)
    {
        if (stored.DType != Stored)
            throw new ArgumentException($"the block holds {stored.DType.Name}, not {Stored.Name}", nameof(stored));
        using NDArray bits = Reinterpret is { } other ? SameBits(stored, other) : stored.Share();
        using NDArray masked = bits.AsType(MaskedDType);
        if (masked.DType == DType.Float32)
            Mask(masked.Span<float>());
        else if (masked.DType == DType.Float64)
            Mask(masked.Span<double>());
        NDArray result = masked.AsType(Result);
        if (result.DType == DType.Float32)
            Unpack(result.Span<float>());
        else if (result.DType == DType.Float64)
            Unpack(result.Span<double>());
        return result;
    }

    private void Mask(Span<float> values)
    {
        foreach (double fill in FillValues)
        {
            foreach (ref float value in values)
            {
                if (value == (float)fill)
                    value = float.NaN;
            }
        }
    }

    private void Mask(Span<double> values)
    {
        foreach (double fill in FillValues)
        {
            foreach (ref double value in values)
            {
                if (value == fill)
                    value = double.NaN;
            }
        }
    }

    private void Unpack(Span<float> values)
    {
        if (Scale is { } scale)
        {
            foreach (ref float value in values)
                value *= (float)scale;
        }

        if (Offset is { } offset)
        {
            foreach (ref float value in values)
                value += (float)offset;
        }
    }

    private void Unpack(Span<double> values)
    {
        if (Scale is { } scale)
        {
            foreach (ref double value in values)
                value *= scale;
        }

        if (Offset is { } offset)
        {
            foreach (ref double value in values)
                value += offset;
        }
    }

    private static unsafe NDArray SameBits(NDArray array, DType dtype)
    {
        NDArray copy = NDArray.Allocate(array.Shape, dtype);
        Buffer.MemoryCopy(array.Pointer, copy.Pointer, copy.NBytes, copy.NBytes);
        GC.KeepAlive(array);
        return copy;
    }

    private static DType? OtherSign(StoredAttributes attributes, DType stored) =>
        (attributes.Text("_Unsigned")?.ToLowerInvariant(), stored) switch
        {
            ("true", DType.Int8) => DType.UInt8,
            ("true", DType.Int16) => DType.UInt16,
            ("true", DType.Int32) => DType.UInt32,
            ("true", DType.Int64) => DType.UInt64,
            ("false", DType.UInt8) => DType.Int8,
            ("false", DType.UInt16) => DType.Int16,
            ("false", DType.UInt32) => DType.Int32,
            ("false", DType.UInt64) => DType.Int64,
            _ => null,
        };

    // xarray's rule (_choose_float_dtype): a masked integer is already a float when it is unpacked, so an offset widens
    // only unmasked 16-bit data.
    private static DType PackedFloat(DType dtype, bool hasOffset) =>
        dtype switch
        {
            DType.Float32 => DType.Float32,
            DType.Bool => DType.Float64,
            _ => dtype.IsInteger && dtype.Size <= 2 && !hasOffset ? DType.Float32 : DType.Float64,
        };

    private static double[] Fills(StoredAttributes attributes, DType? reinterpret, DType masked)
    {
        var fills = new List<double>();
        foreach (double fill in attributes.Numbers("_FillValue") ?? [])
            Add(reinterpret is { } dtype ? Wrap(fill, dtype) : fill);
        foreach (double fill in attributes.Numbers("missing_value") ?? [])
            Add(fill);
        return [.. fills];

        void Add(double fill)
        {
            double rounded = masked == DType.Float32 ? (float)fill : fill;
            if (!double.IsNaN(fill) && !fills.Contains(rounded))
                fills.Add(rounded);
        }
    }

    // The fill value is given in the stored type: its bits, too, are to be read with the other sign.
    private static double Wrap(double fill, DType dtype)
    {
        long bits = fill < 0 ? (long)fill : (long)(ulong)fill;
        return dtype switch
        {
            DType.Int8 => (sbyte)bits,
            DType.UInt8 => (byte)bits,
            DType.Int16 => (short)bits,
            DType.UInt16 => (ushort)bits,
            DType.Int32 => (int)bits,
            DType.UInt32 => (uint)bits,
            DType.UInt64 => (ulong)bits,
            _ => bits,
        };
    }

    private static double? Number(StoredAttributes attributes, string name)
    {
        if (!attributes.TryGet(name, out object? value))
            return null;
        double[]? numbers = attributes.Numbers(name);
        if (numbers is { Length: 1 })
            return numbers[0];
        // Some writers store numbers as text.
        if (
            value is string text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed)
        )
        {
            return parsed;
        }

        throw new GchunkException(
            $"attribute '{name}' must be one number, not {(value is string s ? $"'{s}'" : $"{numbers?.Length ?? 0} numbers")}"
        );
    }

    private static double? Round(double? value, DType dtype) => dtype == DType.Float32 ? (float?)value : value;
}
