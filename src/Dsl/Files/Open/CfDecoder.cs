using Gchunk.Dsl.Files.Write;
using Gchunk.Dsl.Labels.Indexes;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Open;

/// <summary>How the numbers of a variable are decoded by its attributes: packing, times and durations.</summary>
internal sealed class CfDecoder
{
    private CfDecoder(Attributes attrs) => Attrs = attrs;

    /// <summary>The attributes of the decoded values.</summary>
    public Attributes Attrs { get; private init; }

    /// <summary>The packing, or null if nothing is decoded.</summary>
    public CfDecoding? Decoding { get; private init; }

    /// <summary>The units and the calendar of times, or null.</summary>
    public CfTimeUnits? Times { get; private init; }

    /// <summary>The units of durations, or null.</summary>
    public string? Durations { get; private init; }

    /// <summary>Why times are not decoded, or null.</summary>
    public string? Undecoded { get; private init; }

    /// <summary>Makes the decoding of a variable.</summary>
    /// <param name="own">Its attributes.</param>
    /// <param name="dtype">The dtype of its numbers.</param>
    /// <param name="options">What is decoded.</param>
    /// <param name="bounded">The attributes of the variable that it is the bounds of, or null.</param>
    /// <param name="listsCoordinates">True if the attribute <c>coordinates</c> has been used.</param>
    public static CfDecoder Of(
        StoredAttributes own,
        DType dtype,
        OpenOptions options,
        StoredAttributes? bounded,
        bool listsCoordinates
    )
    {
        if (!options.DecodeCf)
            return new CfDecoder(CfVariable.Convert(own));
        if (options.Times && bounded?.Text("units") is { } inherited && CfTimeUnits.LooksLikeTime(inherited))
        {
            // Units of its own may differ from those of the parent; the calendar is the parent's either way.
            string ofBounds = own.Text("units") ?? inherited;
            if (CfTimeUnits.LooksLikeTime(ofBounds))
            {
                own = own.With("units", ofBounds)
                    .With("calendar", own.Text("calendar") ?? bounded.Text("calendar") ?? "standard");
            }
        }

        var decoding = CfDecoding.For(
            options.Masks ? own : own.Without("_FillValue", "missing_value", "scale_factor", "add_offset", "_Unsigned"),
            dtype
        );
        CfTimeUnits? times = null;
        string? durations = null,
            undecoded = null;
        StoredAttributes attributes = options.Masks ? decoding.Attributes : own;
        // Times whose units cannot be decoded ("months since") stay numbers.
        if (options.Times && decoding.TimeUnits is { } units)
        {
            if (CfTimeUnits.TryParse(units, decoding.Calendar, out times, out string reason))
                attributes = attributes.Without("units", "calendar");
            else
                undecoded = reason;
        }
        if (
            options.Times
            && own.Text("dtype")?.StartsWith("timedelta64", StringComparison.Ordinal) == true
            && own.Text("units") is { } ofDurations
            && DecodeDurations.Length(ofDurations) > 0
        )
        {
            durations = ofDurations;
            attributes = attributes.Without("units", "dtype");
        }
        return new CfDecoder(CfVariable.Convert(listsCoordinates ? attributes.Without("coordinates") : attributes))
        {
            Decoding = decoding,
            Times = times,
            Durations = durations,
            Undecoded = undecoded,
        };
    }

    /// <summary>How the values are stored.</summary>
    public VariableEncoding Encoding(DType stored)
    {
        double[]? fills = Decoding?.Encoding.Numbers("_FillValue"),
            missing = Decoding?.Encoding.Numbers("missing_value");
        double? only = missing is [var single] && Packing.CanHold(stored, single) ? single : null;
        return new()
        {
            DType = stored,
            // Factors that are stored as text are written as numbers.
            ScaleFactor = Decoding?.Encoding.Numbers("scale_factor") is [var scale, ..] ? scale : Decoding?.Scale,
            AddOffset = Decoding?.Encoding.Numbers("add_offset") is [var offset, ..] ? offset : Decoding?.Offset,
            ScaleType = TypeOf("scale_factor"),
            OffsetType = TypeOf("add_offset"),
            FillValue = fills is [var fill, ..] ? fill : MarkOf(missing, stored),
            MissingValue = only,
            FillsByMissingValue = fills is null && Decoding?.Reinterpret is null && only is not null,
            Unsigned = Decoding?.Reinterpret is null ? null : Decoding.Encoding.Text("_Unsigned"),
            Units = Times?.Units ?? Durations,
            Calendar = Times is null ? null : Decoding?.Calendar,
        };
    }

    // The stored number that a missing_value marks, or null. It is compared with the numbers that are read: one that
    // their dtype cannot hold marks nothing, and -1 marks no int8 that is read as uint8, but 255 marks a stored -1.
    private double? MarkOf(double[]? missing, DType stored)
    {
        if (Decoding?.Reinterpret is { Size: 8 })
            return null;
        DType read = Decoding?.Reinterpret ?? stored;
        return missing?.Where(m => Packing.CanHold(read, m)).ToArray() is [var mark, ..]
            ? read == stored
                ? mark
                : Packing.Wrapped(mark, stored)
            : null;
    }

    // The dtype of an attribute; null for float64. A number that is written as text is of the dtype of the values.
    private DType? TypeOf(string attribute) =>
        Decoding?.Encoding[attribute] is Array numbers
            ? DTypes.OfNumber(numbers.GetType().GetElementType()) is { } type and not DType.Float64
                ? type
                : null
            : Decoding?.Result == DType.Float32
                ? DType.Float32
                : null;

    /// <summary>Decodes numbers, lazily.</summary>
    public ArrayExpr Decode(ArrayExpr raw)
    {
        if (Decoding is not { } decoding)
            return raw;
        // Integers of one size wrap, so a cast keeps the bits.
        ArrayExpr values = decoding.Reinterpret is { } other ? CastExpr.Create(raw, other) : raw;
        values = decoding.Unpack is { } unpack
            ? ElementwiseExpr.Create(unpack, values)
            : CastExpr.Create(values, decoding.Result);
        return Times is not null ? DecodeTimes.Create(values, decoding.TimeUnits!, decoding.Calendar)
            : Durations is not null ? DecodeDurations.Create(values, Durations)
            : values;
    }

    /// <summary>Decodes the labels of a dimension.</summary>
    public DimensionIndex Index(NDArray raw)
    {
        using NDArray values = Decoding?.Decode(raw) ?? raw.Share();
        return Times is not null ? new TimeIndex(Times.Decode(values), Times.Calendar)
            : Durations is not null ? DurationIndex.Of(new DecodeDurations(Durations).Decode(values))
            : WholeIndex.Of(values);
    }
}
