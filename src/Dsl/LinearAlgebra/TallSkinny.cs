using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks.Factors;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>The QR decomposition of arrays with many more rows than columns, block by block: TSQR.</summary>
/// <remarks>
/// Each block is decomposed; the stacked R factors are decomposed in turn, until one is left; its Q combines the Q of
/// the blocks (Demmel et al. 2012, "Communication-optimal parallel and sequential QR and LU factorizations";
/// Constantine and Gleich 2011, "Tall and skinny QR factorizations in MapReduce"; the direct form of Benson, Gleich and
/// Demmel 2013). The Q of a block is not kept meanwhile; it is computed again when needed.
/// </remarks>
internal static class TallSkinny
{
    private const long BlockBytes = 64L << 20;

    /// <summary>
    /// Computes Q, rows × k, and R, k × columns in one block, where k is the lesser of rows and columns.
    /// </summary>
    /// <param name="x">Two axes, float64 or complex128.</param>
    public static (ArrayExpr Q, ArrayExpr R) Qr(ArrayExpr x)
    {
        long columns = x.Shape[1];
        x = RechunkExpr.Create(x, new ChunkGrid(Rows(x.Chunks.Sizes(0), columns, x.DType.Size), [columns]));
        long[] rows = x.Chunks.Sizes(0).ToArray(),
            kept = Array.ConvertAll(rows, m => Math.Min(m, columns));
        if (rows.Length > 1 && kept.Sum() >= x.Shape[0])
        {
            // Another round would not reduce the rows.
            x = RechunkExpr.Create(x, ChunkGrid.Single(x.Shape));
            (rows, kept) = ([x.Shape[0]], [Math.Min(x.Shape[0], columns)]);
        }
        var r = new BlockOpExpr(
            new QrROp(),
            [x],
            [
                [0, -1],
            ],
            x.DType,
            new ChunkGrid(kept, [columns])
        );
        if (rows.Length == 1)
        {
            return (
                new BlockOpExpr(
                    new QrQOp(),
                    [x],
                    [
                        [0, -1],
                    ],
                    x.DType,
                    new ChunkGrid(rows, kept)
                ),
                r
            );
        }

        (ArrayExpr combination, ArrayExpr last) = Qr(r);
        combination = RechunkExpr.Create(combination, new ChunkGrid(kept, [combination.Shape[1]]));
        return (
            new BlockOpExpr(
                new QrQOp(),
                [x, combination],
                [
                    [0, -1],
                    [0, -1],
                ],
                x.DType,
                new ChunkGrid(rows, [combination.Shape[1]])
            ),
            last
        );
    }

    // Chunks have at least four times as many rows as columns, so that each round leaves a quarter, and are otherwise a
    // few megabytes.
    private static long[] Rows(ReadOnlySpan<long> sizes, long columns, int itemSize)
    {
        long least = 4 * columns,
            most = Math.Max(least, BlockBytes / (itemSize * Math.Max(1, columns)));
        var rows = new List<long>();
        long open = 0;
        foreach (long size in sizes)
        {
            open += size;
            if (open < least)
                continue;
            long parts = (open + most - 1) / most;
            for (long i = 0; i < parts; i++)
                rows.Add(open * (i + 1) / parts - open * i / parts);
            open = 0;
        }
        if (open > 0 && rows.Count > 0)
            rows[^1] += open;
        else if (open > 0 || rows.Count == 0)
            rows.Add(open);
        return [.. rows];
    }
}
