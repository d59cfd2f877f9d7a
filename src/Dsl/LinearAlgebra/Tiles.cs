using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>The tiles of a matrix that is factored tile by tile, each by a task.</summary>
internal static class Tiles
{
    // A shorter axis is one tile: a task of its size takes a fraction of a second.
    private const long Shortest = 768;

    // Tiles along an axis: the number of tasks grows with its third power.
    private const long Most = 16;

    /// <summary>Returns the lengths of the tiles along an axis; they depend on its length only.</summary>
    public static long[] Lengths(long n)
    {
        long count = Math.Clamp(n / (Shortest / 2), 1, Most);
        if (n <= Shortest)
            count = 1;
        return [.. Enumerable.Range(0, (int)count).Select(i => n * (i + 1) / count - n * i / count)];
    }

    /// <summary>Returns where each tile begins.</summary>
    public static long[] Offsets(long[] lengths)
    {
        var offsets = new long[lengths.Length + 1];
        for (int i = 0; i < lengths.Length; i++)
            offsets[i + 1] = offsets[i] + lengths[i];
        return offsets;
    }

    /// <summary>Returns a rectangle of a matrix.</summary>
    public static ArrayExpr At(ArrayExpr x, long row, long rows, long column, long columns) =>
        SliceExpr.Create(x, [new AxisSlice(row, rows), new AxisSlice(column, columns)]);

    /// <summary>Returns the conjugate transpose of a matrix.</summary>
    public static ArrayExpr Adjoint(ArrayExpr x) => TransposeExpr.Create(x.DType.IsComplex ? Exprs.Conj(x) : x, [1, 0]);

    /// <summary>Casts a matrix to the dtype in which it is decomposed: float64, or complex128.</summary>
    public static ArrayExpr Wide(ArrayExpr x) =>
        CastExpr.Create(x, x.DType.IsComplex ? DType.Complex128 : DType.Float64);

    /// <summary>Casts two arrays to float64, or, if either is complex, to complex128.</summary>
    public static (ArrayExpr, ArrayExpr) Wide(ArrayExpr x, ArrayExpr y)
    {
        DType dtype = x.DType.IsComplex || y.DType.IsComplex ? DType.Complex128 : DType.Float64;
        return (CastExpr.Create(x, dtype), CastExpr.Create(y, dtype));
    }

    /// <summary>Returns one block, of the first input's dtype, that an operation makes from whole arrays.</summary>
    public static ArrayExpr Make(BlockOp op, Shape shape, params ArrayExpr[] inputs) =>
        new BlockOpExpr(
            op,
            [.. inputs.Select(i => RechunkExpr.Create(i, ChunkGrid.Single(i.Shape)))],
            [.. inputs.Select(i => Enumerable.Repeat(-1, i.Rank).ToArray())],
            inputs[0].DType,
            ChunkGrid.Single(shape)
        );

    /// <summary>Returns a matrix of tiles; a missing one is 0, but never the first.</summary>
    public static ArrayExpr Assemble(ArrayExpr?[,] tiles, long[] rows, long[] columns) =>
        ConcatenateExpr.Create(
            [
                .. rows.Select(
                    (m, i) =>
                        ConcatenateExpr.Create(
                            [
                                .. columns.Select(
                                    (n, j) =>
                                        tiles[i, j] ?? new FullExpr(0L, tiles[0, 0]!.DType, ChunkGrid.Single((m, n)))
                                ),
                            ],
                            1
                        )
                ),
            ],
            0
        );
}
