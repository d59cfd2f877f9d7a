using Gchunk.Dsl.LinearAlgebra;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Computes the matrix product, NumPy's <c>matmul</c>: over the last axis of this array and the second-last of the
    /// other; leading axes are broadcast.
    /// </summary>
    /// <param name="other">An array (…, k, n), or a vector (k,), whose axis is dropped.</param>
    /// <returns>
    /// An array (…, m, n) for this array of (…, m, k). The dtypes are promoted; integers wrap around, bools are
    /// combined by and and or, NaN propagates.
    /// </returns>
    /// <exception cref="GchunkException">
    /// The inner lengths differ (the message names both shapes), leading axes do not broadcast, or an array is 0-d.
    /// </exception>
    /// <example><code>
    /// var x = Rand.Normal((10_000, 20), seed: 1);
    /// Print(x.T.MatMul(x).Compute());
    /// </code></example>
    public ChunkedArray MatMul(ChunkedArray other)
    {
        if (Rank == 0 || other.Rank == 0)
        {
            throw new GchunkException(
                $"MatMul needs arrays with axes; got shapes {Shape} and {other.Shape}; multiply numbers with *"
            );
        }

        if (Rank == 1 && other.Rank == 1)
            return VectorProduct(other);
        ArrayExpr a = Rank == 1 ? ReshapeExpr.Create(Expression, [1, Size]) : Expression,
            b = other.Rank == 1 ? ReshapeExpr.Create(other.Expression, [other.Size, 1]) : other.Expression;
        if (a.Shape[^1] != b.Shape[^2])
            throw NoProduct(other);
        ArrayExpr product = MatrixProducts.Multiply(a, b);
        if (Rank > 1 && other.Rank > 1)
            return new ChunkedArray(product);
        int gone = Rank == 1 ? product.Rank - 2 : product.Rank - 1;
        return new ChunkedArray(
            SliceExpr.Create(
                product,
                [
                    .. product.Shape.Select(
                        (n, axis) => axis == gone ? new AxisSlice(0, 1, 1, Drop: true) : AxisSlice.All(n)
                    ),
                ]
            )
        );
    }

    /// <summary>
    /// NumPy's <c>dot</c>: the inner product of two vectors, the product of two matrices; for more axes, the sum over
    /// the last axis of this array and the second-last of the other.
    /// </summary>
    /// <exception cref="GchunkException">The lengths of these axes differ; the message names both shapes.</exception>
    public ChunkedArray Dot(ChunkedArray other)
    {
        if (Rank == 0 || other.Rank == 0)
            return this * other;
        if (Rank <= 2 && other.Rank <= 2)
            return MatMul(other);
        return TensorDot(other, [Rank - 1], [Math.Max(other.Rank - 2, 0)]);
    }

    /// <summary>
    /// NumPy's <c>tensordot</c>: products summed over the last axes of this array and the first of the other.
    /// </summary>
    /// <param name="other">The other array.</param>
    /// <param name="axes">The number of axes to sum over; 0 gives all products.</param>
    /// <exception cref="GchunkException">There are fewer axes, or their lengths differ.</exception>
    public ChunkedArray TensorDot(ChunkedArray other, int axes = 2)
    {
        if (axes < 0 || axes > Math.Min(Rank, other.Rank))
        {
            throw new GchunkException(
                $"TensorDot over {axes} axes is not possible for shapes {Shape} and {other.Shape}"
            );
        }

        return TensorDot(other, [.. Enumerable.Range(Rank - axes, axes)], [.. Enumerable.Range(0, axes)]);
    }

    /// <summary>
    /// NumPy's <c>tensordot</c>: products summed over some axes of each array, paired in their order.
    /// </summary>
    /// <param name="other">The other array.</param>
    /// <param name="axes">Axes of this array.</param>
    /// <param name="otherAxes">The axes of the other array that they are paired with.</param>
    /// <returns>An array with the remaining axes of this array, then those of the other.</returns>
    /// <exception cref="GchunkException">
    /// The numbers of axes differ, an axis is out of range or given twice, or the lengths of a pair differ.
    /// </exception>
    public ChunkedArray TensorDot(ChunkedArray other, int[] axes, int[] otherAxes)
    {
        int[] mine = Array.ConvertAll(axes, Shape.NormalizeAxis),
            its = Array.ConvertAll(otherAxes, other.Shape.NormalizeAxis);
        bool fits =
            mine.Length == its.Length && mine.Distinct().Count() == mine.Length && its.Distinct().Count() == its.Length;
        for (int i = 0; fits && i < mine.Length; i++)
            fits = Shape[mine[i]] == other.Shape[its[i]];
        if (!fits)
        {
            throw new GchunkException(
                $"TensorDot cannot pair axes ({string.Join(", ", axes)}) of shape {Shape} with axes ({string.Join(", ", otherAxes)}) of shape {other.Shape}: give equally many of each, each once, of equal lengths"
            );
        }

        int[] free = [.. Enumerable.Range(0, Rank).Except(mine)],
            otherFree = [.. Enumerable.Range(0, other.Rank).Except(its)];
        long inner = 1;
        foreach (int axis in mine)
            inner *= Shape[axis];
        long[] rows = [.. free.Select(axis => Shape[axis])],
            columns = [.. otherFree.Select(axis => other.Shape[axis])];
        ArrayExpr a = ReshapeExpr.Create(
            TransposeExpr.Create(Expression, [.. free, .. mine]),
            [rows.Aggregate(1L, (p, n) => p * n), inner]
        );
        ArrayExpr b = ReshapeExpr.Create(
            TransposeExpr.Create(other.Expression, [.. its, .. otherFree]),
            [inner, columns.Aggregate(1L, (p, n) => p * n)]
        );
        return new ChunkedArray(ReshapeExpr.Create(MatrixProducts.Multiply(a, b), [.. rows, .. columns]));
    }

    /// <summary>
    /// Sums the products over the last axis of both arrays: NumPy's <c>inner</c>. A 0-d array multiplies.
    /// </summary>
    /// <exception cref="GchunkException">The last axes have different lengths.</exception>
    public ChunkedArray Inner(ChunkedArray other) =>
        Rank == 0 || other.Rank == 0 ? this * other : TensorDot(other, [Rank - 1], [other.Rank - 1]);

    /// <summary>Computes the inner product of two arrays, both flattened: NumPy's <c>vdot</c>, a 0-d array.</summary>
    /// <exception cref="GchunkException">The numbers of elements differ.</exception>
    public ChunkedArray VDot(ChunkedArray other) =>
        (DType.IsComplex ? this.Conj() : this).Flatten().MatMul(other.Flatten());

    /// <summary>Sums a diagonal of two axes: NumPy's <c>trace</c>.</summary>
    /// <param name="offset">The diagonal: 0 is the main one, positive ones lie above it, negative ones below.</param>
    /// <param name="axis1">The axis of the rows.</param>
    /// <param name="axis2">The axis of the columns.</param>
    /// <returns>An array without the two axes; small integers are promoted to 64 bits, as in <c>Sum</c>.</returns>
    /// <exception cref="GchunkException">There are fewer than two axes, or the two are the same.</exception>
    public ChunkedArray Trace(long offset = 0, int axis1 = 0, int axis2 = 1)
    {
        if (Rank < 2 || Shape.NormalizeAxis(axis1) == Shape.NormalizeAxis(axis2))
        {
            throw new GchunkException(
                $"Trace needs two different axes; got {axis1} and {axis2} of an array of shape {Shape}"
            );
        }

        return Prelude.Diagonal(this, offset, axis1, axis2).Sum(axis: -1);
    }

    /// <summary>
    /// Computes all products of an element of this array and one of the other, both flattened: NumPy's <c>outer</c>, of
    /// shape (this.Size, other.Size).
    /// </summary>
    public ChunkedArray Outer(ChunkedArray other) =>
        new ChunkedArray(ReshapeExpr.Create(Expression, [Size, 1]))
        * new ChunkedArray(ReshapeExpr.Create(other.Expression, [1, other.Size]));

    /// <summary>
    /// Computes the cross product of vectors along an axis: NumPy's <c>cross</c>. The other axes are broadcast.
    /// </summary>
    /// <param name="other">The other vectors.</param>
    /// <param name="axis">The axis of the vectors in both arrays, of length 3, or 2 for a third component of 0.</param>
    /// <returns>
    /// The vectors, along the same axis; for two vectors of two components, only the third component, without that
    /// axis.
    /// </returns>
    /// <exception cref="GchunkException">
    /// The axis is out of range or has another length, or the shapes do not broadcast.
    /// </exception>
    public ChunkedArray Cross(ChunkedArray other, int axis = -1)
    {
        if (Rank == 0 || other.Rank == 0)
            throw new GchunkException($"Cross needs vectors; the arrays have shapes {Shape} and {other.Shape}");
        ChunkedArray a = MoveAxis(axis, 0),
            b = other.MoveAxis(axis, 0);
        if (a.Shape[0] is not (2 or 3) || b.Shape[0] is not (2 or 3))
        {
            throw new GchunkException(
                $"Cross needs vectors of 3 components, or 2, along axis {axis}; the arrays have shapes {Shape} and {other.Shape} (do the vectors lie along another axis?)"
            );
        }
        // A product of two components; null if either vector lacks its component.
        ChunkedArray? Product(int i, int j) => i < a.Shape[0] && j < b.Shape[0] ? a[i] * b[j] : null;
        ChunkedArray Difference(ChunkedArray? from, ChunkedArray? less) =>
            less is null ? from!
            : from is null ? -less
            : from - less;
        ChunkedArray third = Difference(Product(0, 1), Product(1, 0));
        if (a.Shape[0] == 2 && b.Shape[0] == 2)
            return third;
        ChunkedArray first = Difference(Product(1, 2), Product(2, 1)),
            second = Difference(Product(2, 0), Product(0, 2));
        return Prelude.Stack([first, second, third]).MoveAxis(0, axis);
    }

    private ChunkedArray VectorProduct(ChunkedArray other)
    {
        if (Size != other.Size)
            throw NoProduct(other);
        ChunkedArray products = this * other;
        return products.DType == DType.Bool ? products.Any() : products.Sum().AsType(products.DType);
    }

    private GchunkException NoProduct(ChunkedArray other) =>
        new(
            $"arrays of shapes {Shape} and {other.Shape} cannot be multiplied: the last axis of the first has length {Shape[^1]}, the {(other.Rank == 1 ? "axis" : "second-last")} of the second {other.Shape[other.Rank == 1 ? 0 : other.Rank - 2]}; they must be equal (is a transpose, .T, missing?)"
        );
}
