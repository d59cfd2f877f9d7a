using System.Runtime.InteropServices;

namespace Gchunk.Engine.Arrays;

// C# converts by an operator for each type of array; a generic one is not possible.
public sealed unsafe partial class NDArray
{
    /// <summary>Copies the values of a .NET array of any rank: an array of the same shape, in C order.</summary>
    /// <exception cref="GchunkException">There is no dtype for the elements.</exception>
    /// <example><code>
    /// NDArray a = NDArray.From(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
    /// Console.WriteLine(a.Shape); // (2, 3)
    /// </code></example>
    public static NDArray From(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values switch
        {
            double[] or double[,] or double[,,] => Copied<double>(values),
            float[] or float[,] or float[,,] => Copied<float>(values),
            long[] or long[,] or long[,,] => Copied<long>(values),
            int[] or int[,] or int[,,] => Copied<int>(values),
            bool[] or bool[,] or bool[,,] => Copied<bool>(values),
            _ => throw new GchunkException(
                $"arrays are made from .NET arrays of double, float, long, int or bool with up to 3 axes; got {values.GetType().Name}; for others, use NDArray.From(values, shape)"
            ),
        };
    }

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
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)),
            values.Length
        );
        return From(elements, new Shape(lengths));
    }
}
