using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations.Affinities;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>Affinities of few pairs of samples; all others are 0.</summary>
internal sealed class SparseGraph : AffinityGraph
{
    // Blocks of vectors should take megabytes, which return to the system when they are freed: smaller ones leave gaps
    // in the heap. But there should be some for each thread.
    private const long MostRows = 32 << 10;
    private const long LeastRows = 2 << 10;
    private const long WantedBlocks = 16;

    // So many vectors are filtered in one task.
    private const long FilteredColumns = 4;

    private readonly long[] rows;
    private readonly long[] own;
    private readonly ArrayExpr counts;
    private readonly ArrayExpr columns;
    private readonly ArrayExpr values;
    private readonly ArrayExpr[] normalized;

    /// <summary>Makes a symmetric graph. No row is empty: each has an entry for itself, of 0.</summary>
    /// <param name="ends">For each sample, the end of its entries.</param>
    /// <param name="columns">The other sample of each entry, ascending in each row.</param>
    /// <param name="values">The affinities.</param>
    public SparseGraph(long[] ends, long[] columns, double[] values)
    {
        long each = Math.Clamp(ends.LongLength / WantedBlocks, LeastRows, MostRows);
        rows = ChunkGrid.Regular(new Shape(ends.LongLength), [each]).Sizes(0).ToArray();
        own = new long[ends.Length];
        for (int i = 0; i < own.Length; i++)
            own[i] = ends[i] - (i == 0 ? 0 : ends[i - 1]);
        var entries = new long[rows.Length];
        for (long b = 0, row = 0, start = 0; b < rows.Length; b++)
        {
            row += rows[b];
            entries[b] = ends[row - 1] - start;
            start = ends[row - 1];
        }
        NDArray allCounts = NDArray.From(own),
            allColumns = NDArray.From(columns);
        counts = new MemoryExpr(allCounts, new ChunkGrid(rows));
        this.columns = new MemoryExpr(allColumns, new ChunkGrid(entries));
        this.values = new MemoryExpr(NDArray.From(values), new ChunkGrid(entries));
        NDArray[] whole = [allCounts, allColumns, NDArray.From(Normalized(ends, columns, values))];
        normalized = Array.ConvertAll(whole, ArrayExpr (array) => new MemoryExpr(array, ChunkGrid.Single(array.Shape)));
    }

    public override ChunkGrid Rows(long columns) => new(rows, [columns]);

    public override ArrayExpr Times(ArrayExpr vectors) => SparseProductOp.Create(counts, columns, values, vectors);

    public override bool CanFilter => true;

    public override ArrayExpr Filtered(ArrayExpr vectors, SpectrumFilter filter)
    {
        ArrayExpr some = RechunkExpr.Create(vectors, ChunkGrid.Regular(vectors.Shape, [Count, FilteredColumns]));
        return RechunkExpr.Create(
            SparseFilterOp.Create(normalized[0], normalized[1], normalized[2], some, filter),
            Rows(vectors.Shape[1])
        );
    }

    /// <summary>Makes the symmetric graph of pairs; a pair may be given more than once, with the same affinity.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="pairs">The pairs of different samples.</param>
    /// <param name="values">The affinity of each pair.</param>
    public static SparseGraph OfPairs(int count, IReadOnlyList<(int A, int B)> pairs, ReadOnlySpan<double> values)
    {
        var starts = new long[count + 1];
        for (int i = 0; i < count; i++)
            starts[i + 1]++;
        foreach ((int a, int b) in pairs)
        {
            starts[a + 1]++;
            starts[b + 1]++;
        }
        for (int i = 0; i < count; i++)
            starts[i + 1] += starts[i];
        var columns = new long[starts[count]];
        var entries = new double[starts[count]];
        long[] next = starts[..count];
        for (int i = 0; i < count; i++)
            columns[next[i]++] = i;
        for (int p = 0; p < pairs.Count; p++)
        {
            (int a, int b) = pairs[p];
            (columns[next[a]], entries[next[a]++]) = (b, values[p]);
            (columns[next[b]], entries[next[b]++]) = (a, values[p]);
        }
        return new SparseGraph(Sorted(starts, columns, entries, out int kept), columns[..kept], entries[..kept]);
    }

    // Sorts the entries of each row and drops those that are there already; returns the ends of the rows.
    private static long[] Sorted(long[] starts, long[] columns, double[] entries, out int kept)
    {
        var ends = new long[starts.Length - 1];
        kept = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            int first = kept,
                length = (int)(starts[i + 1] - starts[i]);
            Array.Sort(columns, entries, (int)starts[i], length);
            for (int e = (int)starts[i]; e < starts[i + 1]; e++)
            {
                if (kept > first && columns[e] == columns[kept - 1])
                    continue;
                (columns[kept], entries[kept]) = (columns[e], entries[e]);
                kept++;
            }
            ends[i] = kept;
        }
        return ends;
    }

    // D⁻½ K D⁻½; a sample without affinity to any other has degree 1.
    private static double[] Normalized(long[] ends, long[] columns, double[] values)
    {
        var roots = new double[ends.Length];
        for (int i = 0; i < roots.Length; i++)
        {
            double degree = 0;
            for (long e = i == 0 ? 0 : ends[i - 1]; e < ends[i]; e++)
                degree += values[e];
            roots[i] = degree > 0 ? Math.Sqrt(degree) : 1;
        }
        var scaled = new double[values.Length];
        for (int i = 0; i < roots.Length; i++)
        {
            for (long e = i == 0 ? 0 : ends[i - 1]; e < ends[i]; e++)
                scaled[e] = values[e] / roots[i] / roots[columns[e]];
        }
        return scaled;
    }
}
