using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Storage.Cf;

/// <summary>
/// The decoding of a variable's stored numbers by the CF conventions (sections 2.5.1 and 8.1), with the dtypes that
/// xarray gives. It is data: making it reads nothing.
/// </summary>
/// <remarks>
/// The steps, in order: <see cref="Reinterpret"/> the bits, cast to <see cref="Result"/>, replace elements equal to one
/// of <see cref="FillValues"/> by NaN, multiply by <see cref="Scale"/>, add <see cref="Offset"/>; all in the arithmetic
/// of <see cref="Result"/>. <see cref="Unpack"/> is the operation that does this. <c>valid_min</c>, <c>valid_max</c>
/// and <c>valid_range</c> are not applied.
/// </remarks>
public sealed record CfDecoding
{
    private const long BlockStep = 1 << 20;

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
    /// The integer dtype of the same size that the bits are read as (<c>_Unsigned</c>), or null.
    /// </summary>
    public DType? Reinterpret { get; init; }

    /// <summary>
    /// The dtype in which elements are compared with <see cref="FillValues"/>: a float that holds the stored integers,
    /// as in xarray float32 up to 16 bits and float64 beyond.
    /// </summary>
    public required DType MaskedDType { get; init; }

    /// <summary>
    /// The values that mark missing elements, rounded to <see cref="MaskedDType"/>: those of <c>_FillValue</c> and
    /// <c>missing_value</c> except NaN.
    /// </summary>
    public IReadOnlyList<double> FillValues { get; init; } = [];

    /// <summary>The scale factor, or null.</summary>
    public double? Scale { get; init; }

    /// <summary>The add offset, or null.</summary>
    public double? Offset { get; init; }

    /// <summary>The dtype of the values.</summary>
    public required DType Result { get; init; }

    /// <summary>
    /// The units of a time coordinate ("days since 1850-01-01"), or null if the values are not times.
    /// </summary>
    public string? TimeUnits { get; init; }

    /// <summary>The name of the calendar of a time coordinate, as given, or null.</summary>
    public string? Calendar { get; init; }

    /// <summary>The attributes of the decoded values.</summary>
    public required StoredAttributes Attributes { get; init; }

    /// <summary>
    /// The attributes that describe the encoding, to be written again with the values.
    /// </summary>
    public required StoredAttributes Encoding { get; init; }

    /// <summary>True if the values are the stored numbers, unchanged.</summary>
    public bool IsIdentity =>
        Reinterpret is null && FillValues.Count == 0 && Scale is null && Offset is null && Result == Stored;

    /// <summary>
    /// The operation that unpacks the stored numbers; null if there is nothing to unpack, and they are only cast to
    /// <see cref="Reinterpret"/> and <see cref="Result"/>.
    /// </summary>
    public UnpackOp? Unpack { get; private init; }

    /// <summary>Makes the decoding from a variable's attributes.</summary>
    /// <exception cref="GchunkException"><c>scale_factor</c> or <c>add_offset</c> is not one number.</exception>
    public static CfDecoding For(StoredAttributes attributes, DType stored)
    {
        DType? reinterpret = OtherSign(attributes, stored);
        DType dtype = reinterpret ?? stored;
        DType masked = dtype.IsInteger ? (dtype.Size <= 2 ? DType.Float32 : DType.Float64) : dtype;
        double[] fills = Fills(attributes, reinterpret, masked);
        // A text is never equal to a number, but xarray still casts to a float for it.
        if (fills.Length == 0 && attributes.Text("_FillValue") is null && attributes.Text("missing_value") is null)
            masked = dtype;
        double? scale = Number(attributes, "scale_factor"),
            offset = Number(attributes, "add_offset");
        bool packed = scale is not null || offset is not null;
        DType result = packed ? PackedFloat(masked, offset is not null) : masked;
        if (packed && result == DType.Float32 && NeedsFloat64(attributes, dtype, scale ?? 1, offset ?? 0))
            result = DType.Float64;
        bool isBool = attributes.Text("dtype") == "bool" && !packed && fills.Length == 0;
        string? units = attributes.Text("units");
        (scale, offset) = (Round(scale, result), Round(offset, result));
        string[] used = isBool ? [.. Consumed, "dtype"] : Consumed;
        return new CfDecoding
        {
            Stored = stored,
            Reinterpret = reinterpret,
            MaskedDType = masked,
            FillValues = fills,
            Scale = scale,
            Offset = offset,
            Unpack =
                result.IsFloat && (fills.Length > 0 || packed)
                    ? new UnpackOp(dtype, fills, scale, offset, result)
                    : null,
            Result = isBool ? DType.Bool : result,
            TimeUnits = units is not null && CfTimeUnits.LooksLikeTime(units) ? units : null,
            Calendar = attributes.Text("calendar"),
            Attributes = attributes.Without(used),
            Encoding = new StoredAttributes(attributes.Where(a => used.Contains(a.Name))),
        };
    }

    /// <summary>
    /// Decodes a block in memory, with the same operation as lazy expressions.
    /// </summary>
    public unsafe NDArray Decode(NDArray stored)
    {
        if (stored.DType != Stored)
            throw new ArgumentException($"the block holds {stored.DType.Name}, not {Stored.Name}", nameof(stored));
        NDArray packed = stored.AsType(Unpack?.Packed ?? Reinterpret ?? Stored);
        if (Unpack is null)
        {
            using (packed)
                return packed.AsType(Result);
        }
        using (packed)
        {
            NDArray values = NDArray.Allocate(packed.Shape, Result);
            for (long done = 0; done < packed.Size; done += BlockStep)
            {
                Unpack.Run(
                    packed.DType,
                    packed.Pointer + done * packed.DType.Size,
                    null,
                    null,
                    values.Pointer + done * Result.Size,
                    (int)Math.Min(BlockStep, packed.Size - done)
                );
            }

            return values;
        }
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

    // xarray's rule (_choose_float_dtype): a masked integer is a float already when it is unpacked, so an offset widens
    // only unmasked 16-bit data.
    private static DType PackedFloat(DType dtype, bool hasOffset) =>
        dtype switch
        {
            DType.Float32 => DType.Float32,
            DType.Bool => DType.Float64,
            _ => dtype.IsInteger && dtype.Size <= 2 && !hasOffset ? DType.Float32 : DType.Float64,
        };

    // CF (section 8.1): the unpacked values have the type of the factors. Float32 factors may still be too coarse for
    // integers far from 0: where the spacing of float32 at the greatest value is over half of the scale factor,
    // neighbouring integers may become one value.
    private static bool NeedsFloat64(StoredAttributes attributes, DType dtype, double scale, double offset)
    {
        if (IsFloat64(attributes, "scale_factor") || IsFloat64(attributes, "add_offset"))
            return true;
        if (!dtype.IsInteger || offset == 0)
            return false;
        var greatest = (float)(Math.Abs(offset) + Math.Abs(scale) * Math.Pow(2, 8 * dtype.Size));
        return MathF.BitIncrement(greatest) - greatest > Math.Abs(scale) / 2;
    }

    private static bool IsFloat64(StoredAttributes attributes, string name) =>
        attributes.TryGet(name, out object? value) && value is double or double[];

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

    // The fill value has the stored type, so its bits are reinterpreted too.
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
