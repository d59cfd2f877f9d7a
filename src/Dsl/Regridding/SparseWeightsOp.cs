using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Regridding;

/// <summary>
/// New cells as weighted sums of old ones, for each index on the leading axes. The inputs are the values, whose last
/// axes are the old grid, and the starts of the rows, old cells and weights of a sparse matrix.
/// </summary>
/// <param name="OldAxes">The number of axes of the old grid.</param>
/// <param name="Mean">
/// True for the mean of the values that are not missing, by their weights; false for the sum, missing if a value is.
/// </param>
/// <param name="LeastCovered">The sum of the weights of values that are not missing that a mean needs.</param>
internal sealed unsafe record SparseWeightsOp(int OldAxes, bool Mean, double LeastCovered) : BlockOp
{
    public override string Name => "dsl.regrid";

    /// <summary>Makes the lazy array.</summary>
    /// <param name="values">The values, float64; the axes of the old grid are the last ones.</param>
    /// <param name="oldAxes">Their number.</param>
    /// <param name="newLengths">The lengths of the axes of the new grid.</param>
    /// <param name="weights">The matrix, whose old cells are those of the values.</param>
    /// <param name="mean">See the operation.</param>
    /// <param name="leastCovered">See the operation.</param>
    public static BlockOpExpr Create(
        ArrayExpr values,
        int oldAxes,
        long[] newLengths,
        (ArrayExpr Starts, ArrayExpr Sources, ArrayExpr Weights) weights,
        bool mean,
        double leastCovered
    )
    {
        int leading = values.Rank - oldAxes;
        values = AxisChunks.Whole(values, [.. Enumerable.Range(leading, oldAxes)]);
        long[][] chunks = new long[leading + newLengths.Length][];
        for (int a = 0; a < leading; a++)
            chunks[a] = values.Chunks.Sizes(a).ToArray();
        for (int a = 0; a < newLengths.Length; a++)
            chunks[leading + a] = [newLengths[a]];
        int[] axes = [.. Enumerable.Range(0, values.Rank).Select(a => a < leading ? a : -1)];
        return new BlockOpExpr(
            new SparseWeightsOp(oldAxes, mean, leastCovered),
            [values, weights.Starts, weights.Sources, weights.Weights],
            [axes, [-1], [-1], [-1]],
            DType.Float64,
            new ChunkGrid(chunks)
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray values = inputs[0];
        Bounds.Require(inputs.Length == 4 && OldAxes >= 0 && OldAxes <= values.Rank);
        ReadOnlySpan<long> starts = inputs[1].Span<long>(),
            sources = inputs[2].Span<long>();
        ReadOnlySpan<double> weights = inputs[3].Span<double>();
        long old = 1,
            planes = 1;
        for (int a = 0; a < values.Rank - OldAxes; a++)
            planes *= values.Shape[a];
        for (int a = values.Rank - OldAxes; a < values.Rank; a++)
            old *= values.Shape[a];
        int rows = starts.Length - 1;
        Bounds.Require(values.DType == DType.Float64 && context.DType == DType.Float64 && rows >= 0);
        Bounds.Require(context.Shape.Size == planes * rows && sources.Length == weights.Length && starts[0] == 0);
        for (int row = 0; row < rows; row++)
            Bounds.Require(starts[row] <= starts[row + 1] && starts[row + 1] <= weights.Length);
        foreach (long source in sources)
            Bounds.RequireIndex(source, old);
        NDArray result = context.Allocate(DType.Float64);
        double* from = (double*)values.Pointer,
            to = (double*)result.Pointer;
        for (long plane = 0; plane < planes; plane++, from += old, to += rows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (int row = 0; row < rows; row++)
                to[row] = Row(from, starts[row], starts[row + 1], sources, weights);
        }

        GC.KeepAlive(values);
        return result;
    }

    private double Row(double* from, long start, long end, ReadOnlySpan<long> sources, ReadOnlySpan<double> weights)
    {
        double sum = 0,
            covered = 0;
        for (int k = (int)start; k < end; k++)
        {
            double value = from[sources[k]];
            if (Mean && double.IsNaN(value))
                continue;
            sum += weights[k] * value;
            covered += weights[k];
        }

        if (!Mean)
            return start == end ? double.NaN : sum;
        // Shares are sums of rounded areas.
        return covered > 0 && covered >= LeastCovered - 1e-6 ? sum / covered : double.NaN;
    }
}
