using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Counts points of the plane in cells of equal size: NumPy's <c>histogram2d</c>, lazy.
    /// </summary>
    /// <param name="x">
    /// The points' first coordinates, of any shape and dtype; compared as float64. A point with a NaN, or outside, is
    /// not counted.
    /// </param>
    /// <param name="y">Their second coordinates, of the same shape.</param>
    /// <param name="bins">The number of bins along each coordinate.</param>
    /// <param name="range">
    /// The lowest and the highest edge along each coordinate; the highest belongs to the last bin.
    /// </param>
    /// <param name="weights">The weight of each point, of the same shape; by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, float64, of shape (bins of x, bins of y), and the edges along each.</returns>
    /// <exception cref="GchunkException">
    /// Shapes differ, there are no bins, or a range is missing, not finite or not ascending.
    /// </exception>
    /// <example><code>
    /// var (hist, xEdges, yEdges) = Histogram2D(Rand.Normal(1_000_000, seed: 1), Rand.Normal(1_000_000, seed: 2), bins: (20, 30), range: ((-4, 4), (-4, 4)));
    /// Print(hist.Sum(0).Compute());
    /// </code></example>
    public static (ChunkedArray Hist, double[] XEdges, double[] YEdges) Histogram2D(
        ChunkedArray x,
        ChunkedArray y,
        (int X, int Y) bins,
        ((double Low, double High) X, (double Low, double High) Y)? range = null,
        ChunkedArray? weights = null,
        bool density = false
    )
    {
        if (range is not { } ends)
        {
            throw new GchunkException(
                "Histogram2D needs the range of its bins, because finding it would read the data: Histogram2D(x, y, 10, range: ((0, 1), (0, 1)))"
            );
        }

        return Histogram2D(
            x,
            y,
            EvenEdges(bins.X, ends.X.Low, ends.X.High, "Histogram2D"),
            EvenEdges(bins.Y, ends.Y.Low, ends.Y.High, "Histogram2D"),
            weights,
            density
        );
    }

    /// <summary>
    /// Counts points of the plane in cells between edges; the last edge along each coordinate belongs to the last cell:
    /// NumPy's <c>histogram2d</c>, lazy.
    /// </summary>
    /// <param name="x">
    /// The points' first coordinates, of any shape and dtype; compared as float64. Points with NaN or outside the edges
    /// are not counted.
    /// </param>
    /// <param name="y">Their second coordinates, of the same shape.</param>
    /// <param name="xEdges">The edges along x, in ascending order.</param>
    /// <param name="yEdges">The edges along y, in ascending order.</param>
    /// <param name="weights">The weight of each point, of the same shape; by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, float64, of shape (bins of x, bins of y), and the edges.</returns>
    /// <exception cref="GchunkException">
    /// Shapes differ, there are fewer than two edges, one is NaN, or they are not ascending.
    /// </exception>
    public static (ChunkedArray Hist, double[] XEdges, double[] YEdges) Histogram2D(
        ChunkedArray x,
        ChunkedArray y,
        double[] xEdges,
        double[] yEdges,
        ChunkedArray? weights = null,
        bool density = false
    ) => (JointHistogram([x, y], [xEdges, yEdges], weights, density, "Histogram2D"), xEdges, yEdges);

    /// <summary>Counts points of the plane in as many cells along each coordinate.</summary>
    /// <param name="x">The points' first coordinates, of any shape and dtype; compared as float64.</param>
    /// <param name="y">Their second coordinates, of the same shape.</param>
    /// <param name="bins">The number of bins along each coordinate.</param>
    /// <param name="range">The lowest and the highest edge along each coordinate.</param>
    /// <param name="weights">The weight of each point, of the same shape; by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, float64, of shape (bins, bins), and the edges along each coordinate.</returns>
    /// <exception cref="GchunkException">
    /// Shapes differ, there are no bins, or a range is missing, not finite or not ascending.
    /// </exception>
    public static (ChunkedArray Hist, double[] XEdges, double[] YEdges) Histogram2D(
        ChunkedArray x,
        ChunkedArray y,
        int bins = 10,
        ((double Low, double High) X, (double Low, double High) Y)? range = null,
        ChunkedArray? weights = null,
        bool density = false
    ) => Histogram2D(x, y, (bins, bins), range, weights, density);

    /// <summary>Counts points of the plane in cells between edges, which are a pair of lists.</summary>
    /// <param name="x">The points' first coordinates, of any shape and dtype; compared as float64.</param>
    /// <param name="y">Their second coordinates, of the same shape.</param>
    /// <param name="bins">The edges along x and along y, in ascending order.</param>
    /// <param name="weights">The weight of each point, of the same shape; by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, float64, of shape (bins of x, bins of y), and the edges.</returns>
    /// <exception cref="GchunkException">
    /// Shapes differ, there are fewer than two edges, one is NaN, or they are not ascending.
    /// </exception>
    public static (ChunkedArray Hist, double[] XEdges, double[] YEdges) Histogram2D(
        ChunkedArray x,
        ChunkedArray y,
        (double[] X, double[] Y) bins,
        ChunkedArray? weights = null,
        bool density = false
    ) => Histogram2D(x, y, bins.X, bins.Y, weights, density);

    /// <summary>
    /// Counts points in cells of equal size in any number of dimensions: NumPy's <c>histogramdd</c>, lazy.
    /// </summary>
    /// <param name="sample">
    /// The points, of shape (points, coordinates); compared as float64. Points with NaN or outside the edges are not
    /// counted.
    /// </param>
    /// <param name="bins">The number of bins along each coordinate.</param>
    /// <param name="range">
    /// The lowest and the highest edge along each coordinate; the highest belongs to the last bin.
    /// </param>
    /// <param name="weights">The weight of each point, of shape (points,); by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, float64, with an axis for each coordinate, and the edges along each.</returns>
    /// <exception cref="GchunkException">
    /// The sample is not two-dimensional, bins or a range are missing for a coordinate, there are no bins, or a range
    /// is not finite or not ascending.
    /// </exception>
    public static (ChunkedArray Hist, double[][] Edges) HistogramDD(
        ChunkedArray sample,
        int[] bins,
        (double Low, double High)[] range,
        ChunkedArray? weights = null,
        bool density = false
    )
    {
        if (bins.Length != range.Length)
        {
            throw new GchunkException(
                $"HistogramDD needs a range for each coordinate; there are bins for {bins.Length}, ranges for {range.Length}"
            );
        }

        return HistogramDD(
            sample,
            [.. bins.Select((n, i) => EvenEdges(n, range[i].Low, range[i].High, "HistogramDD"))],
            weights,
            density
        );
    }

    /// <summary>
    /// Counts points in cells between edges in any number of dimensions: NumPy's <c>histogramdd</c>, lazy.
    /// </summary>
    /// <param name="sample">
    /// The points, of shape (points, coordinates); compared as float64. Points with NaN or outside the edges are not
    /// counted.
    /// </param>
    /// <param name="edges">For each coordinate, its edges in ascending order.</param>
    /// <param name="weights">The weight of each point, of shape (points,); by default 1.</param>
    /// <param name="density">True to normalize the histogram so that its integral is 1.</param>
    /// <returns>The histogram, float64, with an axis for each coordinate, and the edges.</returns>
    /// <exception cref="GchunkException">
    /// The sample is not two-dimensional, edges are missing for a coordinate, there are fewer than two, one is NaN, or
    /// they are not ascending.
    /// </exception>
    public static (ChunkedArray Hist, double[][] Edges) HistogramDD(
        ChunkedArray sample,
        double[][] edges,
        ChunkedArray? weights = null,
        bool density = false
    )
    {
        if (sample.Rank != 2 || sample.Shape[1] != edges.Length || edges.Length == 0)
        {
            throw new GchunkException(
                $"HistogramDD needs a sample of shape (points, coordinates) and edges for each coordinate; the sample has shape {sample.Shape}, there are edges for {edges.Length}"
            );
        }

        ChunkedArray[] coordinates = [.. Enumerable.Range(0, edges.Length).Select(i => sample[.., i])];
        return (JointHistogram(coordinates, edges, weights, density, "HistogramDD"), edges);
    }

    // As in NumPy, the cells are numbered, with one more at each end of every axis for points outside; the numbers are
    // counted and the outer cells trimmed.
    private static ChunkedArray JointHistogram(
        ChunkedArray[] coordinates,
        double[][] edges,
        ChunkedArray? weights,
        bool density,
        string function
    )
    {
        long[] cells = Array.ConvertAll(edges, e => e.Length + 1L);
        long all = 1;
        ChunkedArray? cell = null;
        for (int i = 0; i < edges.Length; i++)
        {
            CheckEdges(edges[i], function);
            if (coordinates[i].Shape != coordinates[0].Shape)
            {
                throw new GchunkException(
                    $"{function} needs the coordinates of each point; the first have shape {coordinates[0].Shape}, others {coordinates[i].Shape}"
                );
            }

            all =
                all > int.MaxValue / cells[i]
                    ? throw new GchunkException(
                        $"{function} of {string.Join(" x ", edges.Select(e => e.Length - 1))} bins has too many cells to count; use fewer bins"
                    )
                    : all * cells[i];
            // The last edge belongs to the last bin.
            ChunkedArray x = coordinates[i].AsType(DType.Float64),
                bin = Digitize(x, edges[i]) - Prelude.Equal(x, edges[i][^1]).AsType(DType.Int64);
            cell = cell is null ? bin : cell * cells[i] + bin;
        }
        ChunkedArray hist = Bincount(cell!, (int)all, weights).Reshape(new Shape(cells)).AsType(DType.Float64);
        for (int i = 0; i < edges.Length; i++)
            hist = hist.MoveAxis(i, 0)[1..^1].MoveAxis(0, i);
        if (!density)
            return hist;
        ChunkedArray total = hist.Sum();
        for (int i = 0; i < edges.Length; i++)
        {
            var shape = new long[edges.Length];
            Array.Fill(shape, 1);
            shape[i] = edges[i].Length - 1;
            double[] widths = [.. edges[i].Skip(1).Zip(edges[i], (high, low) => high - low)];
            hist /= (ChunkedArray)NDArray.From(widths, new Shape(shape));
        }
        return hist / total;
    }

    private static double[] EvenEdges(int bins, double low, double high, string function)
    {
        if (bins < 1)
            throw new GchunkException($"{function} needs one bin or more; got {bins}");
        if (!double.IsFinite(low) || !double.IsFinite(high) || high < low)
        {
            throw new GchunkException(
                $"{function} needs a range of two finite numbers, the lower one first; got ({low}, {high})"
            );
        }
        // As in NumPy, so that the single value is in the middle.
        if (low == high)
            (low, high) = (low - 0.5, high + 0.5);
        var edges = new double[bins + 1];
        double step = (high - low) / bins;
        for (int i = 0; i < bins; i++)
            edges[i] = i * step + low;
        edges[bins] = high;
        return edges;
    }
}
