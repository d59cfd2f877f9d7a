using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes the exact median over some dimensions. NaN counts as missing. Each task holds these dimensions whole.
    /// </summary>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    public DataArray Median(params string[] dims) =>
        Quantiles([0.5], dims, one: true, QuantileMethod.Median, true, false);

    /// <summary>Computes the exact median over some dimensions.</summary>
    public DataArray Median(string[] dims, bool skipNaN = true, bool keepAttrs = false) =>
        Quantiles([0.5], dims, one: true, QuantileMethod.Median, skipNaN, keepAttrs);

    /// <summary>
    /// Computes an exact quantile over some dimensions. NaN counts as missing. Each task holds these dimensions whole.
    /// </summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <exception cref="GchunkException">The quantile is out of range, or a dimension is unknown.</exception>
    public DataArray Quantile(double q, params string[] dims) =>
        Quantiles(Reductions<DataArray>.Checked([q]), dims, one: true, QuantileMethod.Linear, true, false);

    /// <summary>Computes an exact quantile over some dimensions.</summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    /// <param name="method">NumPy's name of the interpolation method.</param>
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

    /// <summary>Computes several quantiles over some dimensions, along a first dimension <c>quantile</c>.</summary>
    public DataArray Quantile(double[] q, params string[] dims) =>
        Quantiles(Reductions<DataArray>.Checked(q), dims, one: false, QuantileMethod.Linear, true, false);

    /// <summary>Computes several quantiles over some dimensions, along a first dimension <c>quantile</c>.</summary>
    /// <param name="q">The quantiles, from 0 to 1.</param>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    /// <param name="method">NumPy's name of the interpolation method.</param>
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
        if (variable.HasNaT)
        {
            DataArray found = With(TimeCounts.Of(variable)).Quantiles(q, dims, one, method, skipNaN, keepAttrs);
            return found.With(TimeCounts.Back(found.variable, variable));
        }
        (ArrayExpr flat, string[] gone) = Flat(dims);
        int last = flat.Rank - 1;
        bool isEmpty = flat.Shape[last] == 0;
        // A quantile of nothing is missing, as in xarray.
        ArrayExpr values = isEmpty
            ? new FullExpr(
                double.NaN,
                flat.DType == DType.Float32 ? DType.Float32 : DType.Float64,
                flat.Chunks.With(last, [q.Length])
            )
            : GroupQuantileOp.Create(flat, last, [new AxisPick(AxisSlice.All(flat.Shape[last]))], q, method, skipNaN);
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

    // The quantiles as labels of a dimension, or one quantile as a scalar coordinate.
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

    // Flattens the dimensions to reduce into one last axis.
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
}
