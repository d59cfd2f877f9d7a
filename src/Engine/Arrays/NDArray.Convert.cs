using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays.Printing;

namespace Gchunk.Engine.Arrays;

public unsafe partial class NDArray
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

    /// <summary>Copies the values of a .NET array of any rank: an array of the same shape, in C order.</summary>
    /// <exception cref="GchunkException">There is no dtype for the elements.</exception>
    /// <example><code>
    /// NDArray a = NDArray.From(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
    /// Console.WriteLine(a.Shape); // (2, 3)
    /// </code></example>
    public static NDArray From(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return OfElements(values);
    }

    // By the exact type of the elements: .NET considers uint[] an int[] too.
    private static NDArray OfElements(Array values) =>
        values.GetType().GetElementType() is var type && type == typeof(double) ? Copied<double>(values)
        : type == typeof(float) ? Copied<float>(values)
        : type == typeof(long) ? Copied<long>(values)
        : type == typeof(int) ? Copied<int>(values)
        : type == typeof(short) ? Copied<short>(values)
        : type == typeof(sbyte) ? Copied<sbyte>(values)
        : type == typeof(ulong) ? Copied<ulong>(values)
        : type == typeof(uint) ? Copied<uint>(values)
        : type == typeof(ushort) ? Copied<ushort>(values)
        : type == typeof(byte) ? Copied<byte>(values)
        : type == typeof(bool) ? Copied<bool>(values)
        : type == typeof(Half) ? Copied<Half>(values)
        : type == typeof(System.Numerics.Complex) ? Copied<System.Numerics.Complex>(values)
        : throw new GchunkException(
            $"arrays are made from .NET arrays of numbers or bools; got {values.GetType().Name}; a list of rows of equal length goes through FromArray(rows)"
        );

    /// <summary>Copies a sequence of numbers or bools: an array of one axis.</summary>
    /// <exception cref="GchunkException">There is no dtype for the elements.</exception>
    /// <example><code>
    /// NDArray a = NDArray.From(Enumerable.Range(1, 5).Select(i => i * 0.5));
    /// Print(a.Sum());
    /// </code></example>
    public static NDArray From<T>(IEnumerable<T> values)
        where T : unmanaged => From<T>([.. values]);

    // C# converts by an operator for each type of array; a generic one is not possible.

    /// <summary>Copies the values.</summary>
    public static implicit operator NDArray(double[] values) => From<double>(values);

    /// <summary>Copies the values.</summary>
    public static implicit operator NDArray(float[] values) => From<float>(values);

    /// <summary>Copies the values.</summary>
    public static implicit operator NDArray(long[] values) => From<long>(values);

    /// <summary>Copies the values.</summary>
    public static implicit operator NDArray(int[] values) => From<int>(values);

    /// <summary>Copies the values.</summary>
    public static implicit operator NDArray(bool[] values) => From<bool>(values);

    /// <summary>Copies the values: an array of two axes.</summary>
    public static implicit operator NDArray(double[,] values) => From(values);

    /// <summary>Copies the values: an array of two axes.</summary>
    public static implicit operator NDArray(float[,] values) => From(values);

    /// <summary>Copies the values: an array of two axes.</summary>
    public static implicit operator NDArray(long[,] values) => From(values);

    /// <summary>Copies the values: an array of two axes.</summary>
    public static implicit operator NDArray(int[,] values) => From(values);

    /// <summary>Copies the values: an array of two axes.</summary>
    public static implicit operator NDArray(bool[,] values) => From(values);

    /// <summary>Copies the values: an array of three axes.</summary>
    public static implicit operator NDArray(double[,,] values) => From(values);

    /// <summary>Copies the values: an array of three axes.</summary>
    public static implicit operator NDArray(float[,,] values) => From(values);

    private static NDArray Copied<T>(Array values)
        where T : unmanaged
    {
        long[] lengths = new long[values.Rank];
        for (int axis = 0; axis < lengths.Length; axis++)
            lengths[axis] = values.GetLongLength(axis);
        var elements = MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)),
            values.Length
        );
        return From(elements, new Shape(lengths));
    }
}
