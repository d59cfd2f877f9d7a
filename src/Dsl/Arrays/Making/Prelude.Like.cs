using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes an array of zeros with the shape and chunks of another one.</summary>
    /// <param name="x">The other array.</param>
    /// <param name="dtype">The dtype; by default that of the other array.</param>
    public static ChunkedArray ZerosLike(ChunkedArray x, DType? dtype = null) =>
        new(new FullExpr(0L, dtype ?? x.DType, x.Chunks));

    /// <summary>Makes an array of ones with the shape and chunks of another one.</summary>
    /// <param name="x">The other array.</param>
    /// <param name="dtype">The dtype; by default that of the other array.</param>
    public static ChunkedArray OnesLike(ChunkedArray x, DType? dtype = null) =>
        new(new FullExpr(1L, dtype ?? x.DType, x.Chunks));

    /// <summary>Makes an array of one value with the shape and chunks of another one.</summary>
    /// <param name="x">The other array.</param>
    /// <param name="value">The value; in an array of integers, it loses its fraction.</param>
    /// <param name="dtype">The dtype; by default that of the other array.</param>
    /// <exception cref="Engine.GchunkException">The dtype cannot hold the value.</exception>
    public static ChunkedArray FullLike(ChunkedArray x, double value, DType? dtype = null) =>
        new(Arrays.Assigning.AssignedValues.Cast(new FullExpr(value, DType.Float64, x.Chunks), dtype ?? x.DType));

    /// <summary>
    /// Makes an array to be filled by assignments; as long as nothing is assigned, its elements are 0.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default one block.</param>
    /// <param name="dtype">The dtype.</param>
    public static ChunkedArray Empty(Shape shape, Shape? chunks = null, DType dtype = DType.Float64) =>
        Zeros(shape, chunks, dtype);

    /// <summary>
    /// Makes an array with the shape and chunks of another one, to be filled by assignments; as long as nothing is
    /// assigned, its elements are 0.
    /// </summary>
    /// <param name="x">The other array.</param>
    /// <param name="dtype">The dtype; by default that of the other array.</param>
    public static ChunkedArray EmptyLike(ChunkedArray x, DType? dtype = null) => ZerosLike(x, dtype);

    /// <summary>Makes a lazy array of a number or of values in memory; a lazy array is returned as it is.</summary>
    /// <param name="x">The values.</param>
    /// <param name="dtype">The dtype; by default that of the values.</param>
    public static ChunkedArray AsArray(ChunkedArray x, DType? dtype = null) =>
        dtype is { } wanted && wanted != x.DType ? x.AsType(wanted) : x;
}
