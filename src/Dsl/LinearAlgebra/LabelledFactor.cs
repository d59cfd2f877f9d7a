using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>A factor of an Einstein summation: an array whose axes have labels.</summary>
/// <param name="Array">The array.</param>
/// <param name="Labels">The label of each axis.</param>
internal readonly record struct LabelledFactor(ChunkedArray Array, int[] Labels)
{
    /// <summary>Takes the diagonal of axes with the same label, so that each label occurs once.</summary>
    public LabelledFactor Diagonal()
    {
        (ChunkedArray array, List<int> labels) = (Array, [.. Labels]);
        for (int first = 0; first < labels.Count; first++)
        {
            int second;
            while ((second = labels.LastIndexOf(labels[first])) != first)
            {
                int[] rest = [.. Enumerable.Range(0, labels.Count).Where(a => a != first && a != second)];
                ChunkedArray last = array.Transpose([.. rest, first, second]);
                array = Sum(Prelude.OnlyDiagonal(last, 0), [last.Rank - 1]).MoveAxis(-1, first);
                labels.RemoveAt(second);
            }
        }

        return new(array, [.. labels]);
    }

    /// <summary>Drops the axes of length 1 that other factors broadcast.</summary>
    public LabelledFactor WithoutBroadcast(Dictionary<int, long> lengths)
    {
        (ChunkedArray array, int[] labels) = this;
        int[] gone = [.. Enumerable.Range(0, labels.Length).Where(a => array.Shape[a] != lengths[labels[a]])];
        return gone.Length == 0 ? this : new(array.Squeeze(gone), [.. labels.Where((_, a) => !gone.Contains(a))]);
    }

    /// <summary>Sums over the axes whose labels are not needed.</summary>
    public LabelledFactor Reduce(Func<int, bool> isNeeded)
    {
        int[] labels = Labels;
        int[] summed = [.. Enumerable.Range(0, labels.Length).Where(a => !isNeeded(labels[a]))];
        return new(Sum(Array, summed), [.. labels.Where(isNeeded)]);
    }

    /// <summary>Returns the array with its axes in another order of the labels.</summary>
    public ChunkedArray InOrder(int[] labels)
    {
        int[] own = Labels;
        return Array.Transpose([.. labels.Select(l => System.Array.IndexOf(own, l))]);
    }

    /// <summary>Multiplies by another factor and sums over the shared labels that are not needed any more.</summary>
    /// <remarks>
    /// What both have and is needed is a batch of matrix products. Products that sum nothing, or that leave one number
    /// for each index of the batch, are elementwise: their elements are read once.
    /// </remarks>
    public LabelledFactor Multiply(LabelledFactor other, Func<int, bool> isNeeded)
    {
        int[] own = Labels,
            its = other.Labels;
        int[] shared = [.. own.Intersect(its)],
            batch = [.. shared.Where(isNeeded)],
            inner = [.. shared.Where(l => !isNeeded(l))],
            rows = [.. own.Except(shared)],
            columns = [.. its.Except(shared)];
        if (inner.Length == 0 || rows.Length + columns.Length == 0)
        {
            int[] left = [.. batch, .. rows, .. inner];
            ChunkedArray a = InOrder(left);
            a = a.Reshape(new Shape([.. a.Shape, .. columns.Select(_ => 1L)]));
            // With columns there is no inner axis, and without, no axis to insert after.
            ChunkedArray b = other.InOrder([.. batch, .. columns.Length > 0 ? columns : inner]);
            b = b.Reshape(
                new Shape([.. b.Shape.Take(batch.Length), .. rows.Select(_ => 1L), .. b.Shape.Skip(batch.Length)])
            );
            int[] sum = [.. Enumerable.Range(batch.Length + rows.Length, inner.Length)];
            return new(Sum(a * b, sum), [.. batch, .. rows, .. columns]);
        }

        (ChunkedArray x, ChunkedArray y) = (
            InOrder([.. batch, .. rows, .. inner]),
            other.InOrder([.. batch, .. inner, .. columns])
        );
        long[] lead = [.. x.Shape.Take(batch.Length)],
            rowLengths = [.. x.Shape.Skip(batch.Length).Take(rows.Length)],
            columnLengths = [.. y.Shape.Skip(batch.Length + inner.Length)];
        long k = x.Shape.Skip(batch.Length + rows.Length).Aggregate(1L, (p, n) => p * n);
        ArrayExpr product = MatrixProducts.Multiply(
            ReshapeExpr.Create(x.Expression, [.. lead, Product(rowLengths), k]),
            ReshapeExpr.Create(y.Expression, [.. lead, k, Product(columnLengths)])
        );
        return new(
            new ChunkedArray(ReshapeExpr.Create(product, [.. lead, .. rowLengths, .. columnLengths])),
            [.. batch, .. rows, .. columns]
        );
    }

    private static long Product(long[] lengths) => lengths.Aggregate(1L, (p, n) => p * n);

    // In the array's own dtype, as NumPy's einsum: integers wrap, bools are combined by or.
    private static ChunkedArray Sum(ChunkedArray array, int[] axes) =>
        axes.Length == 0 ? array
        : array.DType == DType.Bool ? array.Any(axes)
        : array.Sum(axes).AsType(array.DType);
}
