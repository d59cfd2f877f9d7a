using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Clustering;

/// <summary>What a clusterer finds, in any order of the clusters.</summary>
/// <param name="Labels">The cluster of each sample, int32, from 0; -1 for a sample in no cluster.</param>
/// <param name="Clusters">The number of clusters.</param>
/// <param name="Centers">Clusters × features, float64; null for the means of the samples of each cluster.</param>
internal sealed record FoundClusters(ArrayExpr Labels, int Clusters, NDArray? Centers = null)
{
    /// <summary>
    /// Returns the clusters in descending order of size, those of equal size in the order of their first samples, with
    /// the sizes in that order.
    /// </summary>
    /// <param name="isOrdered">False to keep the clusters in the order in which they were found.</param>
    public (int[] Order, long[] Sizes) BySize(bool isOrdered = true)
    {
        if (Clusters == 0)
            return ([], []);
        using NDArray counts = Computation.Compute(Exprs.Sum(ClusterCountsOp.Create(Labels, Clusters, false), [0]));
        using NDArray firsts = Computation.Compute(Exprs.Min(ClusterCountsOp.Create(Labels, Clusters, true), [0]));
        double[] sizes = counts.ToArray<double>(),
            first = firsts.ToArray<double>();
        int[] order = [.. Enumerable.Range(0, Clusters)];
        if (isOrdered)
            order = [.. order.OrderByDescending(c => sizes[c]).ThenBy(c => first[c])];
        return (order, [.. order.Select(c => (long)sizes[c])]);
    }

    /// <summary>Returns the labels with the numbers that the clusters have in descending order of size.</summary>
    public ArrayExpr NumberedBySize()
    {
        (int[] order, _) = BySize();
        return RelabelOp.Create(Labels, Numbers(order));
    }

    /// <summary>Returns the new number of each cluster from the old numbers in their new order.</summary>
    public static int[] Numbers(int[] order)
    {
        var numbers = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            numbers[order[i]] = i;
        return numbers;
    }

    /// <summary>Returns the rows of a matrix in another order.</summary>
    public static NDArray Rows(NDArray matrix, int[] order)
    {
        var rows = new double[order.Length * matrix.Shape[1]];
        int columns = (int)matrix.Shape[1];
        for (int i = 0; i < order.Length; i++)
            matrix.Span<double>((long)order[i] * columns, columns).CopyTo(rows.AsSpan(i * columns));
        return NDArray.From(rows, (order.Length, columns));
    }
}
