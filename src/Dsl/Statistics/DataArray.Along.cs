using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Missing;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>The running sum along a dimension. NaN counts as 0; float32 is added up in float64.</summary>
    public DataArray CumSum(string dim, bool skipNaN = true) => WithData(Data.CumSum(Axis(dim), skipNaN));

    /// <summary>The running product along a dimension. NaN counts as 1.</summary>
    public DataArray CumProd(string dim, bool skipNaN = true) => WithData(Data.CumProd(Axis(dim), skipNaN));

    // What is said of the values, their units say, is not true of these.
    private DataArray WithData(ChunkedArray data) =>
        With(variable with { Expr = data.Expression, Calendar = null, Attrs = [], Encoding = null });

    /// <summary>The values moved round along a dimension: what goes out at one end comes in at the other.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="count">By how many positions.</param>
    /// <param name="rollCoords">Whether the labels move too.</param>
    public DataArray Roll(string dim, int count, bool rollCoords = false)
    {
        long length = Sizes[dim];
        if (length == 0)
            return this;
        long by = ((count % length) + length) % length;
        var positions = new long[length];
        for (long i = 0; i < length; i++)
            positions[i] = (i - by + length) % length;
        AxisPick pick = AxisPick.From(positions);
        return rollCoords ? Pick(dim, pick) : With(variable.Pick(dim, pick));
    }

    /// <summary>
    /// The derivative along a dimension by differences of second order: NumPy's gradient with the labels for places.
    /// </summary>
    /// <param name="dim">A dimension with numbers or times, two at least.</param>
    /// <param name="edgeOrder">1 or 2: the order of the differences at the ends.</param>
    /// <param name="datetimeUnit">
    /// For times what it is per: <c>s</c>, <c>m</c>, <c>h</c>, <c>D</c>, <c>ms</c>, <c>us</c>, <c>ns</c>.
    /// </param>
    public DataArray Differentiate(string dim, int edgeOrder = 1, string datetimeUnit = "s") =>
        WithData(Data.Gradient(Distances(dim, datetimeUnit), Axis(dim), edgeOrder));

    /// <summary>The integral along a dimension by trapezia; the dimension goes.</summary>
    /// <param name="dim">A dimension with numbers or times.</param>
    /// <param name="datetimeUnit">
    /// For times their unit: <c>s</c>, <c>m</c>, <c>h</c>, <c>D</c>, <c>ms</c>, <c>us</c>, <c>ns</c>.
    /// </param>
    public DataArray Integrate(string dim, string datetimeUnit = "s") =>
        new(
            new Variable(
                [.. variable.Dims.Where(d => d != dim)],
                AsType(DType.Float64).Data.Trapezoid(Distances(dim, datetimeUnit), Axis(dim)).Expression,
                []
            ),
            Coords.WithoutDims([dim]),
            Name
        );

    /// <summary>The running integral along a dimension by trapezia, 0 at the first label.</summary>
    public DataArray CumulativeIntegrate(string dim, string datetimeUnit = "s")
    {
        int axis = Axis(dim);
        long n = Sizes[dim];
        if (n == 0)
            return this;
        double[] places = Distances(dim, datetimeUnit);
        DataArray bare = AsType(DType.Float64).DropAllCoords(),
            before = bare.Isel(dim, ..^1),
            after = bare.Isel(dim, 1..);
        DataArray steps = new(NDArray.From([.. places.Skip(1).Select((p, i) => p - places[i])]), [dim]);
        DataArray running = ((before + after) * 0.5 * steps).Transpose(variable.Dims).CumSum(dim, skipNaN: false);
        ArrayExpr zero = new FullExpr(0.0, DType.Float64, bare.Chunks.With(axis, [1]));
        return WithData(new ChunkedArray(ConcatenateExpr.Create([zero, running.Expression], axis)));
    }

    // Times from the first on, so that their differences are exact.
    private double[] Distances(string dim, string datetimeUnit)
    {
        Axis(dim);
        if (Coords.IndexOf(dim) is not TimeIndex times)
            return Places(dim, 1);
        double unit = datetimeUnit switch
        {
            "ns" => 1e-3,
            "us" => 1,
            "ms" => 1e3,
            "s" => CfCalendar.Second,
            "m" or "min" => CfCalendar.Minute,
            "h" or "H" => CfCalendar.Hour,
            "D" or "d" => CfCalendar.Day,
            _ => throw new GchunkException(
                Spelling.Unknown("unit of time", datetimeUnit, ["ns", "us", "ms", "s", "m", "h", "D"])
            ),
        };
        return times.Length == 0
            ? []
            : Array.ConvertAll(times.Labels.ToArray(), t => (double)((Int128)t - times.Labels[0]) / unit);
    }

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

        DataArray upper = Elementwise("floor_divide", codes, Half),
            lower = codes - upper * Half;
        DataArray high = Fill(upper),
            low = Fill(lower);
        ArrayExpr values = CastExpr.Create(high.FillNa(0.0).variable.Expr, DType.Int64);
        DataArray times =
            new DataArray(variable with { Expr = values, Calendar = null }, Coordinates.Empty) * Half
            + low.FillNa(0.0).AsType(DType.Int64);
        DataArray filled = Elementwise("where", high.IsNull(), Engine.Storage.Cf.CfDateTime.NaT, times);
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
        ArrayExpr filled = AlongAxisOps.Create(
            "dsl.fill-gaps",
            variable.Expr,
            axis,
            Sizes[dim],
            [number, extrapolate ? 1 : 0, limit ?? double.MaxValue, maxGap ?? double.MaxValue, .. places]
        );
        return WithValues(CastExpr.Create(filled, DType));
    }

    /// <summary>
    /// The values where a condition holds, those of another array or a number elsewhere; the same as
    /// <c>Where(condition, other)</c>.
    /// </summary>
    public DataArray WhereOther(DataArray condition, DataArray other) => Where(condition, other);

    /// <summary>
    /// The values where a condition holds, without the labels along which it holds nowhere; the condition is computed.
    /// </summary>
    public DataArray WhereDrop(DataArray condition)
    {
        DataArray result = this;
        foreach (string dim in condition.Dims)
        {
            if (!Dims.Contains(dim))
                continue;
            string[] others = [.. condition.Dims.Where(d => d != dim)];
            using NDArray any = (others.Length == 0 ? condition : condition.Any(others)).Compute();
            bool[] holds = any.AsType(DType.Bool).ToArray<bool>();
            AxisPick kept = AxisPick.From([
                .. Enumerable.Range(0, holds.Length).Where(i => holds[i]).Select(i => (long)i),
            ]);
            (result, condition) = (result.Pick(dim, kept), condition.Pick(dim, kept));
        }
        return result.Where(condition);
    }
}
