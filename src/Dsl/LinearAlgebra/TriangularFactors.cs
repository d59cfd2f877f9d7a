using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks.Factors;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>
/// Builds the factors of square matrices, and solutions with triangular ones, tile by tile (Golub and Van Loan, "Matrix
/// computations", 4th edition, sections 3.1.7, 3.2.11 and 4.2.6). All arrays are float64, or all complex128.
/// </summary>
internal static class TriangularFactors
{
    // A matrix of this many bytes is factored by one task, in less time than by tiles.
    private const long OneTaskBytes = 128L << 20;

    /// <summary>
    /// Builds l of x = l lᴴ, for its conjugate transpose lᴴ; only the lower triangle of x is read.
    /// </summary>
    public static ArrayExpr Cholesky(ArrayExpr x)
    {
        if (x.Shape[0] > 0 && x.NBytes <= OneTaskBytes)
            return Tiles.Make(new CholeskyOp(0), x.Shape, x);
        long[] lengths = Tiles.Lengths(x.Shape[0]),
            starts = Tiles.Offsets(lengths);
        int count = lengths.Length;
        var l = new ArrayExpr[count, count];
        for (int k = 0; k < count; k++)
        {
            for (int i = k; i < count; i++)
            {
                Shape shape = (lengths[i], lengths[k]);
                ArrayExpr tile = Tiles.At(x, starts[i], lengths[i], starts[k], lengths[k]);
                for (int j = 0; j < k; j++)
                    tile = Tiles.Make(new SubtractProductOp(false, true), shape, tile, l[i, j], l[k, j]);
                l[i, k] =
                    i == k
                        ? Tiles.Make(new CholeskyOp(starts[k]), shape, tile)
                        : Tiles.Make(new CholeskyColumnOp(), shape, tile, l[k, k]);
            }
        }

        return Tiles.Assemble(l, lengths, lengths);
    }

    /// <summary>Builds the solution x of op(a) x = b, for a triangular a and b of two axes.</summary>
    public static ArrayExpr Solve(ArrayExpr a, ArrayExpr b, bool lower, bool transposed, bool unit)
    {
        long[] lengths = Tiles.Lengths(a.Shape[0]),
            starts = Tiles.Offsets(lengths),
            columns = b.Chunks.Sizes(1).ToArray();
        int count = lengths.Length;
        ArrayExpr[] x = new ArrayExpr[count];
        bool forward = lower != transposed;
        for (int step = 0; step < count; step++)
        {
            int i = forward ? step : count - 1 - step;
            var grid = new ChunkGrid([lengths[i]], columns);
            ArrayExpr right = SliceExpr.Create(b, [new AxisSlice(starts[i], lengths[i]), AxisSlice.All(b.Shape[1])]);
            right = RechunkExpr.Create(right, grid);
            for (int before = 0; before < step; before++)
            {
                int j = forward ? before : count - 1 - before;
                (int row, int column) = transposed ? (j, i) : (i, j);
                ArrayExpr tile = Whole(Tiles.At(a, starts[row], lengths[row], starts[column], lengths[column]));
                right = new BlockOpExpr(
                    new SubtractProductOp(transposed, false),
                    [right, tile, x[j]],
                    [
                        [0, 1],
                        [-1, -1],
                        [-1, 1],
                    ],
                    right.DType,
                    grid
                );
            }

            x[i] = new BlockOpExpr(
                new TriangularSolveOp(lower, transposed, unit, starts[i]),
                [Whole(Tiles.At(a, starts[i], lengths[i], starts[i], lengths[i])), right],
                [
                    [-1, -1],
                    [-1, 1],
                ],
                right.DType,
                grid
            );
        }

        return ConcatenateExpr.Create(x, 0);
    }

    /// <summary>Builds the factors of x = p l u, of any shape (m, n): p (m, m), l (m, k) and u (k, n), k = min(m, n).</summary>
    /// <remarks>
    /// A task factors all rows of some columns, so that a pivot is the greatest element of its whole column; others apply
    /// it to the columns to the right.
    /// </remarks>
    public static (ArrayExpr P, ArrayExpr L, ArrayExpr U) Lu(ArrayExpr x)
    {
        long m = x.Shape[0],
            least = Math.Min(m, x.Shape[1]);
        long[] widths = Tiles.Lengths(x.Shape[1]),
            starts = Tiles.Offsets(widths);
        ArrayExpr[] panels = [.. widths.Select((w, j) => Whole(Tiles.At(x, 0, m, starts[j], w)))];
        var pivots = new List<ArrayExpr>();
        var factored = new List<int>();
        for (int k = 0; k < panels.Length && starts[k] < least; k++)
        {
            int start = (int)starts[k];
            ArrayExpr panel = Tiles.Make(new LuPanelOp(start), (m + 1, widths[k]), panels[k]);
            for (int j = k + 1; j < panels.Length; j++)
                panels[j] = Tiles.Make(new LuUpdateOp(start), (m, widths[j]), panel, panels[j]);
            panels[k] = Tiles.At(panel, 0, m, 0, widths[k]);
            pivots.Add(Tiles.At(panel, m, 1, 0, widths[k]));
            factored.Add(start);
        }

        // The swaps of later panels reorder the rows of earlier ones.
        ArrayExpr Ordered(ArrayExpr rows, int from) =>
            from == pivots.Count
                ? rows
                : Tiles.Make(new LuOrderOp([.. factored[from..]]), rows.Shape, [rows, .. pivots[from..]]);
        ArrayExpr[] left = [.. factored.Select((_, k) => Ordered(panels[k], k + 1))];
        var order = new ChunkedArray(Ordered(Prelude.Arange(m).AsType(x.DType).Reshape((m, 1)).Expression, 0));
        ChunkedArray p = Prelude
            .Equal(Prelude.Arange(m).AsType(DType.Float64).Reshape((m, 1)), order.Reshape((1, m)))
            .AsType(DType.Float64);
        var l = new ChunkedArray(left.Length == 0 ? Empty(m, 0, x.DType) : ConcatenateExpr.Create(left, 1));
        l = Prelude.Tril(l[.., ..(int)least], -1) + Prelude.Eye(m, least);
        ChunkedArray u = Prelude.Triu(new ChunkedArray(ConcatenateExpr.Create(panels, 1))[..(int)least]);
        return (p.Expression, l.Expression, u.Expression);
    }

    private static ArrayExpr Whole(ArrayExpr x) => RechunkExpr.Create(x, ChunkGrid.Single(x.Shape));

    private static FullExpr Empty(long rows, long columns, DType dtype) =>
        new FullExpr(0L, dtype, ChunkGrid.Single((rows, columns)));
}
