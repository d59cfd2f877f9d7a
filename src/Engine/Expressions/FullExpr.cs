using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>An array of one value throughout.</summary>
public sealed class FullExpr : ArrayExpr
{
    /// <summary>Makes an array of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="dtype">Its dtype.</param>
    /// <param name="chunks">The shape, cut into blocks.</param>
    /// <param name="isWeak">
    /// Whether this is a bare number, which takes the dtype of the array that it meets (NumPy's NEP 50).
    /// </param>
    /// <exception cref="GchunkException">The dtype cannot hold the value.</exception>
    public FullExpr(Scalar value, DType dtype, ChunkGrid chunks, bool isWeak = false)
        : base(dtype, chunks) => (Value, IsWeak) = (value.As(dtype), isWeak);

    /// <summary>The value, already in the array's dtype.</summary>
    public Scalar Value { get; }

    /// <summary>Whether this is a bare number, which takes the dtype of the array that it meets.</summary>
    public bool IsWeak { get; }

    /// <inheritdoc/>
    public override string Name => "full";

    /// <inheritdoc/>
    public override string Details => Value.ToString();

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(Value.Bits).Add(IsWeak ? 1L : 0);

    /// <summary>A bare number.</summary>
    public static FullExpr Weak(Scalar value) => new(value, value.Kind, ChunkGrid.Single(Shape.Scalar), isWeak: true);
}

/// <summary>One value: a bool, a whole number or a float, exact.</summary>
/// <param name="Kind">The dtype it is held in: bool, int64, uint64 or float64.</param>
/// <param name="Bits">Its 8 bytes.</param>
public readonly record struct Scalar(DType Kind, long Bits)
{
    /// <summary>As a double.</summary>
    public double ToDouble() =>
        Kind switch
        {
            DType.Float64 => BitConverter.Int64BitsToDouble(Bits),
            DType.UInt64 => (ulong)Bits,
            _ => Bits,
        };

    /// <summary>This value in the kind that holds a dtype's values.</summary>
    /// <exception cref="GchunkException">An integer dtype cannot hold it.</exception>
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
                    $"the value {this} is not a whole number that {dtype.Name} can hold; use a float dtype, or round it"
                );
            }
            // A double becomes a decimal of 15 digits; a whole number of 128 bits keeps all.
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

    /// <summary>As C# writes it.</summary>
    public override string ToString() =>
        Kind switch
        {
            DType.Float64 => ToDouble().ToString(CultureInfo.InvariantCulture),
            DType.Bool => Bits != 0 ? "true" : "false",
            DType.UInt64 => ((ulong)Bits).ToString(CultureInfo.InvariantCulture),
            _ => Bits.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>A float.</summary>
    public static implicit operator Scalar(double value) => new(DType.Float64, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(DType.Int64, value);

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(ulong value) => new(DType.UInt64, (long)value);

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(DType.Bool, value ? 1 : 0);
}
