using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;
using Gchunk.Engine.Kernels.Folds;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Counts the elements in bins of equal width: NumPy's <c>histogram</c>, lazy, and fused with the computation of
    /// the elements.
    /// </summary>
    /// <param name="x">
    /// The elements, of any shape and dtype; compared as float64. NaN and elements outside the range are not counted.
    /// </param>
    /// <param name="bins">The number of bins.</param>
    /// <param name="range">The lowest and the highest edge; the highest belongs to the last bin.</param>
    /// <param name="weights">The weight of each element, of the same shape; by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, int64 (float64 with weights or density), and the edges, one more than bins.</returns>
    /// <exception cref="GchunkException">
    /// There are no bins, no range is given (finding it would take a pass over the data), or it is not finite or not
    /// ascending.
    /// </exception>
    /// <example><code>
    /// var (hist, edges) = Histogram(Rand.Normal(1_000_000), bins: 100, range: (-5, 5));
    /// BarPlot(edges, hist, "hist.png");
    /// Print(((edges[..^1] + edges[1..]) / 2)[0]); // the middle of the first bin
    /// </code></example>
    public static (ChunkedArray Hist, NDArray Edges) Histogram(
        ChunkedArray x,
        int bins = 10,
        (double Low, double High)? range = null,
        ChunkedArray? weights = null,
        bool density = false
    )
    {
        if (bins < 1)
            throw new GchunkException($"Histogram needs one bin or more; got {bins}");
        if (range is not { } r)
        {
            throw new GchunkException(
                $"Histogram needs the range of its {bins} bins, because finding it would read the data: Histogram(x, {bins}, range: (0, 1)), or range: (x.Min().Compute(), x.Max().Compute())"
            );
        }

        return Histogram(x, EvenEdges(bins, r.Low, r.High, "Histogram"), weights, density);
    }

    /// <summary>Counts the values of a labelled array in bins of equal width, whatever its dimensions.</summary>
    /// <param name="x">The values. Missing values and those outside the range are not counted.</param>
    /// <param name="bins">The number of bins.</param>
    /// <param name="range">The lowest and the highest edge; the highest belongs to the last bin.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, and the edges, one more than bins.</returns>
    /// <exception cref="GchunkException">As for a plain array.</exception>
    public static (ChunkedArray Hist, NDArray Edges) Histogram(
        DataArray x,
        int bins = 10,
        (double Low, double High)? range = null,
        bool density = false
    ) => Histogram(new ChunkedArray(x.Expression), bins, range, null, density);

    /// <summary>
    /// Counts the elements between edges: bin i holds edge i ≤ x &lt; edge i + 1, the last one also its upper edge.
    /// </summary>
    /// <param name="x">
    /// The elements, of any shape and dtype; compared as float64. NaN and elements outside are not counted.
    /// </param>
    /// <param name="bins">The edges, in ascending order.</param>
    /// <param name="weights">The weight of each element, of the same shape; by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, int64 (float64 with weights or density), and the edges.</returns>
    /// <exception cref="GchunkException">
    /// There are fewer than two edges, one is NaN, or they are not ascending.
    /// </exception>
    public static (ChunkedArray Hist, NDArray Edges) Histogram(
        ChunkedArray x,
        double[] bins,
        ChunkedArray? weights = null,
        bool density = false
    )
    {
        CheckEdges(bins, "Histogram");
        NDArray borders = NDArray.From(bins);
        ChunkedArray hist = weights is null
            ? Counts(new Histogram(borders), x)
            : Weighted(x, weights, borders, "Histogram");
        if (!density)
            return (hist, borders);
        var widths = new double[bins.Length - 1];
        for (int i = 0; i < widths.Length; i++)
            widths[i] = bins[i + 1] - bins[i];
        return (hist / (ChunkedArray)NDArray.From(widths) / hist.Sum(), borders);
    }

    /// <summary>Counts the elements between edges that are in an array, which is computed now.</summary>
    /// <param name="x">The elements, of any shape and dtype; compared as float64.</param>
    /// <param name="bins">The edges, in ascending order, along one axis.</param>
    /// <param name="weights">The weight of each element, of the same shape; by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, int64 (float64 with weights or density), and the edges.</returns>
    /// <exception cref="GchunkException">As for edges in a list; or they have not one axis.</exception>
    public static (ChunkedArray Hist, NDArray Edges) Histogram(
        ChunkedArray x,
        ChunkedArray bins,
        ChunkedArray? weights = null,
        bool density = false
    )
    {
        ArgumentNullException.ThrowIfNull(bins);
        if (bins.Rank != 1)
        {
            throw new GchunkException(
                $"Histogram needs a number of bins, or their edges along one axis; got an array of shape {bins.Shape}"
            );
        }

        using NDArray edges = bins.Compute();
        return Histogram(x, edges.ToArray<double>(), weights, density);
    }

    /// <summary>Counts the values of a labelled array between edges, whatever its dimensions.</summary>
    /// <param name="x">The values. Missing values and those outside are not counted.</param>
    /// <param name="bins">The edges, in ascending order.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, and the edges.</returns>
    /// <exception cref="GchunkException">As for a plain array.</exception>
    public static (ChunkedArray Hist, NDArray Edges) Histogram(DataArray x, double[] bins, bool density = false) =>
        Histogram(new ChunkedArray(x.Expression), bins, null, density);

    /// <summary>Counts how often each of the integers 0, 1, … occurs: NumPy's <c>bincount</c>.</summary>
    /// <param name="x">Integers from 0, of any shape.</param>
    /// <param name="length">
    /// The number of counts; greater elements are an error when it is computed. Null for the greatest element + 1, for
    /// which x is computed now.
    /// </param>
    /// <param name="weights">
    /// The weight of each element, of the same shape; by default 1. With weights, elements outside are ignored.
    /// </param>
    /// <returns>The counts, int64 (float64 with weights), of shape (length,).</returns>
    /// <exception cref="GchunkException">x is not of an integer dtype, or the length is below 1.</exception>
    public static ChunkedArray Bincount(ChunkedArray x, int? length = null, ChunkedArray? weights = null)
    {
        if (x.DType.IsFloat)
        {
            throw new GchunkException(
                $"Bincount needs integers; the array is {x.DType.Name}: convert it with AsType(DType.Int64), or use Histogram"
            );
        }

        if (length is null && x.Size == 0)
            return Zeros(0, dtype: weights is null ? DType.Int64 : DType.Float64);
        int numbers = length ?? checked((int)Math.Max(0, x.Max().Compute().ToDouble()) + 1);
        if (numbers < 1)
            throw new GchunkException($"Bincount needs a length of 1 or more; got {length}");
        var edges = new double[numbers + 1];
        for (int i = 0; i < edges.Length; i++)
            edges[i] = i - 0.5;
        NDArray borders = NDArray.From(edges);
        return weights is null ? Counts(new Bincount(borders), x) : Weighted(x, weights, borders, "Bincount");
    }

    private static ChunkedArray Counts(Histogram op, ChunkedArray x) =>
        new(
            ReductionExpr.Create(
                op,
                x.Rank == 0 ? ReshapeExpr.Create(x.Expression, [1]) : x.Expression,
                null,
                keepDims: false,
                default
            )
        );

    // Sums each block, then the sums.
    private static ChunkedArray Weighted(ChunkedArray x, ChunkedArray weights, NDArray edges, string function)
    {
        if (weights.Shape != x.Shape)
        {
            throw new GchunkException(
                $"{function} needs a weight for each element; x has shape {x.Shape}, weights {weights.Shape}"
            );
        }

        ArrayExpr values = CastExpr.Create(x.Expression, DType.Float64),
            weight = ElementwiseExpr.Fit(CastExpr.Create(weights.Expression, DType.Float64), x.Chunks);
        var chunks = new long[x.Rank + 1][];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            chunks[axis] = new long[x.Chunks.Blocks[axis]];
            Array.Fill(chunks[axis], 1);
        }
        chunks[x.Rank] = [edges.Size - 1];
        int[] axes = [.. Enumerable.Range(0, x.Rank)];
        var sums = new BlockOpExpr(
            new WeightedHistogramOp(edges),
            [values, weight],
            [axes, axes],
            DType.Float64,
            new ChunkGrid(chunks)
        );
        return x.Rank == 0 ? new ChunkedArray(sums) : new ChunkedArray(sums).Sum(axes);
    }

    private static void CheckEdges(double[] edges, string function)
    {
        if (edges.Length < 2)
            throw new GchunkException($"{function} needs two edges or more; got {edges.Length}");
        for (int i = 1; i < edges.Length; i++)
        {
            if (!(edges[i] >= edges[i - 1]))
            {
                throw new GchunkException(
                    $"the edges of {function} must be ascending; edge {i} is {edges[i]} after {edges[i - 1]}"
                );
            }
        }
    }
}
