using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Missing;
using Gchunk.Dsl.Statistics;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Replaces missing values, times and texts by the last one before them along a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="limit">The largest number of positions to look back; null for no limit.</param>
    /// <exception cref="GchunkException">The dimension is unknown, or the limit is not positive.</exception>
    public DataArray FFill(string dim, int? limit = null)
    {
        int axis = Axis(dim);
        if (limit is < 1)
            throw new GchunkException($"a limit must be positive; got {limit}");
        return Filled(values => ForwardFill.Create(values, axis, limit));
    }

    /// <summary>Replaces missing values, times and texts by the first one after them along a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="limit">The largest number of positions to look ahead; null for no limit.</param>
    public DataArray BFill(string dim, int? limit = null)
    {
        int axis = Axis(dim);
        if (limit is < 1)
            throw new GchunkException($"a limit must be positive; got {limit}");
        var back = new AxisPick(AxisSlice.FromBounds(null, null, -1, Sizes[dim]));
        return Filled(values => back.Of(ForwardFill.Create(back.Of(values, axis), axis, limit), axis));
    }

    // The fill works on floats. Times pass through it in two halves that floats represent exactly, texts as their
    // codes; other integers are never missing.
    private DataArray Filled(Func<ArrayExpr, ArrayExpr> fill)
    {
        const long Half = 1L << 32;
        if (DType.IsFloat)
            return WithValues(fill(variable.Expr));
        if (!variable.HasNaT && !IsText)
            return this;
        ArrayExpr counts = TimeCounts.Whole(variable.Expr);
        DataArray codes =
                new(variable with { Expr = counts, Texts = null, Calendar = null, Attrs = [] }, Coordinates.Empty),
            known = new DataArray(variable, Coordinates.Empty).NotNull();
        if (IsText)
        {
            return new DataArray(
                variable with
                {
                    Expr = CastExpr.Create(Fill(codes).FillNa(-1.0).variable.Expr, DType),
                },
                Coords,
                Name
            );
        }

        DataArray upper = Prelude.FloorDivide(codes, Half),
            lower = codes - upper * Half;
        DataArray high = Fill(upper),
            low = Fill(lower);
        ArrayExpr values = CastExpr.Create(high.FillNa(0.0).variable.Expr, DType.Int64);
        DataArray times =
            new DataArray(variable with { Expr = values, Calendar = null }, Coordinates.Empty) * Half
            + low.FillNa(0.0).AsType(DType.Int64);
        DataArray filled = Prelude.Where(high.IsNull(), Engine.Storage.Cf.CfDateTime.NaT, times);
        return new DataArray(variable with { Expr = TimeCounts.OfWhole(filled.variable.Expr, DType) }, Coords, Name);

        DataArray Fill(DataArray whole)
        {
            DataArray number = whole.AsType(DType.Float64).Where(known);
            return number.WithValues(fill(number.variable.Expr));
        }
    }

    /// <summary>
    /// Replaces missing values along a dimension by interpolation. Each task holds the whole dimension.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="method">
    /// <c>linear</c>, <c>nearest</c>, <c>zero</c> (the previous value), or <c>cubic</c>: a not-a-knot spline through
    /// all known values; with fewer than four the gaps stay.
    /// </param>
    /// <param name="limit">
    /// The largest number of consecutive missing values to fill, from the first; null for no limit.
    /// </param>
    /// <param name="useCoordinate">True to measure distances by the labels, false by positions.</param>
    /// <param name="maxGap">
    /// The largest gap to fill: the distance of the known values around it, in units of the labels (for times in
    /// seconds).
    /// </param>
    /// <param name="extrapolate">True to also fill values before the first and after the last known one.</param>
    public DataArray InterpolateNa(
        string dim,
        string method = "linear",
        int? limit = null,
        bool useCoordinate = true,
        double? maxGap = null,
        bool extrapolate = false
    )
    {
        string[] methods = ["linear", "nearest", "zero", "cubic"];
        int axis = Axis(dim),
            number = Array.IndexOf(methods, method);
        if (number < 0)
            throw new GchunkException(Spelling.Unknown("interpolation method", method, methods));
        if (limit is < 1)
            throw new GchunkException($"a limit must be positive; got {limit}");
        ReductionOperand.RequireDefined(variable, "interpolate_na");
        if (!DType.IsFloat)
            return this;
        double[] coordinates = useCoordinate
            ? Distances(dim, "s")
            : [.. Enumerable.Range(0, (int)Sizes[dim]).Select(i => (double)i)];
        ArrayExpr filled = new FillGapsOp(
            axis,
            (GapMethod)number,
            extrapolate,
            limit ?? double.MaxValue,
            maxGap ?? double.MaxValue,
            NDArray.From(coordinates)
        ).Of(variable.Expr, Sizes[dim]);
        return WithValues(CastExpr.Create(filled, DType));
    }
}
