using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes grids from two vectors.</summary>
    /// <param name="x">The first vector.</param>
    /// <param name="y">The second vector.</param>
    /// <param name="indexing">"xy": the first axis of the grids is that of y; "ij": that of x.</param>
    /// <param name="sparse">Whether the grids have length 1 along the other axis.</param>
    /// <exception cref="GchunkException">A vector has more than one axis, or the indexing is unknown.</exception>
    /// <example><code>
    /// var (xs, ys) = MeshGrid(Arange(3), Arange(2));
    /// Print((xs + 10 * ys).Compute());
    /// </code></example>
    public static ChunkedArray[] MeshGrid(
        ChunkedArray x,
        ChunkedArray y,
        string indexing = "xy",
        bool sparse = false
    ) => MeshGrid([x, y], indexing, sparse);

    /// <summary>Makes grids from three vectors.</summary>
    /// <param name="x">The first vector.</param>
    /// <param name="y">The second vector.</param>
    /// <param name="z">The third vector.</param>
    /// <param name="indexing">"xy": the first axis of the grids is that of y; "ij": that of x.</param>
    /// <param name="sparse">Whether the grids have length 1 along the other axes.</param>
    /// <exception cref="GchunkException">A vector has more than one axis, or the indexing is unknown.</exception>
    public static ChunkedArray[] MeshGrid(
        ChunkedArray x,
        ChunkedArray y,
        ChunkedArray z,
        string indexing = "xy",
        bool sparse = false
    ) => MeshGrid([x, y, z], indexing, sparse);

    /// <summary>
    /// Makes the coordinate arrays of a grid from vectors, one array for each: NumPy's <c>meshgrid</c>.
    /// </summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="indexing">
    /// <c>xy</c>: the first vector runs along the second axis, as in plots; <c>ij</c>: each runs along its own axis.
    /// </param>
    /// <param name="sparse">True to leave the other axes at length 1, which arithmetic broadcasts.</param>
    /// <exception cref="GchunkException">An array is not a vector, or the indexing is unknown.</exception>
    /// <example><code>
    /// ChunkedArray[] grid = MeshGrid([Linspace(0, 1, 3), Linspace(0, 1, 5)]);
    /// Print((grid[0] + grid[1]).Shape); // (5, 3)
    /// </code></example>
    public static ChunkedArray[] MeshGrid(
        IReadOnlyList<ChunkedArray> vectors,
        string indexing = "xy",
        bool sparse = false
    )
    {
        if (indexing is not ("xy" or "ij"))
            throw new GchunkException(Spelling.Unknown("indexing of MeshGrid", indexing, ["xy", "ij"]));
        foreach (ChunkedArray vector in vectors)
        {
            if (vector.Rank > 1)
                throw new GchunkException($"MeshGrid needs vectors; got an array of shape {vector.Shape}");
        }

        ChunkedArray[] own = [.. vectors.Select(v => v.Flatten())];
        int[] axes = [.. Enumerable.Range(0, own.Length)];
        if (indexing == "xy" && axes.Length > 1)
            (axes[0], axes[1]) = (1, 0);
        var grid = new long[own.Length][];
        for (int i = 0; i < own.Length; i++)
            grid[axes[i]] = own[i].Chunks.Sizes(0).ToArray();
        return [.. own.Select((v, i) => Along(v.Expression, axes[i], Of(axes[i])))];

        ChunkGrid Of(int axis) => new([.. grid.Select((sizes, a) => sparse && a != axis ? [1] : sizes)]);
    }

    /// <summary>
    /// Makes the indices of the elements of an array, int64: the first axis of the result holds one array for each
    /// axis. NumPy's <c>indices</c>.
    /// </summary>
    /// <param name="shape">The shape of the array.</param>
    /// <param name="chunks">The length of a chunk along each of its axes; by default one block.</param>
    public static ChunkedArray Indices(Shape shape, Shape? chunks = null)
    {
        ChunkGrid grid = Grid(shape, chunks);
        if (shape.Rank == 0)
            return Zeros(0, dtype: DType.Int64);
        return Stack([
            .. Enumerable
                .Range(0, shape.Rank)
                .Select(axis =>
                {
                    var sizes = new ChunkGrid(grid.Sizes(axis).ToArray());
                    return Along(new ArangeExpr(0L, 1L, DType.Int64, sizes), axis, grid);
                }),
        ]);
    }

    /// <summary>Makes a vector from a function of the index.</summary>
    /// <inheritdoc cref="FromFunction(Func{double, double, double}, Shape, Shape?, DType, string)"/>
    public static ChunkedArray FromFunction(
        Func<double, double> function,
        Shape shape,
        Shape? chunks = null,
        DType dtype = DType.Float64,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => FromFunction(UserFunction.Of(function, text), 1, shape, chunks, dtype);

    /// <summary>Makes an array from a function of the indices of an element, one for each axis.</summary>
    /// <remarks>The function is called for each element when its block is computed, on threads or workers.</remarks>
    /// <param name="function">The function: <c>(i, j) => 10 * i + j</c>.</param>
    /// <param name="shape">The shape, with as many axes as the function has arguments.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default one block.</param>
    /// <param name="dtype">The dtype of the result.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">The shape has another number of axes than the function has arguments.</exception>
    public static ChunkedArray FromFunction(
        Func<double, double, double> function,
        Shape shape,
        Shape? chunks = null,
        DType dtype = DType.Float64,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => FromFunction(UserFunction.Of(function, text), 2, shape, chunks, dtype);

    /// <summary>Makes an array of three axes from a function of the indices of an element.</summary>
    /// <inheritdoc cref="FromFunction(Func{double, double, double}, Shape, Shape?, DType, string)"/>
    public static ChunkedArray FromFunction(
        Func<double, double, double, double> function,
        Shape shape,
        Shape? chunks = null,
        DType dtype = DType.Float64,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => FromFunction(UserFunction.Of(function, text), 3, shape, chunks, dtype);

    /// <summary>Makes an array from a function that makes a block, given its location and shape.</summary>
    /// <param name="function">The function: <c>block => NDArray.Zeros(block.Shape, DType.Float64)</c>.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default one block.</param>
    /// <param name="dtype">The dtype of the blocks.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public static ChunkedArray FromFunction(
        Func<BlockInfo, NDArray> function,
        Shape shape,
        Shape? chunks = null,
        DType dtype = DType.Float64,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => FromFunction(UserFunction.Of(function, text), shape.Rank, shape, chunks, dtype);

    private static ChunkedArray FromFunction(
        UserFunction function,
        int arguments,
        Shape shape,
        Shape? chunks,
        DType dtype
    )
    {
        if (shape.Rank != arguments)
        {
            throw new GchunkException(
                $"a function of {arguments} {(arguments == 1 ? "index" : "indices")} makes an array of {arguments} axes; the shape is {shape}"
            );
        }

        return new ChunkedArray(new BlockOpExpr(new FromFunctionOp(function), [], [], dtype, Grid(shape, chunks)));
    }

    // Repeats a vector along the other axes of a grid.
    private static ChunkedArray Along(ArrayExpr vector, int axis, ChunkGrid grid) =>
        new(BroadcastExpr.Create(vector, [axis], grid));
}
