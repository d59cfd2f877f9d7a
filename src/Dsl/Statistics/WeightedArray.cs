using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>
/// An array with weights, matched by dimension name. Missing values are skipped; a missing weight makes its results
/// missing.
/// </summary>
public sealed class WeightedArray
{
    private readonly DataArray array;
    private readonly DataArray weights;

    internal WeightedArray(DataArray array, DataArray weights)
    {
        string[] dims = Broadcasting.Dims([array, weights]);
        Broadcasting.Check("Weighted", [array, weights], dims);
        (this.array, this.weights) = (array, weights.DType == DType.Bool ? weights.AsType(DType.Int64) : weights);
    }

    private string[] Over(string[] dims)
    {
        foreach (string dim in dims)
        {
            if (!array.Dims.Contains(dim) && !weights.Dims.Contains(dim))
                throw new GchunkException(Spelling.Unknown("dimension", dim, Broadcasting.Dims([array, weights])));
        }

        return dims.Length > 0 ? dims : [.. array.Dims];
    }

    private static DataArray SumOver(DataArray values, string[] dims)
    {
        string[] own = [.. dims.Where(values.Dims.Contains)];
        return own.Length == 0 ? values : values.Reduce("sum", own, skipNaN: false);
    }

    /// <summary>Computes the weighted sum.</summary>
    /// <param name="dims">The dimensions to reduce; by default all of the array.</param>
    public DataArray Sum(params string[] dims) => SumOver(array.FillNa(0) * weights, Over(dims)).Rename(array.Name);

    /// <summary>Computes the sum of the weights of the values that are not missing; missing where it is 0.</summary>
    /// <param name="dims">The dimensions to reduce; by default all of the array.</param>
    public DataArray SumOfWeights(params string[] dims)
    {
        DataArray counted = array.DType.IsFloat
            ? array.NotNull().AsType(DType.Float64) * weights
            : Prelude.Multiply(Ones(array), weights);
        DataArray sum = SumOver(counted, Over(dims));
        return sum.AsType(DType.Float64).Where(Prelude.NotEqual(sum, 0.0)).Rename(array.Name);
    }

    private static DataArray Ones(DataArray like) => like.WithValues(new FullExpr(1.0, DType.Float64, like.Chunks));

    /// <summary>Computes the weighted mean.</summary>
    /// <param name="dims">The dimensions to reduce; by default all of the array.</param>
    public DataArray Mean(params string[] dims) => (Sum(dims) / SumOfWeights(dims)).Rename(array.Name);

    /// <summary>Computes the weighted sum of squared deviations from the weighted mean.</summary>
    /// <param name="dims">The dimensions to reduce; by default all of the array.</param>
    public DataArray SumOfSquares(params string[] dims)
    {
        DataArray distance = array - Mean(dims);
        return new WeightedArray(distance * distance, weights).Sum(dims).Rename(array.Name);
    }

    /// <summary>
    /// Computes the weighted variance: the weighted mean of squared deviations from the weighted mean.
    /// </summary>
    /// <param name="dims">The dimensions to reduce; by default all of the array.</param>
    public DataArray Var(params string[] dims) => (SumOfSquares(dims) / SumOfWeights(dims)).Rename(array.Name);

    /// <summary>Computes the weighted standard deviation.</summary>
    /// <param name="dims">The dimensions to reduce; by default all of the array.</param>
    public DataArray Std(params string[] dims) => Prelude.Sqrt(Var(dims)).Rename(array.Name);

    /// <summary>Computes a weighted quantile, interpolated linearly. Each task holds the dimensions whole.</summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="dims">The dimensions to reduce; by default all of the array.</param>
    public DataArray Quantile(double q, params string[] dims)
    {
        Reductions<DataArray>.Checked([q]);
        string[] over = Over(dims);
        DataArray[] both = Prelude.Broadcast([array, weights.AsType(DType.Float64)]);
        string stacked = "_" + string.Join("_", over);
        DataArray x = both[0].AsType(DType.Float64).DropAllCoords().Stack(stacked, over),
            w = both[1].DropAllCoords().Stack(stacked, over);
        int axis = x.Axis(stacked);
        ArrayExpr values = new WeightedQuantileOp(axis, [q], SkipNaN: true).Of(
            ConcatenateExpr.Create([x.Expression, w.Expression], axis),
            1
        );
        return new DataArray(
            new Variable(
                [.. x.Dims.Where(d => d != stacked)],
                ReshapeExpr.Create(values, [.. values.Shape.Take(axis)]),
                []
            ),
            both[0].Coords.WithoutDims(over),
            array.Name
        );
    }
}

/// <summary>A data set with weights; see <see cref="WeightedArray"/>.</summary>
public sealed class WeightedDataset
{
    private readonly Dataset dataset;
    private readonly DataArray weights;

    internal WeightedDataset(Dataset dataset, DataArray weights) => (this.dataset, this.weights) = (dataset, weights);

    private Dataset Each(string[] dims, Func<WeightedArray, string[], DataArray> function) =>
        dataset.Over(
            dims,
            v =>
            {
                string[] own = [.. dims.Where(d => v.Dims.Contains(d) || weights.Dims.Contains(d))];
                return function(v.Weighted(weights), own);
            },
            keepAttrs: false
        );

    /// <summary>Computes the weighted sums.</summary>
    public Dataset Sum(params string[] dims) => Each(dims, (w, d) => w.Sum(d));

    /// <summary>Computes the sums of the weights of the values that are not missing.</summary>
    public Dataset SumOfWeights(params string[] dims) => Each(dims, (w, d) => w.SumOfWeights(d));

    /// <summary>Computes the weighted means.</summary>
    public Dataset Mean(params string[] dims) => Each(dims, (w, d) => w.Mean(d));

    /// <summary>Computes the weighted variances.</summary>
    public Dataset Var(params string[] dims) => Each(dims, (w, d) => w.Var(d));

    /// <summary>Computes the weighted standard deviations.</summary>
    public Dataset Std(params string[] dims) => Each(dims, (w, d) => w.Std(d));

    /// <summary>Computes weighted quantiles.</summary>
    public Dataset Quantile(double q, params string[] dims) => Each(dims, (w, d) => w.Quantile(q, d));
}
