using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
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

    /// <summary>The difference of each value and the one before it along a dimension.</summary>
    /// <param name="dim">The dimension, which gets shorter by one each time.</param>
    /// <param name="n">How many times.</param>
    /// <param name="label">
    /// Which of the two labels stays: <c>upper</c>, that of the later value, or <c>lower</c>.
    /// </param>
    /// <exception cref="GchunkException">
    /// There is no such dimension, <paramref name="n"/> is negative, or the label is neither.
    /// </exception>
    public DataArray Diff(string dim, int n = 1, string label = "upper")
    {
        if (label is not ("upper" or "lower"))
            throw new GchunkException($"Diff keeps the \"upper\" or the \"lower\" label; got \"{label}\"");
        if (n < 0)
            throw new GchunkException($"Diff is taken n: 0 times or more; got {n}");
        DataArray result = this;
        for (int i = 0; i < n && result.Sizes[dim] > 0; i++)
        {
            DataArray earlier = result.Isel(dim, ..^1),
                later = result.Isel(dim, 1..);
            result = (label == "upper" ? later : earlier).With(Prelude.Subtract(Bared(later), Bared(earlier)).variable);
        }
        return result;

        static DataArray Bared(DataArray array) => new(array.variable, Coordinates.Empty);
    }

    /// <summary>The values moved along a dimension by some positions, its labels staying.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="count">By how many positions, towards the end; negative towards the beginning.</param>
    /// <param name="fillValue">What comes in from outside. With the default, NaN, whole numbers become float64.</param>
    /// <exception cref="GchunkException">There is no such dimension.</exception>
    public DataArray Shift(string dim, int count, double fillValue = double.NaN)
    {
        Axis(dim);
        long length = Sizes[dim];
        var positions = new long[length];
        for (long i = 0; i < length; i++)
            positions[i] = i - count >= 0 && i - count < length ? i - count : -1;
        return With(Reindexing.Of(variable, dim, positions, IsText ? -1 : fillValue));
    }

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

    /// <summary>
    /// The least-squares polynomial along a dimension: <c>polyfit_coefficients</c> along <c>degree</c>, the highest
    /// power first. Each task holds the dimension whole.
    /// </summary>
    /// <remarks>
    /// Places are the labels; for times, nanoseconds since 1970-01-01 in their calendar, as in xarray. <c>PolyVal</c>
    /// evaluates it.
    /// </remarks>
    /// <param name="dim">The dimension.</param>
    /// <param name="degree">The degree.</param>
    /// <param name="skipNaN">
    /// Whether missing values are left out; otherwise they make their coefficients missing.
    /// </param>
    /// <exception cref="GchunkException">
    /// There is no such dimension, the degree is negative, or there are not enough places.
    /// </exception>
    public Dataset PolyFit(string dim, int degree, bool skipNaN = true)
    {
        int axis = Axis(dim);
        if (degree < 0 || degree >= Sizes[dim])
        {
            throw new GchunkException(
                $"a polynomial of degree {degree} cannot be fitted to the {Sizes[dim]} places of '{dim}'; give a degree from 0 to {Sizes[dim] - 1}"
            );
        }

        double[] places = Places(dim, 1e-3);
        ArrayExpr values = variable.Expr;
        if (!skipNaN && DType.IsFloat)
        {
            // One missing value makes its whole lane missing.
            ArrayExpr sum = Exprs.Sum(values, [axis], keepDims: true);
            values = Exprs.Add(values, BroadcastExpr.To(Exprs.Multiply(sum, FullExpr.Weak(0.0)), values.Shape));
        }
        ArrayExpr fitted = PolyFitOp.Create(values, axis, places, degree);
        int[] order = [axis, .. Enumerable.Range(0, Dims.Count).Where(a => a != axis)];
        var degrees = new NumberIndex(
            [.. Enumerable.Range(0, degree + 1).Select(i => (double)(degree - i))],
            DType.Int64
        );
        return new DataArray(
            new Variable(["degree", .. variable.Dims.Where(d => d != dim)], TransposeExpr.Create(fitted, order), []),
            Coords.WithoutDims([dim]).With(new Coordinate("degree", degrees)),
            "polyfit_coefficients"
        ).ToDataset();
    }

    /// <summary>The labels of a dimension as numbers; times in microseconds since 1970-01-01 over a unit.</summary>
    internal double[] Places(string dim, double unit) =>
        IndexOrCount(dim) switch
        {
            NumberIndex numbers => numbers.Labels.ToArray(),
            TimeIndex times => Array.ConvertAll(times.Labels.ToArray(), t => t / unit),
            var other => throw new GchunkException($"'{dim}' needs numbers or times for labels; it has {other.Span}"),
        };
}
