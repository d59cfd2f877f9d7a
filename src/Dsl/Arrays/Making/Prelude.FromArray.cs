using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes a lazy array of a list of numbers, as float64: NumPy's <c>array([1.5, 2])</c>.</summary>
    /// <example><code>
    /// Print(FromArray([1.5, 2, 3]).Sum().Compute());
    /// </code></example>
    public static ChunkedArray FromArray(double[] values, Shape? chunks = null) =>
        FromArray(NDArray.From(values), chunks, copy: false);

    /// <summary>Makes a lazy array of a list of integers, as int64: NumPy's <c>array([1, 2, 3])</c>.</summary>
    /// <example><code>
    /// Print(FromArray([1, 2, 3]).Compute());
    /// </code></example>
    public static ChunkedArray FromArray(long[] values, Shape? chunks = null) =>
        FromArray(NDArray.From(values), chunks, copy: false);

    /// <summary>Returns a lazy array, with other chunks if they are given.</summary>
    /// <param name="array">The array.</param>
    /// <param name="chunks">The shape of a chunk.</param>
    /// <exception cref="GchunkException">The chunks do not fit the array.</exception>
    public static ChunkedArray FromArray(ChunkedArray array, Shape? chunks = null) =>
        chunks is { } shape ? array.Rechunk(shape) : array;

    /// <summary>Makes a lazy array of a list of truth values.</summary>
    public static ChunkedArray FromArray(bool[] values, Shape? chunks = null) =>
        FromArray(NDArray.From(values), chunks, copy: false);

    /// <summary>Makes a lazy matrix of rows of numbers, as float64: NumPy's <c>array([[1.5, 2], [3, 4]])</c>.</summary>
    /// <exception cref="GchunkException">The rows are of different lengths.</exception>
    public static ChunkedArray FromArray(double[][] rows, Shape? chunks = null) => FromRows(rows, chunks);

    /// <summary>Makes a lazy matrix of rows of integers, as int64: NumPy's <c>array([[1, 2], [3, 4]])</c>.</summary>
    /// <exception cref="GchunkException">The rows are of different lengths.</exception>
    /// <example><code>
    /// Print(FromArray([[1, 2], [3, 4]]).Compute());
    /// </code></example>
    public static ChunkedArray FromArray(long[][] rows, Shape? chunks = null) => FromRows(rows, chunks);

    private static ChunkedArray FromRows<T>(T[][] rows, Shape? chunks)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(rows);
        int columns = rows.Length > 0 ? rows[0].Length : 0;
        int uneven = Array.FindIndex(rows, r => r.Length != columns);
        if (uneven >= 0)
        {
            throw new GchunkException(
                $"the rows of a matrix have the same length; row 0 has {columns} and row {uneven} has {rows[uneven].Length} values"
            );
        }
        return FromArray(NDArray.From(rows.SelectMany(r => r).ToArray(), (rows.Length, columns)), chunks, copy: false);
    }
}
