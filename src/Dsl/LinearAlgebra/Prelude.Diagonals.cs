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

    // The blocks that the diagonal crosses, each with 0 off the diagonal and summed over columns.
    private static ChunkedArray OfDiagonal(ChunkedArray x, long k)
    {
        long row = Math.Max(0, -k),
            column = Math.Max(0, k),
            length = Math.Max(0, Math.Min(x.Shape[0] - row, x.Shape[1] - column));
        var borders = new SortedSet<long> { 0, length };
        foreach (long border in x.Chunks.Offsets(0))
        {
            if (border > row && border < row + length)
                borders.Add(border - row);
        }

        foreach (long border in x.Chunks.Offsets(1))
        {
            if (border > column && border < column + length)
                borders.Add(border - column);
        }

        long[] starts = [.. borders];
        var parts = new List<ArrayExpr>();
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            long count = starts[i + 1] - starts[i];
            var box = new ChunkedArray(
                SliceExpr.Create(
                    x.Expression,
                    [new AxisSlice(row + starts[i], count), new AxisSlice(column + starts[i], count)]
                )
            );
            ChunkedArray only = ChunkedArray.Elementwise(
                "where",
                Diagonal("equal", box.Chunks, 0),
                box,
                Full(Shape.Scalar, 0, dtype: x.DType)
            );
            parts.Add(only.Sum(1).AsType(x.DType).Expression);
        }
        return parts.Count == 0 ? Zeros(0, dtype: x.DType) : new ChunkedArray(ConcatenateExpr.Create(parts, 0));
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
