using Gchunk.Dsl.Files.Write;
using Gchunk.Dsl.Labels;
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

    private readonly CfDecoder decoder;
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
        decoder = CfDecoder.Of(stored.Attributes, Array.DType, options, bounded, listsCoordinates);
    }

    public StoredVariable Stored { get; }

    public IStoredArray Array { get; }

    /// <summary>
    /// The names of the axes. A dimension that the variable has twice, as covariances do, gets a number the second time.
    /// </summary>
    public IReadOnlyList<string> Dims { get; init; }

    public Attributes Attrs => decoder.Attrs;

    public CfDecoding? Decoding => decoder.Decoding;

    public CfCalendar? Calendar => decoder.Times?.Calendar;

    /// <summary>Why times are not decoded, or null.</summary>
    public string? Undecoded => decoder.Undecoded;

    /// <summary>How the values are stored.</summary>
    public VariableEncoding Encoding =>
        decoder.Encoding(Array.DType) with
        {
            Chunks = Array.StoredChunk,
            Compression = Stored.Layout?.Deflate,
            Shuffle = Stored.Layout?.Shuffle ?? true,
            Layout = Stored.Layout,
        };

    /// <summary>
    /// Returns how values of a dtype, or times, are packed to be stored as this variable is; null if they are stored as
    /// they are.
    /// </summary>
    public IPacking? PackingOf(string name, DType values) =>
        decoder.Times is not { } times
            ? Packing.For(name, values, Encoding)
            : new TimePacking(name, times, Array.DType, Packing.Held(Encoding, Array.DType));

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
    public ArrayExpr Decode(ArrayExpr raw) => decoder.Decode(raw);

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
        DimensionIndex index = decoder.Index(raw);
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
            && decoder.Durations == other.decoder.Durations
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
