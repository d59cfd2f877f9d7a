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
    /// <summary>
    /// Computes the cumulative sum along a dimension. NaN counts as 0; float32 is accumulated in float64.
    /// </summary>
    public DataArray CumSum(string dim, bool skipNaN = true)
    {
        ReductionOperand.RequireDefined(variable, "cumsum");
        return WithData(Data.CumSum(Axis(dim), skipNaN));
    }

    /// <summary>Computes the cumulative product along a dimension. NaN counts as 1.</summary>
    public DataArray CumProd(string dim, bool skipNaN = true)
    {
        ReductionOperand.RequireDefined(variable, "cumprod");
        return WithData(Data.CumProd(Axis(dim), skipNaN));
    }

    // The attributes, such as units, do not apply to the result.
    private DataArray WithData(ChunkedArray data) =>
        With(variable with { Expr = data.Expression, Calendar = null, Attrs = [], Encoding = null });

    /// <summary>Computes the differences of successive values along a dimension.</summary>
    /// <param name="dim">The dimension, which becomes shorter by one each time.</param>
    /// <param name="n">How many times to take differences.</param>
    /// <param name="label">
    /// Which of the two labels to keep: <c>upper</c>, that of the later value, or <c>lower</c>.
    /// </param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown, <paramref name="n"/> is negative, or the label is neither upper nor lower.
    /// </exception>
    public DataArray Diff(string dim, int n = 1, string label = "upper")
    {
        if (label is not ("upper" or "lower"))
            throw new GchunkException($"Diff keeps the \"upper\" or the \"lower\" label; got \"{label}\"");
        if (n < 0)
            throw new GchunkException($"Diff needs n of 0 or more; got {n}");
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

    /// <summary>Shifts the values along a dimension; the labels stay.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="count">The number of positions to shift towards the end, or towards the start if negative.</param>
    /// <param name="fillValue">
    /// The value that fills the vacated positions. A value that the dtype holds keeps it; others, and the default, NaN,
    /// promote integers and booleans to float64. Missing times are NaT.
    /// </param>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    public DataArray Shift(string dim, int count, double fillValue = double.NaN)
    {
        Axis(dim);
        long length = Sizes[dim];
        var positions = new long[length];
        for (long i = 0; i < length; i++)
            positions[i] = i - count >= 0 && i - count < length ? i - count : -1;
        return With(Reindexing.Of(variable, dim, positions, fillValue));
    }

    /// <summary>Rolls the values along a dimension: those that leave at one end enter at the other.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="count">The number of positions to roll.</param>
    /// <param name="rollCoords">True to roll the labels too.</param>
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
    /// Computes the derivative along a dimension by second-order differences: NumPy's gradient with the labels as
    /// coordinates.
    /// </summary>
    /// <param name="dim">A dimension with at least two numbers or times as labels.</param>
    /// <param name="edgeOrder">1 or 2: the order of the differences at the ends.</param>
    /// <param name="datetimeUnit">
    /// For times, the unit of time: <c>s</c>, <c>m</c>, <c>h</c>, <c>D</c>, <c>ms</c>, <c>us</c>, <c>ns</c>.
    /// </param>
    public DataArray Differentiate(string dim, int edgeOrder = 1, string datetimeUnit = "s")
    {
        ReductionOperand.RequireDefined(variable, "differentiate");
        return WithData(Data.Gradient(Distances(dim, datetimeUnit), Axis(dim), edgeOrder));
    }

    /// <summary>Integrates along a dimension by the trapezoidal rule; the dimension is dropped.</summary>
    /// <param name="dim">A dimension with numbers or times as labels.</param>
    /// <param name="datetimeUnit">
    /// For times, the unit of time: <c>s</c>, <c>m</c>, <c>h</c>, <c>D</c>, <c>ms</c>, <c>us</c>, <c>ns</c>.
    /// </param>
    public DataArray Integrate(string dim, string datetimeUnit = "s")
    {
        ReductionOperand.RequireDefined(variable, "integrate");
        return new(
            new Variable(
                [.. variable.Dims.Where(d => d != dim)],
                AsType(DType.Float64).Data.Trapezoid(Distances(dim, datetimeUnit), Axis(dim)).Expression,
                []
            ),
            Coords.WithoutDims([dim]),
            Name
        );
    }

    /// <summary>
    /// Computes the cumulative integral along a dimension by the trapezoidal rule, starting with 0 at the first label.
    /// </summary>
    public DataArray CumulativeIntegrate(string dim, string datetimeUnit = "s")
    {
        ReductionOperand.RequireDefined(variable, "integrate");
        int axis = Axis(dim);
        long n = Sizes[dim];
        if (n == 0)
            return this;
        double[] coordinates = Distances(dim, datetimeUnit);
        DataArray bare = AsType(DType.Float64).DropAllCoords(),
            before = bare.Isel(dim, ..^1),
            after = bare.Isel(dim, 1..);
        DataArray steps = new(NDArray.From([.. coordinates.Skip(1).Select((p, i) => p - coordinates[i])]), [dim]);
        DataArray running = ((before + after) * 0.5 * steps).Transpose(variable.Dims).CumSum(dim, skipNaN: false);
        ArrayExpr zero = new FullExpr(0.0, DType.Float64, bare.Chunks.With(axis, [1]));
        return WithData(new ChunkedArray(ConcatenateExpr.Create([zero, running.Expression], axis)));
    }

    // Times relative to the first, so that their differences are exact.
    private double[] Distances(string dim, string datetimeUnit)
    {
        Axis(dim);
        if (Coords.IndexOf(dim) is not TimeIndex times)
            return NumericLabels(dim, 1);
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
    /// Fits a polynomial along a dimension by least squares: <c>polyfit_coefficients</c> along <c>degree</c>, the
    /// highest power first. Each task holds the whole dimension.
    /// </summary>
    /// <remarks>
    /// The coordinates are the labels; for times, nanoseconds since 1970-01-01 in their calendar, as in xarray.
    /// <c>PolyVal</c> evaluates the polynomial.
    /// </remarks>
    /// <param name="dim">The dimension.</param>
    /// <param name="degree">The degree.</param>
    /// <param name="skipNaN">True to skip missing values; otherwise they make their coefficients missing.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown, the degree is negative, or there are too few labels.
    /// </exception>
    public Dataset PolyFit(string dim, int degree, bool skipNaN = true)
    {
        int axis = Axis(dim);
        ReductionOperand.RequireDefined(variable, "polyfit");
        if (degree < 0 || degree >= Sizes[dim])
        {
            throw new GchunkException(
                $"a polynomial of degree {degree} cannot be fitted to the {Sizes[dim]} labels of '{dim}'; give a degree from 0 to {Sizes[dim] - 1}"
            );
        }

        double[] coordinates = NumericLabels(dim, 1e-3);
        ArrayExpr values = variable.Expr;
        if (!skipNaN && DType.IsFloat)
        {
            // One missing value makes all coefficients of its fit missing.
            ArrayExpr sum = Exprs.Sum(values, [axis], keepDims: true);
            values = Exprs.Add(values, BroadcastExpr.To(Exprs.Multiply(sum, FullExpr.Weak(0.0)), values.Shape));
        }
        ArrayExpr fitted = PolyFitOp.Create(values, axis, coordinates, degree);
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

    /// <summary>
    /// The labels of a dimension as numbers; times as microseconds since 1970-01-01 divided by a unit.
    /// </summary>
    internal double[] NumericLabels(string dim, double unit) =>
        IndexOrCount(dim) switch
        {
            NumberIndex numbers => numbers.Labels.ToArray(),
            TimeIndex times => Array.ConvertAll(times.Labels.ToArray(), t => t / unit),
            var other => throw new GchunkException($"'{dim}' needs numbers or times as labels; it has {other.Span}"),
        };
}
