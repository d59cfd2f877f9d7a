using Gchunk.Dsl.LinearAlgebra;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes a matrix with 1 on a diagonal and 0 elsewhere.</summary>
    /// <param name="n">The number of rows.</param>
    /// <param name="m">The number of columns; by default that of rows.</param>
    /// <param name="k">The diagonal: 0 is the main one, positive ones lie above it, negative ones below.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default one block.</param>
    /// <param name="dtype">The dtype.</param>
    public static ChunkedArray Eye(
        long n,
        long? m = null,
        long k = 0,
        Shape? chunks = null,
        DType dtype = DType.Float64
    ) => Diagonal("equal", Grid((n, m ?? n), chunks), k).AsType(dtype);

    /// <summary>
    /// Makes a matrix with 1 on and below a diagonal and 0 above it.
    /// </summary>
    /// <inheritdoc cref="Eye"/>
    public static ChunkedArray Tri(
        long n,
        long? m = null,
        long k = 0,
        Shape? chunks = null,
        DType dtype = DType.Float64
    ) => Diagonal("greater_equal", Grid((n, m ?? n), chunks), k).AsType(dtype);

    /// <summary>Returns the lower triangle of the last two axes: 0 above a diagonal.</summary>
    /// <exception cref="GchunkException">There are fewer than two axes.</exception>
    public static ChunkedArray Tril(ChunkedArray x, long k = 0) =>
        ChunkedArray.Elementwise(
            "where",
            Diagonal("greater_equal", LastTwo(x, "Tril"), k),
            x,
            Full(Shape.Scalar, 0, dtype: x.DType)
        );

    /// <summary>Returns the upper triangle of the last two axes: 0 below a diagonal.</summary>
    /// <exception cref="GchunkException">There are fewer than two axes.</exception>
    public static ChunkedArray Triu(ChunkedArray x, long k = 0) =>
        ChunkedArray.Elementwise(
            "where",
            Diagonal("less_equal", LastTwo(x, "Triu"), k),
            x,
            Full(Shape.Scalar, 0, dtype: x.DType)
        );

    /// <summary>
    /// Returns a diagonal of a matrix as a vector, or the matrix with a vector as its diagonal and 0 elsewhere. NumPy's
    /// <c>diag</c>.
    /// </summary>
    /// <param name="x">A vector or a matrix.</param>
    /// <param name="k">The diagonal: 0 is the main one, positive ones lie above it, negative ones below.</param>
    /// <exception cref="GchunkException">The array is neither a vector nor a matrix.</exception>
    public static ChunkedArray Diag(ChunkedArray x, long k = 0) =>
        x.Rank switch
        {
            1 => OnDiagonal(x, k),
            2 => OfDiagonal(x, k),
            _ => throw new GchunkException($"Diag needs a vector or a matrix; the array has shape {x.Shape}"),
        };

    private static ChunkedArray OnDiagonal(ChunkedArray x, long k)
    {
        long n = x.Size + Math.Abs(k);
        ArrayExpr row = x.Expression;
        if (k > 0)
            row = ConcatenateExpr.Create([Zeros(k, dtype: x.DType).Expression, row], 0);
        if (k < 0)
            row = ConcatenateExpr.Create([row, Zeros(-k, dtype: x.DType).Expression], 0);
        var grid = new ChunkGrid(row.Chunks.Sizes(0).ToArray(), row.Chunks.Sizes(0).ToArray());
        return ChunkedArray.Elementwise(
            "where",
            Diagonal("equal", grid, k),
            new ChunkedArray(BroadcastExpr.Create(row, [1], grid)),
            Full(Shape.Scalar, 0, dtype: x.DType)
        );
    }

    /// <summary>
    /// Returns a diagonal of each matrix of two axes, along a new last axis: NumPy's <c>diagonal</c>.
    /// </summary>
    /// <param name="x">The array.</param>
    /// <param name="offset">The diagonal: 0 is the main one, positive ones lie above it, negative ones below.</param>
    /// <param name="axis1">The axis of the rows.</param>
    /// <param name="axis2">The axis of the columns.</param>
    /// <exception cref="GchunkException">The axes are equal or out of range.</exception>
    public static ChunkedArray Diagonal(ChunkedArray x, long offset = 0, int axis1 = 0, int axis2 = 1)
    {
        int row = x.Shape.NormalizeAxis(axis1),
            column = x.Shape.NormalizeAxis(axis2);
        if (row == column)
            throw new GchunkException($"Diagonal needs two different axes; got {axis1} and {axis2}");
        int[] others = [.. Enumerable.Range(0, x.Rank).Where(a => a != row && a != column)];
        return OfDiagonal(x.Transpose([.. others, row, column]), offset);
    }

    // The boxes of the last two axes that the diagonal crosses, each in one chunk, and the diagonals of these.
    private static ChunkedArray OfDiagonal(ChunkedArray x, long k)
    {
        int first = x.Rank - 2;
        long row = Math.Max(0, -k),
            column = Math.Max(0, k),
            length = Math.Max(0, Math.Min(x.Shape[first] - row, x.Shape[first + 1] - column));
        var borders = new SortedSet<long> { 0, length };
        foreach (long border in x.Chunks.Offsets(first))
        {
            if (border > row && border < row + length)
                borders.Add(border - row);
        }

        foreach (long border in x.Chunks.Offsets(first + 1))
        {
            if (border > column && border < column + length)
                borders.Add(border - column);
        }

        long[] starts = [.. borders];
        var parts = new List<ArrayExpr>();
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            long count = starts[i + 1] - starts[i];
            ChunkedArray box = x.SliceAxis(first, row + starts[i], count)
                .SliceAxis(first + 1, column + starts[i], count);
            parts.Add(
                new BlockOpExpr(
                    new DiagonalOp(),
                    [box.Expression],
                    [
                        [.. Enumerable.Range(0, first), -1, -1],
                    ],
                    x.DType,
                    // A slice has no empty chunks, which the array may have.
                    new ChunkGrid([.. Enumerable.Range(0, first).Select(a => box.Chunks.Sizes(a).ToArray()), [count]])
                )
            );
        }
        return parts.Count == 0
            ? Zeros(new Shape([.. x.Shape.Take(first), 0]), dtype: x.DType)
            : new ChunkedArray(ConcatenateExpr.Create(parts, first));
    }

    /// <summary>Returns the array with 0 off a diagonal of the last two axes.</summary>
    internal static ChunkedArray OnlyDiagonal(ChunkedArray x, long k) =>
        ChunkedArray.Elementwise(
            "where",
            Diagonal("equal", LastTwo(x, "Trace"), k),
            x,
            Full(Shape.Scalar, 0, dtype: x.DType)
        );

    private static ChunkGrid LastTwo(ChunkedArray x, string function) =>
        x.Rank >= 2
            ? new ChunkGrid(x.Chunks.Sizes(x.Rank - 2).ToArray(), x.Chunks.Sizes(x.Rank - 1).ToArray())
            : throw new GchunkException(
                $"{function} needs an array of two axes or more; the array has shape {x.Shape}"
            );

    // Compares the row, shifted by k, with the column.
    private static ChunkedArray Diagonal(string comparison, ChunkGrid grid, long k)
    {
        ArrayExpr Index(int axis, long start) =>
            BroadcastExpr.Create(
                new ArangeExpr(start, 1L, DType.Int64, new ChunkGrid(grid.Sizes(axis).ToArray())),
                [axis],
                grid
            );
        return ChunkedArray.Elementwise(comparison, new ChunkedArray(Index(0, k)), new ChunkedArray(Index(1, 0)));
    }
}
