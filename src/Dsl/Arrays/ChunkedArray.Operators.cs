using System.Numerics;
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

    /// <summary>
    /// A complex scalar: the result is complex64 with arrays of float32 or complex64, otherwise complex128.
    /// </summary>
    public static implicit operator ChunkedArray(Complex value) => new(FullExpr.Weak(value));

    /// <summary>A bool scalar.</summary>
    public static implicit operator ChunkedArray(bool value) => new(FullExpr.Weak(value));

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(double[] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(float[] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(long[] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(int[] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(bool[] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(double[,] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(float[,] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(long[,] values) => (NDArray)values;

    /// <summary>An array of values in memory, which are copied: <c>x + new[] { 1, 2, 3 }</c>.</summary>
    public static implicit operator ChunkedArray(int[,] values) => (NDArray)values;

    /// <summary>Makes a lazy array of a copy of values in memory, as one block.</summary>
    public static implicit operator ChunkedArray(NDArray array) => Prelude.FromArray(array);

    /// <summary>The elementwise sum.</summary>
    public static ChunkedArray operator +(ChunkedArray left, ChunkedArray right) => Elementwise("add", left, right);

    /// <summary>The elementwise difference.</summary>
    public static ChunkedArray operator -(ChunkedArray left, ChunkedArray right) =>
        Elementwise("subtract", left, right);

    /// <summary>The elementwise product.</summary>
    public static ChunkedArray operator *(ChunkedArray left, ChunkedArray right) =>
        Elementwise("multiply", left, right);

    /// <summary>The elementwise quotient, as a float.</summary>
    public static ChunkedArray operator /(ChunkedArray left, ChunkedArray right) => Elementwise("divide", left, right);

    /// <summary>The elementwise remainder, with the divisor's sign as in NumPy.</summary>
    public static ChunkedArray operator %(ChunkedArray left, ChunkedArray right) =>
        Elementwise("remainder", left, right);

    /// <summary>The elementwise negation.</summary>
    public static ChunkedArray operator -(ChunkedArray value) => Elementwise("negative", value);

    /// <summary>True where the left element is less than the right one.</summary>
    public static ChunkedArray operator <(ChunkedArray left, ChunkedArray right) => Elementwise("less", left, right);

    /// <summary>True where the left element is greater than the right one.</summary>
    public static ChunkedArray operator >(ChunkedArray left, ChunkedArray right) => Elementwise("greater", left, right);

    /// <summary>True where the left element is less than or equal to the right one.</summary>
    public static ChunkedArray operator <=(ChunkedArray left, ChunkedArray right) =>
        Elementwise("less_equal", left, right);

    /// <summary>True where the left element is greater than or equal to the right one.</summary>
    public static ChunkedArray operator >=(ChunkedArray left, ChunkedArray right) =>
        Elementwise("greater_equal", left, right);

    /// <summary>True where the elements are equal; NaN equals nothing. <c>is null</c> tests for null.</summary>
    public static ChunkedArray operator ==(ChunkedArray left, ChunkedArray right) => Elementwise("equal", left, right);

    /// <summary>True where the elements differ; NaN differs from everything.</summary>
    public static ChunkedArray operator !=(ChunkedArray left, ChunkedArray right) =>
        Elementwise("not_equal", left, right);

    /// <summary>True for the same object.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>True where both bools are true; of integers, the bits that both have, as in NumPy.</summary>
    public static ChunkedArray operator &(ChunkedArray left, ChunkedArray right) =>
        Elementwise("bitwise_and", left, right);

    /// <summary>True where either bool is true; of integers, the bits that either has, as in NumPy.</summary>
    public static ChunkedArray operator |(ChunkedArray left, ChunkedArray right) =>
        Elementwise("bitwise_or", left, right);

    /// <summary>True where one of two bools is true; of integers, the bits that one of them has.</summary>
    public static ChunkedArray operator ^(ChunkedArray left, ChunkedArray right) =>
        Elementwise("bitwise_xor", left, right);

    /// <summary>The integers shifted left by a number of bits, as in NumPy.</summary>
    public static ChunkedArray operator <<(ChunkedArray left, ChunkedArray right) =>
        Elementwise("left_shift", left, right);

    /// <summary>The integers shifted right by a number of bits, as in NumPy; the sign stays.</summary>
    public static ChunkedArray operator >>(ChunkedArray left, ChunkedArray right) =>
        Elementwise("right_shift", left, right);

    /// <summary>True where a bool is false; of integers, all bits inverted.</summary>
    public static ChunkedArray operator ~(ChunkedArray value) => Elementwise("invert", value);

    /// <summary>True where the element is false.</summary>
    public static ChunkedArray operator !(ChunkedArray value) => Elementwise("logical_not", value);
}
