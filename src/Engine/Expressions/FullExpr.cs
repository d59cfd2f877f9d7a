using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>An array filled with one value.</summary>
public sealed class FullExpr : ArrayExpr
{
    /// <summary>Creates an array filled with a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="dtype">The dtype of the array.</param>
    /// <param name="chunks">The shape and the chunks.</param>
    /// <param name="isWeak">
    /// True for a scalar, which takes the dtype of the array that it is combined with (NumPy's NEP 50).
    /// </param>
    /// <exception cref="GchunkException">The dtype cannot hold the value.</exception>
    public FullExpr(Scalar value, DType dtype, ChunkGrid chunks, bool isWeak = false)
        : base(dtype, chunks) => (Value, IsWeak) = (value.As(dtype), isWeak);

    /// <summary>The value, already in the dtype of the array.</summary>
    public Scalar Value { get; }

    /// <summary>True for a scalar, which takes the dtype of the array that it is combined with.</summary>
    public bool IsWeak { get; }

    /// <inheritdoc/>
    public override string Name => "full";

    /// <inheritdoc/>
    public override string Details => Value.ToString();

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(Value.Bits).Add(IsWeak ? 1L : 0);

    /// <summary>Creates a scalar, which takes the dtype of the array that it is combined with.</summary>
    public static FullExpr Weak(Scalar value) => new(value, value.Kind, ChunkGrid.Single(Shape.Scalar), isWeak: true);
}

/// <summary>An exact scalar: a bool, an integer or a float.</summary>
/// <param name="Kind">The dtype of the value: bool, int64, uint64 or float64.</param>
/// <param name="Bits">The 8 bytes of the value.</param>
public readonly record struct Scalar(DType Kind, long Bits)
{
    /// <summary>Returns the value as a double.</summary>
    public double ToDouble() =>
        Kind switch
        {
            DType.Float64 => BitConverter.Int64BitsToDouble(Bits),
            DType.UInt64 => (ulong)Bits,
            _ => Bits,
        };

    /// <summary>Returns whether an integer value is in the range of a dtype; true for other values.</summary>
    public bool Fits(DType dtype)
    {
        if (Kind is not (DType.Int64 or DType.UInt64) || !dtype.IsInteger)
            return true;
        Int128 value = Kind == DType.UInt64 ? (ulong)Bits : Bits;
        int bits = dtype.Size * 8;
        return dtype.IsSigned
            ? value >= -(Int128.One << (bits - 1)) && value < Int128.One << (bits - 1)
            : value >= 0 && value < Int128.One << bits;
    }

    /// <summary>Returns the value, checked and converted for a dtype.</summary>
    /// <exception cref="GchunkException">The value does not fit the integer dtype.</exception>
    public Scalar As(DType dtype)
    {
        if (dtype == DType.Float64)
            return ToDouble();
        if (dtype == DType.Float32)
            return (double)(float)ToDouble();
        if (dtype == DType.Bool)
            return Kind == DType.Float64 ? ToDouble() != 0 : Bits != 0;
        decimal value;
        if (Kind == DType.Float64)
        {
            double d = ToDouble();
            if (d != Math.Floor(d) || Math.Abs(d) > 1.9e19)
            {
                throw new GchunkException(
                    $"the value {this} is not an integer that {dtype.Name} can hold; use a float dtype, or round it"
                );
            }
            // Converting a double to decimal keeps only 15 digits; a 128-bit integer keeps all.
            value = (decimal)(Int128)d;
        }
        else
        {
            value = Kind == DType.UInt64 ? (ulong)Bits : Bits;
        }

        int bits = dtype.Size * 8;
        decimal highest = dtype.IsSigned
            ? (decimal)((UInt128.One << (bits - 1)) - 1)
            : (decimal)((UInt128.One << bits) - 1);
        decimal lowest = dtype.IsSigned ? -highest - 1 : 0;
        if (value < lowest || value > highest)
        {
            throw new GchunkException(
                $"the value {this} is out of range for {dtype.Name} ({lowest} to {highest}); use a wider dtype, for example with AsType(DType.Int64)"
            );
        }

        return dtype == DType.UInt64 ? (ulong)value : (long)value;
    }

    /// <summary>Returns the value as C# writes it.</summary>
    public override string ToString() =>
        Kind switch
        {
            DType.Float64 => ToDouble().ToString(CultureInfo.InvariantCulture),
            DType.Bool => Bits != 0 ? "true" : "false",
            DType.UInt64 => ((ulong)Bits).ToString(CultureInfo.InvariantCulture),
            _ => Bits.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>Converts a float.</summary>
    public static implicit operator Scalar(double value) => new(DType.Float64, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Converts an integer.</summary>
    public static implicit operator Scalar(long value) => new(DType.Int64, value);

    /// <summary>Converts an integer.</summary>
    public static implicit operator Scalar(ulong value) => new(DType.UInt64, (long)value);

    /// <summary>Converts a truth value.</summary>
    public static implicit operator Scalar(bool value) => new(DType.Bool, value ? 1 : 0);
}
