using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>
/// Builds blocked matrix products: one task for each block of the result, from a panel of rows of one matrix and a
/// panel of columns of the other.
/// </summary>
/// <remarks>
/// If whole panels are too large, or the result has too few blocks to share the work, the inner axis is divided into
/// groups, whose partial products are summed in a fixed tree. The division depends only on shapes and chunks, so the
/// bits never depend on threads.
/// </remarks>
internal static class MatrixProducts
{
    private const long PanelBytes = 256L << 20;
    private const long LongestBlock = 2048;
    private const long ShortestBlock = 256;
    private const long LeastTasks = 16;

    // Fewer multiplications than this are not worth a separate task.
    private const double LeastWork = 2.5e8;

    // A source that more tasks than this would generate or read is computed once and kept.
    private const long MostReads = 2;

    /// <summary>
    /// Multiplies over the last two axes of arrays with two or more axes; leading axes are broadcast.
    /// </summary>
    public static ArrayExpr Multiply(ArrayExpr a, ArrayExpr b)
    {
        if (a.Shape[^1] != b.Shape[^2])
        {
            throw new GchunkException(
                $"matrices of shapes {a.Shape} and {b.Shape} cannot be multiplied: the last axis of the first has length {a.Shape[^1]}, the second-last of the second {b.Shape[^2]}; they must be equal"
            );
        }

        DType dtype = DTypes.Promote(a.DType, b.DType);
        if (dtype.IsHalf)
        {
            return CastExpr.Create(
                Multiply(CastExpr.Create(a, DType.Float32), CastExpr.Create(b, DType.Float32)),
                dtype
            );
        }

        if (dtype == DType.Bool)
        {
            return Exprs.NotEqual(
                Multiply(CastExpr.Create(a, DType.Int32), CastExpr.Create(b, DType.Int32)),
                FullExpr.Weak(0L)
            );
        }

        (a, b) = (CastExpr.Create(a, dtype), CastExpr.Create(b, dtype));
        Shape batch = Shape.Broadcast(Batch(a.Shape), Batch(b.Shape));
        int lead = batch.Rank;
        (a, b) = BroadcastBatch(a, b, batch);

        double work = (double)batch.Size * a.Shape[^2] * b.Shape[^1] * a.Shape[^1];
        (long[] rows, long[] columns) = ResultChunks(a, b, work);
        long tasks = rows.Length * columns.Length;
        for (int axis = 0; axis < lead; axis++)
            tasks *= a.Chunks.Blocks[axis];
        long[] groups = Groups(a, rows.Max() + columns.Max(), dtype.Size, tasks, work);

        a = RechunkExpr.Create(a, a.Chunks.With(lead, rows));
        b = RechunkExpr.Create(b, b.Chunks.With(lead + 1, columns));
        if (groups.Length > 1)
        {
            a = RechunkExpr.Create(a, a.Chunks.With(lead + 1, groups));
            b = RechunkExpr.Create(b, b.Chunks.With(lead, groups));
        }
        return Make(Hold(a, columns.Length), Hold(b, rows.Length), groups.Length);
    }

    private static ArrayExpr Make(ArrayExpr a, ArrayExpr b, int groups)
    {
        int lead = a.Rank - 2,
            first = groups > 1 ? 1 : 0;
        long[][] ones =
            groups > 1
                ?
                [
                    [.. Enumerable.Repeat(1L, groups)],
                ]
                : [];
        var chunks = new ChunkGrid([.. ones, .. a.Chunks.ToArray()[..^1], b.Chunks.Sizes(lead + 1).ToArray()]);
        int inner = groups > 1 ? 0 : -1;
        int[] aAxes = [.. Enumerable.Range(first, lead + 1), inner],
            bAxes = [.. Enumerable.Range(first, lead), inner, first + lead + 1];
        var op = new MatMulOp(Untransposed(ref a, ref aAxes), Untransposed(ref b, ref bAxes));
        ArrayExpr product = new BlockOpExpr(op, [a, b], [aAxes, bAxes], a.DType, chunks);
        return groups > 1 ? CastExpr.Create(Exprs.Sum(product, [0]), a.DType) : product;
    }

