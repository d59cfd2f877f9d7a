using Gchunk.Dsl.Files.Write;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Labels.Indexes;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Open;

/// <summary>A stored variable and how its numbers are to be understood.</summary>
internal sealed class CfVariable
{
    private const long KeptBytes = 1 << 20;

    private readonly CfTimeUnits? times;

    public CfVariable(
        StoredVariable stored,
        OpenOptions options,
        StoredAttributes? bounded = null,
        bool listsCoordinates = false
    )
    {
        (Stored, Array) = (stored, stored.Array!);
        Chunks = options.Chunks;
        StoredAttributes own = stored.Attributes;
        if (!options.DecodeCf)
        {
            Attrs = Convert(own);
            return;
        }
        if (
            options.Times
            && bounded?.Text("units") is { } inherited
            && CfTimeUnits.LooksLikeTime(inherited)
            && !own.Contains("units")
        )
        {
            own = own.With("units", inherited)
                .With("calendar", own.Text("calendar") ?? bounded.Text("calendar") ?? "standard");
        }

        Decoding = CfDecoding.For(
            options.Masks ? own : own.Without("_FillValue", "missing_value", "scale_factor", "add_offset", "_Unsigned"),
            Array.DType
        );
        StoredAttributes attributes = options.Masks ? Decoding.Attributes : own;
        // Units that cannot be decoded ("months since") leave the numbers as they are.
        if (options.Times && Decoding.TimeUnits is { } units)
        {
            if (CfTimeUnits.TryParse(units, Decoding.Calendar, out times, out string reason))
                attributes = attributes.Without("units", "calendar");
            else
                Undecoded = reason;
        }
        Attrs = Convert(listsCoordinates ? attributes.Without("coordinates") : attributes);
    }

    public StoredVariable Stored { get; }

    public IStoredArray Array { get; }

    public Attributes Attrs { get; }

    public CfDecoding? Decoding { get; }

    public CfCalendar? Calendar => times?.Calendar;

    /// <summary>Why numbers that look like times are left as they are, or null.</summary>
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
            Units = times?.Units,
        };

    /// <summary>
    /// How values of a dtype, or instants, become numbers as these are stored; null where they are stored as they are.
    /// </summary>
    public IPacking? PackingOf(string name, DType values) =>
        times is null
            ? Packing.For(name, values, Encoding)
            : new TimePacking(name, times, Array.DType, Encoding.FillValue);

    /// <summary>The variable with its values, lazy.</summary>
    public Variable ToVariable(ArrayExpr values) =>
        new([.. Stored.Dimensions], values, Attrs.Copy(), Calendar, Encoding: Encoding);

    private IReadOnlyDictionary<string, long>? Chunks { get; }

    /// <summary>The stored numbers, lazy.</summary>
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
    /// The values of stored numbers, lazy: elementwise expressions that the engine fuses with what follows.
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
        return times is null ? values : DecodeTimes.Create(values, decoding.TimeUnits!, decoding.Calendar);
    }

    /// <summary>Reads the labels of a dimension.</summary>
    public unsafe DimensionIndex ReadIndex()
    {
        NDArray raw = NDArray.Allocate(Array.Shape, Array.DType);
        Array.Read(new Region([0], Array.Shape.ToArray(), [1]), raw.Pointer, CancellationToken.None);
        NDArray values = Decoding?.Decode(raw) ?? raw;
        return times is not null ? new TimeIndex(times.Decode(values), times.Calendar) : WholeIndex.Of(values);
    }

    // What the files after it are compared with: read once, however many there are.
    private NDArray? stored;

    /// <summary>
    /// Reads both and says whether all values are equal, missing ones too. What is small of this one is kept for the
    /// next comparison.
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

    // To be disposed; what is kept is shared.
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
    /// Whether the stored numbers of another variable mean the same, so that they can be joined before they are
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
            && a.FillValues.SequenceEqual(b.FillValues);
    }

    /// <summary>The names that the attribute <c>coordinates</c> lists.</summary>
    public static string[] CoordinateNames(StoredAttributes attributes) =>
        attributes.Text("coordinates")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Attributes as users see them: single numbers without their array.</summary>
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
