using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Missing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Missing values, times and texts replaced by the last one before them along a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="limit">How many positions back that may be; null for any number.</param>
    /// <exception cref="GchunkException">There is no such dimension, or the limit is not above 0.</exception>
    public DataArray FFill(string dim, int? limit = null)
    {
        int axis = Axis(dim);
        if (limit is < 1)
            throw new GchunkException($"a limit is above 0; got {limit}");
        return Filled(values => ForwardFill.Create(values, axis, limit));
    }

    /// <summary>Missing values, times and texts replaced by the first one after them along a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="limit">How many positions ahead that may be; null for any number.</param>
    public DataArray BFill(string dim, int? limit = null)
    {
        int axis = Axis(dim);
        if (limit is < 1)
            throw new GchunkException($"a limit is above 0; got {limit}");
        var back = new AxisPick(AxisSlice.FromBounds(null, null, -1, Sizes[dim]));
        return Filled(values => back.Of(ForwardFill.Create(back.Of(values, axis), axis, limit), axis));
    }

    // Filling works on floats. Times go through it in halves that floats hold exactly, texts as their places in the
    // list; other whole numbers are never missing.
    private DataArray Filled(Func<ArrayExpr, ArrayExpr> fill)
    {
        const long Half = 1L << 32;
        if (DType.IsFloat)
            return WithValues(fill(variable.Expr));
        if (Calendar is null && !IsText)
            return this;
        DataArray codes = new(variable with { Texts = null, Calendar = null, Attrs = [] }, Coordinates.Empty),
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
        return new DataArray(variable with { Expr = filled.variable.Expr }, Coords, Name);

        DataArray Fill(DataArray whole)
        {
            DataArray number = whole.AsType(DType.Float64).Where(known);
            return number.WithValues(fill(number.variable.Expr));
        }
    }

    /// <summary>
    /// Missing values along a dimension replaced by what lies between those around them. Each task holds the dimension
    /// whole.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="method">
    /// <c>linear</c>, <c>nearest</c>, <c>zero</c> (the one before), or <c>cubic</c>: the spline through all known
    /// values that is not a knot at the second and the last but one; fewer than four leave the gaps.
    /// </param>
    /// <param name="limit">
    /// How many missing values in a row are filled at most, from the first; null for any number.
    /// </param>
    /// <param name="useCoordinate">Whether distances are those of the labels, else positions.</param>
    /// <param name="maxGap">
    /// The greatest distance of the known values about a gap that is filled, in units of the labels (times: seconds).
    /// </param>
    /// <param name="extrapolate">Whether what lies before the first or after the last value is filled too.</param>
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
            throw new GchunkException(Spelling.Unknown("way to interpolate", method, methods));
        if (limit is < 1)
            throw new GchunkException($"a limit is above 0; got {limit}");
        if (!DType.IsFloat)
            return this;
        double[] places = useCoordinate
            ? Distances(dim, "s")
            : [.. Enumerable.Range(0, (int)Sizes[dim]).Select(i => (double)i)];
        ArrayExpr filled = new FillGapsOp(
            axis,
            (GapMethod)number,
            extrapolate,
            limit ?? double.MaxValue,
            maxGap ?? double.MaxValue,
            NDArray.From(places)
        ).Of(variable.Expr, Sizes[dim]);
        return WithValues(CastExpr.Create(filled, DType));
    }
}