    // A matrix whose last axes were swapped is used without the swap and marked as transposed.
    private static bool Untransposed(ref ArrayExpr matrix, ref int[] axes)
    {
        if (matrix is not TransposeExpr transpose)
            return false;
        for (int axis = 0; axis < matrix.Rank - 2; axis++)
        {
            if (transpose.Order[axis] != axis)
                return false;
        }

        (matrix, axes) = (transpose.Inputs[0], [.. axes[..^2], axes[^1], axes[^2]]);
        return true;
    }

    private static Shape Batch(Shape shape) => new(shape.AsSpan()[..^2]);

    // Broadcasts both to all leading axes, with equal chunks.
    private static (ArrayExpr, ArrayExpr) BroadcastBatch(ArrayExpr a, ArrayExpr b, Shape batch)
    {
        if (batch.Rank == 0)
            return (a, b);
        var chunks = new long[batch.Rank][];
        for (int axis = 0; axis < batch.Rank; axis++)
        {
            int own = axis - (batch.Rank - (a.Rank - 2)),
                other = axis - (batch.Rank - (b.Rank - 2));
            chunks[axis] =
                own >= 0 && a.Shape[own] == batch[axis]
                    ? a.Chunks.Sizes(own).ToArray()
                    : b.Chunks.Sizes(other).ToArray();
        }
        return (Fit(a), Fit(b));

        ArrayExpr Fit(ArrayExpr x) =>
            ElementwiseExpr.Fit(
                x,
                new ChunkGrid([.. chunks, x.Chunks.Sizes(x.Rank - 2).ToArray(), x.Chunks.Sizes(x.Rank - 1).ToArray()])
            );
    }

    // The blocks of the result: those of the inputs, with long ones divided; shorter if there would be too few tasks.
    private static (long[] Rows, long[] Columns) ResultChunks(ArrayExpr a, ArrayExpr b, double work)
    {
        long longest = LongestBlock;
        while (true)
        {
            long[] rows = Halve(a.Chunks.Sizes(a.Rank - 2), longest),
                columns = Halve(b.Chunks.Sizes(b.Rank - 1), longest);
            long tasks = rows.Length * columns.Length * Batch(a.Shape).Size;
            if (
                tasks >= LeastTasks
                || work / tasks < 4 * LeastWork
                || longest / 2 < ShortestBlock
                || rows.Max() <= longest / 2 && columns.Max() <= longest / 2
            )
            {
                return (rows, columns);
            }

            longest /= 2;
        }
    }

    private static long[] Halve(ReadOnlySpan<long> sizes, long longest)
    {
        var cut = new List<long>();
        foreach (long size in sizes)
        {
            long parts = Math.Max(1, (size + longest - 1) / longest);
            for (long i = 0; i < parts; i++)
                cut.Add(size * (i + 1) / parts - size * i / parts);
        }
        return [.. cut];
    }

    // The lengths along the inner axis of the groups, each for one task.
    private static long[] Groups(ArrayExpr a, long across, int itemSize, long tasks, double work)
    {
        ReadOnlySpan<long> sizes = a.Chunks.Sizes(a.Rank - 1);
        long length = a.Shape[^1],
            fits = Math.Max(1, PanelBytes / (Math.Max(1, across) * itemSize));
        long wanted = tasks >= LeastTasks ? 1 : (long)Math.Clamp(work / tasks / LeastWork, 1, LeastTasks / tasks);
        long most = Math.Min(fits, Math.Max(Math.Min(length, ShortestBlock), (length + wanted - 1) / wanted));
        if (length <= most)
            return [length];
        var groups = new List<long>();
        long open = 0;
        foreach (long part in Halve(sizes, most))
        {
            if (open + part > most && open > 0)
            {
                groups.Add(open);
                open = 0;
            }
            open += part;
        }
        groups.Add(open);
        return [.. groups];
    }

    private static ArrayExpr Hold(ArrayExpr x, long reads)
    {
        ArrayExpr source = x;
        while (source is ViewExpr or RechunkExpr)
            source = source.Inputs[0];
        if (reads <= MostReads || source is not (GeneratedExpr or StoredExpr or ConcatenateExpr))
            return x;
        return BlockOpExpr.Hold(x);
    }
}
