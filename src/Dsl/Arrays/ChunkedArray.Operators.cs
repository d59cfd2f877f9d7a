using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

#pragma warning disable CA2225 // The functions of the operators are the members of the operation table: Add, Subtract, …
#pragma warning disable CA1065

public sealed partial class ChunkedArray
{
    /// <summary>A scalar, which takes the dtype of the array that it is combined with.</summary>
    public static implicit operator ChunkedArray(long value) => new(FullExpr.Weak(value));

    /// <summary>A scalar, which takes the dtype of the array that it is combined with.</summary>
    public static implicit operator ChunkedArray(double value) => new(FullExpr.Weak(value));

    /// <summary>A bare truth value.</summary>
    public static implicit operator ChunkedArray(bool value) => new(FullExpr.Weak(value));

    /// <summary>An array in memory, as one block.</summary>
    public static implicit operator ChunkedArray(NDArray array) =>
        new(new MemoryExpr(array, ChunkGrid.Single(array.Shape)));

    /// <summary>Element by element, the sum.</summary>
    public static ChunkedArray operator +(ChunkedArray left, ChunkedArray right) => Elementwise("add", left, right);

    /// <summary>Element by element, the difference.</summary>
    public static ChunkedArray operator -(ChunkedArray left, ChunkedArray right) =>
        Elementwise("subtract", left, right);

    /// <summary>Element by element, the product.</summary>
    public static ChunkedArray operator *(ChunkedArray left, ChunkedArray right) =>
        Elementwise("multiply", left, right);

    /// <summary>Element by element, the quotient, as a float.</summary>
    public static ChunkedArray operator /(ChunkedArray left, ChunkedArray right) => Elementwise("divide", left, right);

    /// <summary>Element by element, the remainder, with the divisor's sign as in NumPy.</summary>
    public static ChunkedArray operator %(ChunkedArray left, ChunkedArray right) =>
        Elementwise("remainder", left, right);

    /// <summary>Element by element, with the sign turned.</summary>
    public static ChunkedArray operator -(ChunkedArray value) => Elementwise("negative", value);

    /// <summary>Element by element, whether the left is less.</summary>
    public static ChunkedArray operator <(ChunkedArray left, ChunkedArray right) => Elementwise("less", left, right);

    /// <summary>Element by element, whether the left is greater.</summary>
    public static ChunkedArray operator >(ChunkedArray left, ChunkedArray right) => Elementwise("greater", left, right);

    /// <summary>Element by element, whether the left is at most the right.</summary>
    public static ChunkedArray operator <=(ChunkedArray left, ChunkedArray right) =>
        Elementwise("less_equal", left, right);

    /// <summary>Element by element, whether the left is at least the right.</summary>
    public static ChunkedArray operator >=(ChunkedArray left, ChunkedArray right) =>
        Elementwise("greater_equal", left, right);

    /// <summary>Element by element, whether both are true.</summary>
    public static ChunkedArray operator &(ChunkedArray left, ChunkedArray right) =>
        Elementwise("logical_and", left, right);

    /// <summary>Element by element, whether either is true.</summary>
    public static ChunkedArray operator |(ChunkedArray left, ChunkedArray right) =>
        Elementwise("logical_or", left, right);

    /// <summary>Element by element, whether it is false.</summary>
    public static ChunkedArray operator !(ChunkedArray value) => Elementwise("logical_not", value);
}
