namespace Gchunk.Engine.Arrays;

public sealed unsafe partial class NDArray
{
    private const int ConvertStep = 1 << 20;

    /// <summary>
    /// Returns a copy with elements of another dtype; see <see cref="Casting"/> for values that do not fit.
    /// </summary>
    public NDArray AsType(DType dtype)
    {
        NDArray result = Allocate(Shape, dtype);
        for (long start = 0; start < Size; start += ConvertStep)
        {
            int length = (int)Math.Min(ConvertStep, Size - start);
            Casting.Convert(DType, Pointer + start * DType.Size, dtype, result.Pointer + start * dtype.Size, length);
        }
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Returns a copy in memory of its own.</summary>
    public NDArray Copy()
    {
        NDArray copy = Allocate(Shape, DType);
        Buffer.MemoryCopy(Pointer, copy.Pointer, copy.NBytes, NBytes);
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>
    /// Returns a new array of the same shape with a function applied to each value as a double; float32 stays float32,
    /// other dtypes become float64.
    /// </summary>
    /// <remarks>
    /// Simple and readable, for use in <c>MapBlocks</c>; the built-in functions are several times faster.
    /// </remarks>
    public NDArray Map(Func<double, double> function)
    {
        using NDArray input = AsType(DType.Float64);
        Span<double> values = input.Span<double>();
        for (int i = 0; i < values.Length; i++)
            values[i] = function(values[i]);
        return DType == DType.Float32 ? input.AsType(DType.Float32) : input.Share();
    }

    /// <summary>Converts a 0-d array to its value.</summary>
    /// <exception cref="GchunkException">
    /// The array is not 0-d: reduce it, or read a value with <see cref="GetDouble"/>.
    /// </exception>
    public static implicit operator double(NDArray array) =>
        array.Rank == 0
            ? array.GetDouble()
            : throw new GchunkException(
                $"an array of shape {array.Shape} is not a scalar; reduce it over all axes, show it with Print(…), or read a value with GetDouble({string.Join(", ", Enumerable.Repeat("0", array.Rank))})"
            );

    /// <summary>Returns the value of a 0-d array.</summary>
    public double ToDouble() => this;

    /// <summary>Returns the shape, the dtype and the values, shortened in the middle as NumPy does.</summary>
    public override string ToString() => NDArrayText.Write(this);
}
