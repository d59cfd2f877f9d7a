namespace Gchunk.Engine.Arrays.Dense;

/// <summary>
/// What stands beside an array in memory in an operation: another array, or a number, which takes the array's dtype.
/// </summary>
public readonly struct ArrayOperand
{
    private ArrayOperand(NDArray? array, double number, long? integer) =>
        (Array, Number, Integer) = (array, number, integer);

    /// <summary>The array, or null for a number.</summary>
    public NDArray? Array { get; }

    /// <summary>The number.</summary>
    public double Number { get; }

    /// <summary>The number, if it is an integer.</summary>
    public long? Integer { get; }

    /// <summary>An array.</summary>
    public static implicit operator ArrayOperand(NDArray array) => new(array, 0, null);

    /// <summary>An integer, which takes the dtype of the array that it is combined with.</summary>
    public static implicit operator ArrayOperand(long value) => new(null, value, value);

    /// <summary>A float, which takes the dtype of the array that it is combined with if that is a float.</summary>
    public static implicit operator ArrayOperand(double value) => new(null, value, null);

    /// <summary>The number as a double if this is one, or a 0-d array of float64; otherwise null.</summary>
    internal double? AsDouble() =>
        Array is null ? Number
        : Array.Rank == 0 && Array.DType == DType.Float64 ? Array.GetDouble()
        : null;
}
