using Gchunk.Dsl.Files.Write;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Labels.Indexes;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Open;

/// <summary>A stored numeric variable, and how it is decoded by the CF conventions.</summary>
internal sealed class CfVariable
{
    private const long KeptBytes = 1 << 20;

    private readonly CfTimeUnits? times;
    private readonly string? durations;
    private readonly bool keepsHalf;

    public CfVariable(
        StoredVariable stored,
        OpenOptions options,
        StoredAttributes? bounded = null,
        bool listsCoordinates = false
    )
    {
        (Stored, Array, Dims) = (stored, stored.Array!, stored.Dimensions);
        keepsHalf = options.KeepHalf && Array.IsHalf;
        Chunks = options.Chunks;
        StoredAttributes own = stored.Attributes;
        if (!options.DecodeCf)
        {
            Attrs = Convert(own);
            return;
        }
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

        Decoding = CfDecoding.For(
            options.Masks ? own : own.Without("_FillValue", "missing_value", "scale_factor", "add_offset", "_Unsigned"),
            Array.DType
        );
        StoredAttributes attributes = options.Masks ? Decoding.Attributes : own;
        // Times whose units cannot be decoded ("months since") stay numbers.
        if (options.Times && Decoding.TimeUnits is { } units)
        {
            if (CfTimeUnits.TryParse(units, Decoding.Calendar, out times, out string reason))
                attributes = attributes.Without("units", "calendar");
            else
                Undecoded = reason;
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
        Attrs = Convert(listsCoordinates ? attributes.Without("coordinates") : attributes);
    }

    public StoredVariable Stored { get; }

    public IStoredArray Array { get; }

    /// <summary>
    /// The names of the axes. A dimension that the variable has twice, as covariances do, gets a number the second time.
    /// </summary>
    public IReadOnlyList<string> Dims { get; init; }

    public Attributes Attrs { get; }

    public CfDecoding? Decoding { get; }

    public CfCalendar? Calendar => times?.Calendar;

    /// <summary>Why times are not decoded, or null.</summary>
    public string? Undecoded { get; }

    /// <summary>How the values are stored.</summary>
    public VariableEncoding Encoding =>
        new()
        {
            DType = Array.DType,
            ScaleFactor = Decoding?.Encoding.Numbers("scale_factor") is [var scale, ..] ? scale : null,
            AddOffset = Decoding?.Encoding.Numbers("add_offset") is [var offset, ..] ? offset : null,
            FillValue = (Decoding?.Encoding.Numbers("_FillValue") ?? Decoding?.Encoding.Numbers("missing_value"))
                is [var fill, ..]
                ? fill
                : null,
            Unsigned = Decoding?.Reinterpret is null ? null : Decoding.Encoding.Text("_Unsigned"),
            Units = times?.Units ?? durations,
            Calendar = times is null ? null : Decoding?.Calendar,
        };

    /// <summary>
    /// Returns how values of a dtype, or times, are packed to be stored as this variable is; null if they are stored as
    /// they are.
    /// </summary>
    public IPacking? PackingOf(string name, DType values) =>
        times is null
            ? Packing.For(name, values, Encoding)
            : new TimePacking(name, times, Array.DType, Encoding.FillValue);

    /// <summary>Returns the variable with decoded values, lazy.</summary>
    public Variable ToVariable(ArrayExpr values)
    {
        if (keepsHalf && Decoding?.Scale is null or 1 && Decoding?.Offset is null or 0 && values.DType == DType.Float32)
            values = CastExpr.Create(values, DType.Float16);
        return new([.. Dims], values, Attrs.Copy(), Calendar, Encoding: Encoding);
    }

    private IReadOnlyDictionary<string, long>? Chunks { get; }

    /// <summary>Returns the stored values, lazy.</summary>
    public ArrayExpr Raw()
    {
        StoredExpr raw = StoredExpr.Open(Array);
        if (Chunks is null)
            return raw;
        ChunkGrid grid = raw.Chunks;
        for (int axis = 0; axis < Stored.Dimensions.Count; axis++)
        {
            if (Chunks.TryGetValue(Stored.Dimensions[axis], out long length))
                grid = grid.With(axis, ChunkGrid.Regular(Array.Shape[axis], [length]).Sizes(0).ToArray());
        }

        return new StoredExpr(Array, grid);
    }

    /// <summary>
    /// Decodes stored values, lazily: elementwise expressions that the engine fuses with those that use the result.
    /// </summary>
    public ArrayExpr Decode(ArrayExpr raw)
    {
        if (Decoding is not { } decoding)
            return raw;
        // Integers of one size wrap, so a cast keeps the bits.
        ArrayExpr values = decoding.Reinterpret is { } other ? CastExpr.Create(raw, other) : raw;
        values = decoding.Unpack is { } unpack
            ? ElementwiseExpr.Create(unpack, values)
            : CastExpr.Create(values, decoding.Result);
        return times is not null ? DecodeTimes.Create(values, decoding.TimeUnits!, decoding.Calendar)
            : durations is not null ? DecodeDurations.Create(values, durations)
            : values;
    }

    /// <summary>
    /// The most bytes that reading the index labels takes: stored, decoded, as labels of up to 16 bytes, their order, and
    /// what the reader needs.
    /// </summary>
    public Int128 IndexBytes =>
        (Int128)Array.Shape.Size * (Array.DType.Size + 32)
        + Array.ScratchBytes(
            new Region(new long[Array.Shape.Rank], Array.Shape.ToArray(), [.. Enumerable.Repeat(1L, Array.Shape.Rank)])
        );

    /// <summary>Reads the index labels.</summary>
    /// <param name="shared">The indexes of the files that are opened together, or null for a file alone.</param>
    public DimensionIndex ReadIndex(SharedIndexes? shared = null)
    {
        using NDArray raw = ReadStored();
        if (shared?.Find(this, Bytes(raw)) is { } known)
            return known;
        using NDArray values = Decoding?.Decode(raw) ?? raw.Share();
        DimensionIndex index =
            times is not null ? new TimeIndex(times.Decode(values), times.Calendar)
            : durations is not null ? DurationIndex.Of(new DecodeDurations(durations).Decode(values))
            : WholeIndex.Of(values);
        shared?.Add(this, Bytes(raw), index);
        return index;
    }

    // Kept for the comparison with the variables of other files.
    private NDArray? stored;

    /// <summary>
    /// Reads both variables and returns true if all values are equal; missing values equal each other. Small values of
    /// this one are kept for the next comparison.
    /// </summary>
    public bool HasSameValues(CfVariable other)
    {
        using NDArray own = StoredValues(),
            theirs = other.ReadStored();
        if (DecodesAs(other) && Bytes(own).SequenceEqual(Bytes(theirs)))
            return true;
        using NDArray a = Decoding?.Decode(own) ?? own.Share(),
            b = other.Decoding?.Decode(theirs) ?? theirs.Share();
        return DecodesAs(other)
            ? Bytes(a).SequenceEqual(Bytes(b))
            : a.ToArray<double>().AsSpan().SequenceEqual(b.ToArray<double>());
    }

    // The caller disposes of the result, which is shared if it is kept.
    private NDArray StoredValues()
    {
        if (stored is { } known)
            return known.Share();
        NDArray read = ReadStored();
        return read.NBytes > KeptBytes || Interlocked.CompareExchange(ref stored, read, null) is not null
            ? read
            : read.Share();
    }

    private static unsafe ReadOnlySpan<byte> Bytes(NDArray array) => new(array.Pointer, checked((int)array.NBytes));

    private unsafe NDArray ReadStored()
    {
        NDArray raw = NDArray.Allocate(Array.Shape, Array.DType);
        Array.Read(
            new Region(new long[Array.Shape.Rank], Array.Shape.ToArray(), [.. Enumerable.Repeat(1L, Array.Shape.Rank)]),
            raw.Pointer,
            CancellationToken.None
        );
        return raw;
    }

    /// <summary>
    /// True if another variable is decoded in the same way, so that the two can be concatenated before they are
    /// decoded.
    /// </summary>
    public bool DecodesAs(CfVariable other)
    {
        if (Array.DType != other.Array.DType)
            return false;
        if (Decoding is not { } a || other.Decoding is not { } b)
            return Decoding is null && other.Decoding is null;
        return a.Reinterpret == b.Reinterpret
            && a.MaskedDType == b.MaskedDType
            && a.Result == b.Result
            && a.Scale == b.Scale
            && a.Offset == b.Offset
            && a.TimeUnits == b.TimeUnits
            && Calendar == other.Calendar
            && durations == other.durations
            && a.FillValues.SequenceEqual(b.FillValues);
    }

    /// <summary>Returns the names that the attribute <c>coordinates</c> lists.</summary>
    public static string[] CoordinateNames(StoredAttributes attributes) =>
        attributes.Text("coordinates")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Returns attributes as users see them: a single number in place of an array of one.</summary>
    public static Attributes Convert(StoredAttributes stored) =>
        new(
            stored.Select(a =>
                KeyValuePair.Create(a.Name, a.Value is Array { Length: 1 } one ? one.GetValue(0)! : a.Value)
            )
        );
}

/// <summary>Stored numbers as instants: int64 microseconds.</summary>
/// <param name="Units">The units: <c>days since 1850-01-01</c>.</param>
/// <param name="Calendar">The calendar, or null for the standard one.</param>
internal sealed record DecodeTimes(string Units, string? Calendar) : BlockOp
{
    public override string Name => "dsl.times";

    public static ArrayExpr Create(ArrayExpr values, string units, string? calendar) =>
        new BlockOpExpr(
            new DecodeTimes(units, calendar),
            [values],
            [
                [.. Enumerable.Range(0, values.Rank)],
            ],
            DType.Int64,
            values.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        var units = CfTimeUnits.Parse(Units, Calendar);
        return NDArray.From(units.Decode(inputs[0]), context.Shape);
    }
}
