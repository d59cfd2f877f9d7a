using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Returns the row and column indices of the lower triangle of a matrix; a pass counts them at once.</summary>
    /// <param name="n">The number of rows.</param>
    /// <param name="k">The diagonal that the triangle ends with; positive ones lie above the main one.</param>
    /// <param name="m">The number of columns; by default that of rows.</param>
    /// <param name="chunks">The length of a chunk of the matrix along each axis; by default one block.</param>
    public static ChunkedArray[] TrilIndices(long n, long k = 0, long? m = null, Shape? chunks = null) =>
        Tri(n, m, k, chunks, DType.Bool).NonZero();

    /// <summary>Returns the row and column indices of the upper triangle of a matrix; a pass counts them at once.</summary>
    /// <param name="n">The number of rows.</param>
    /// <param name="k">The diagonal that the triangle begins with; positive ones lie above the main one.</param>
    /// <param name="m">The number of columns; by default that of rows.</param>
    /// <param name="chunks">The length of a chunk of the matrix along each axis; by default one block.</param>
    public static ChunkedArray[] TriuIndices(long n, long k = 0, long? m = null, Shape? chunks = null) =>
        (!Tri(n, m, k - 1, chunks, DType.Bool)).NonZero();

    /// <summary>Returns the indices of the lower triangle of an array's matrix; see <see cref="TrilIndices"/>.</summary>
    /// <exception cref="GchunkException">The array is not a matrix.</exception>
    public static ChunkedArray[] TrilIndicesFrom(ChunkedArray x, long k = 0) =>
        TrilIndices(RequireMatrix(x, "TrilIndicesFrom")[0], k, x.Shape[1], x.Chunks.MaxBlock);

    /// <summary>Returns the indices of the upper triangle of an array's matrix; see <see cref="TriuIndices"/>.</summary>
    /// <exception cref="GchunkException">The array is not a matrix.</exception>
    public static ChunkedArray[] TriuIndicesFrom(ChunkedArray x, long k = 0) =>
        TriuIndices(RequireMatrix(x, "TriuIndicesFrom")[0], k, x.Shape[1], x.Chunks.MaxBlock);

    private static Shape RequireMatrix(ChunkedArray x, string function) =>
        x.Rank == 2 ? x.Shape : throw new GchunkException($"{function} needs a matrix; the array has shape {x.Shape}");
}
