using Gchunk.Dsl.Arithmetic;
using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// The median over some dimensions, exact. NaN counts as missing. Each task holds these dimensions whole.
    /// </summary>
    /// <param name="dims">The dimensions to reduce; all of them where none is given.</param>
    public DataArray Median(params string[] dims) =>
        Quantiles([0.5], dims, one: true, QuantileMethod.Median, true, false);

    /// <summary>The median over some dimensions, exact.</summary>
    public DataArray Median(string[] dims, bool skipNaN = true, bool keepAttrs = false) =>
        Quantiles([0.5], dims, one: true, QuantileMethod.Median, skipNaN, keepAttrs);

    /// <summary>
    /// A quantile over some dimensions, exact. NaN counts as missing. Each task holds these dimensions whole.
    /// </summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="dims">The dimensions to reduce; all of them where none is given.</param>
    /// <exception cref="GchunkException">The quantile is out of range, or there is no such dimension.</exception>
    public DataArray Quantile(double q, params string[] dims) =>
        Quantiles(Reductions<DataArray>.Checked([q]), dims, one: true, QuantileMethod.Linear, true, false);

    /// <summary>A quantile over some dimensions, exact.</summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="dims">The dimensions to reduce; all of them where none is given.</param>
    /// <param name="skipNaN">Whether NaN counts as missing.</param>
    /// <param name="keepAttrs">Whether attributes stay.</param>
    /// <param name="method">NumPy's name of the way to choose between neighbours.</param>
    public DataArray Quantile(
        double q,
        string[] dims,
        bool skipNaN = true,
        bool keepAttrs = false,
        string method = "linear"
    ) =>
        Quantiles(
            Reductions<DataArray>.Checked([q]),
            dims,
            one: true,
            QuantileMethods.Parse(method),
            skipNaN,
            keepAttrs
        );

    /// <summary>Several quantiles over some dimensions, along a first dimension <c>quantile</c>.</summary>
    public DataArray Quantile(double[] q, params string[] dims) =>
        Quantiles(Reductions<DataArray>.Checked(q), dims, one: false, QuantileMethod.Linear, true, false);

    /// <summary>Several quantiles over some dimensions, along a first dimension <c>quantile</c>.</summary>
    /// <param name="q">The quantiles, from 0 to 1.</param>
    /// <param name="dims">The dimensions to reduce; all of them where none is given.</param>
    /// <param name="skipNaN">Whether NaN counts as missing.</param>
    /// <param name="keepAttrs">Whether attributes stay.</param>
    /// <param name="method">NumPy's name of the way to choose between neighbours.</param>
    public DataArray Quantile(
        double[] q,
        string[] dims,
        bool skipNaN = true,
        bool keepAttrs = false,
        string method = "linear"
    ) =>
        Quantiles(
            Reductions<DataArray>.Checked(q),
            dims,
            one: false,
            QuantileMethods.Parse(method),
            skipNaN,
            keepAttrs
        );

    private DataArray Quantiles(
        double[] q,
        string[] dims,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    )
    {
        (ArrayExpr flat, string[] gone) = Flat(dims);
        if (flat.Shape[^1] == 0)
        {
            throw new GchunkException(
                $"a quantile over ({string.Join(", ", gone)}) is not defined: there are no values"
            );
        }

        int last = flat.Rank - 1;
        ArrayExpr values = GroupQuantile.Create(
            flat,
            last,
            [new AxisPick(AxisSlice.All(flat.Shape[last]))],
            q,
            method,
            skipNaN
        );
        string[] rest = [.. variable.Dims.Except(gone)];
        Coordinates coords = Coords.WithoutDims(gone);
        values = one
            ? ReshapeExpr.Create(values, [.. values.Shape.Take(last)])
            : TransposeExpr.Create(values, [last, .. Enumerable.Range(0, last)]);
        return new DataArray(
            new Variable(one ? rest : ["quantile", .. rest], values, keepAttrs ? Attrs.Copy() : []),
            QuantileLabel(coords, q, one, method),
            Name
        );
    }

    // Which quantiles they are: the labels of a dimension, or one number of no dimension.
    internal static Coordinates QuantileLabel(Coordinates coords, double[] q, bool one, QuantileMethod method) =>
        method == QuantileMethod.Median
            ? coords
            : coords.With(
                one
                    ? new Coordinate(
                        "quantile",
                        new Variable([], new MemoryExpr(NDArray.Scalar(q[0]), ChunkGrid.Single(Shape.Scalar)), [])
                    )
                    : new Coordinate("quantile", new NumberIndex(q))
            );

    // The dimensions to reduce as one last axis.
    private (ArrayExpr Values, string[] Gone) Flat(string[] dims)
    {
        string[] gone = dims.Length == 0 ? variable.Dims : [.. dims.Distinct()];
        int[] axes = Array.ConvertAll(gone, Axis);
        Array.Sort(axes);
        int[] rest = [.. Enumerable.Range(0, Dims.Count).Except(axes)];
        ArrayExpr expr = TransposeExpr.Create(Numbers().Expr, [.. rest, .. axes]);
        return (
            ReshapeExpr.Create(expr, [.. expr.Shape.Take(rest.Length), axes.Aggregate(1L, (n, a) => n * Shape[a])]),
            gone
        );
    }

    /// <summary>
    /// The sum over some dimensions; missing where fewer values than stated are there, so that whole numbers become
    /// float64.
    /// </summary>
    /// <param name="dims">The dimensions to reduce; all of them where none is given.</param>
    /// <param name="minCount">How many values must be there.</param>
    public DataArray Sum(string[] dims, int minCount) => Reduce("sum", dims).AtLeast(Reduce("count", dims), minCount);

    /// <summary>The sum over a dimension; missing where fewer values than stated are there.</summary>
    public DataArray Sum(string dim, int minCount) => Sum([dim], minCount);

    /// <summary>
    /// The product over some dimensions; missing where fewer values than stated are there, so that whole numbers become
    /// float64.
    /// </summary>
    /// <param name="dims">The dimensions to reduce; all of them where none is given.</param>
    /// <param name="minCount">How many values must be there.</param>
    public DataArray Prod(string[] dims, int minCount) => Reduce("prod", dims).AtLeast(Reduce("count", dims), minCount);

    /// <summary>The product over a dimension; missing where fewer values than stated are there.</summary>
    public DataArray Prod(string dim, int minCount) => Prod([dim], minCount);

    internal DataArray AtLeast(DataArray counts, int minCount) =>
        Where(new DataArray((counts >= minCount).variable, Coords));

    /// <summary>
    /// The array with weights, to be reduced: <c>ssh.Weighted(Cos(Deg2Rad(ssh["lat"]))).Mean("lat", "lon")</c>.
    /// </summary>
    /// <param name="weights">The weights, none of them missing; matched by name.</param>
    public WeightedArray Weighted(DataArray weights) => new(this, weights);

    /// <summary>
    /// The rank of each value among those along a dimension, from 1; equal values share the mean of theirs, missing
    /// ones have none. Each task holds the dimension whole.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="pct">Whether ranks are parts of the number of values.</param>
    public DataArray Rank(string dim, bool pct = false) =>
        WithData(new ChunkedArray(AlongAxisOps.Create("dsl.rank", Numbers().Expr, Axis(dim), Sizes[dim], pct ? 1 : 0)));

    /// <summary>
    /// The label of the least value along a dimension, the first of equals; missing where all values are.
    /// </summary>
    public DataArray IdxMin(string dim, bool skipNaN = true) => LabelAt(Reduce("argmin", [dim], skipNaN), dim);

    /// <summary>
    /// The label of the greatest value along a dimension, the first of equals; missing where all values are.
    /// </summary>
    public DataArray IdxMax(string dim, bool skipNaN = true) => LabelAt(Reduce("argmax", [dim], skipNaN), dim);

    private DataArray LabelAt(DataArray positions, string dim)
    {
        if (IndexOrCount(dim) is TextIndex texts)
            return new DataArray(positions.variable with { Texts = texts.Labels.ToArray() }, positions.Coords, dim);
        NDArray table = IndexOrCount(dim) switch
        {
            NumberIndex numbers => NDArray.From(numbers.Labels),
            TimeIndex times => NDArray.From(times.Labels),
            var other => throw new GchunkException(
                $"the labels of '{dim}' are {other.Span}, which arrays cannot hold; take the positions with ArgMin or ArgMax"
            ),
        };
        ArrayExpr labels = ElementOps.Lookup(positions.Expression, table);
        if (IndexOrCount(dim) is NumberIndex { DType: DType.Float32 })
            labels = CastExpr.Create(labels, DType.Float32);
        return new DataArray(
            positions.variable with
            {
                Expr = labels,
                Calendar = (IndexOrCount(dim) as TimeIndex)?.Calendar,
            },
            positions.Coords,
            dim
        );
    }

    internal DataArray With(Func<Variable, Variable> change) => With(change(variable));

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
            ArrayExpr sum = ReductionExpr.Create(
                Engine.Kernels.OpTable.GetReduction("sum"),
                values,
                [axis],
                keepDims: true,
                default
            );
            values = ElementwiseExpr.Create(
                Engine.Kernels.OpTable.GetElementwise("add"),
                [
                    values,
                    BroadcastExpr.To(
                        ElementwiseExpr.Create(
                            Engine.Kernels.OpTable.GetElementwise("multiply"),
                            [sum, FullExpr.Weak(0.0)]
                        ),
                        values.Shape
                    ),
                ]
            );
        }
        ArrayExpr fitted = AlongAxisOps.Create(
            "dsl.polyfit",
            values,
            axis,
            degree + 1,
            Polynomial.Parameters(places, degree)
        );
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
