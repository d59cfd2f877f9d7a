using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Affinities;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// A sparse graph of samples that are near each other: 1 if both are among the other's nearest neighbors, ½ if one is.
/// </summary>
internal static class NeighborGraph
{
    /// <summary>Finds the neighbors of all samples, by their distances tile by tile.</summary>
    /// <param name="samples">Samples × features, in blocks of whole samples.</param>
    /// <param name="measure">How distances are measured, in float64.</param>
    /// <param name="neighbors">The number of neighbors of each sample; it counts as one itself.</param>
    /// <exception cref="GchunkException">There are fewer samples than neighbors.</exception>
    public static SparseGraph Of(ArrayExpr samples, AffinityMeasure measure, int neighbors)
    {
        long count = samples.Shape[0];
        if (neighbors > count)
        {
            throw new GchunkException(
                $"each sample was to have {Quantity.Of(neighbors, "nearest neighbor")}, but there {(count == 1 ? "is" : "are")} only {Quantity.Of(count, "sample")}; ask for at most {count}"
            );
        }

        using NDArray found = Computation.Compute(NeighborsOp.Create(samples, samples, measure, neighbors));
        return Symmetric(found.Span<double>(), (int)count, neighbors);
    }

    // Each row also has an entry of 0 for itself, so that no block is empty.
    private static SparseGraph Symmetric(ReadOnlySpan<double> found, int count, int neighbors)
    {
        var starts = new long[count + 1];
        for (int i = 0; i < count; i++)
        {
            starts[i + 1]++;
            for (int k = 0; k < neighbors; k++)
            {
                var j = (int)found[i * neighbors + k];
                if (j == i)
                    continue;
                starts[i + 1]++;
                starts[j + 1]++;
            }
        }
        for (int i = 0; i < count; i++)
            starts[i + 1] += starts[i];
        var all = new long[starts[count]];
        var next = starts.AsSpan(0, count).ToArray();
        for (int i = 0; i < count; i++)
        {
            all[next[i]++] = i;
            for (int k = 0; k < neighbors; k++)
            {
                var j = (int)found[i * neighbors + k];
                if (j == i)
                    continue;
                all[next[i]++] = j;
                all[next[j]++] = i;
            }
        }
        return Merge(all, starts, count);
    }

    private static SparseGraph Merge(long[] all, long[] starts, int count)
    {
        var columns = new List<long>(all.Length);
        var values = new List<double>(all.Length);
        var ends = new long[count];
        for (int i = 0; i < count; i++)
        {
            Span<long> own = all.AsSpan((int)starts[i], (int)(starts[i + 1] - starts[i]));
            own.Sort();
            for (int e = 0; e < own.Length; e++)
            {
                if (e > 0 && own[e] == own[e - 1])
                {
                    values[^1] += 0.5;
                    continue;
                }
                columns.Add(own[e]);
                values.Add(own[e] == i ? 0 : 0.5);
            }
            ends[i] = columns.Count;
        }
        return new SparseGraph(ends, [.. columns], [.. values]);
    }
}
