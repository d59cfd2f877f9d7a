using System.Globalization;
using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Arrays.Printing;

namespace Gchunk.Engine.Expressions;

/// <summary>An exact scalar: a bool, an integer, a float or a complex number.</summary>
/// <param name="Kind">The dtype of the value: bool, int64, uint64, float64 or complex128.</param>
/// <param name="Bits">The 8 bytes of the value, or of its real part.</param>
/// <param name="Imaginary">The 8 bytes of the imaginary part of a complex number, otherwise 0.</param>
public readonly record struct Scalar(DType Kind, long Bits, long Imaginary = 0)
{
    /// <summary>Returns the value as a double; NaN if it has an imaginary part.</summary>
    public double ToDouble() =>
        Kind switch
        {
            DType.Float64 => BitConverter.Int64BitsToDouble(Bits),
            DType.UInt64 => (ulong)Bits,
            DType.Complex128 => Imaginary == 0 ? BitConverter.Int64BitsToDouble(Bits) : double.NaN,
            _ => Bits,
        };

    /// <summary>Returns the value as a complex number.</summary>
    public Complex ToComplex() =>
        Kind == DType.Complex128
            ? new Complex(BitConverter.Int64BitsToDouble(Bits), BitConverter.Int64BitsToDouble(Imaginary))
            : ToDouble();

    /// <summary>Writes the value as one element of a dtype.</summary>
    /// <param name="dtype">The dtype, to which the value must have been converted with <see cref="As"/>.</param>
    /// <param name="target">The memory of the element.</param>
    public unsafe void Write(DType dtype, byte* target)
    {
        long* parts = stackalloc long[2] { Bits, Imaginary };
        Casting.Convert(Kind, (byte*)parts, dtype, target, 1);
    }

    /// <summary>Reads one element of a dtype.</summary>
    public static unsafe Scalar Read(DType dtype, byte* value)
    {
        DType kind = dtype switch
        {
            DType.Bool or DType.Float64 or DType.UInt64 => dtype,
            DType.Float32 or DType.Float16 or DType.BFloat16 => DType.Float64,
            DType.Complex64 or DType.Complex128 => DType.Complex128,
            _ => DType.Int64,
        };
        long* parts = stackalloc long[2] { 0, 0 };
        Casting.Convert(dtype, value, kind, (byte*)parts, 1);
        return new Scalar(kind, parts[0], parts[1]);
    }

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
    /// <exception cref="GchunkException">
    /// The value does not fit the integer dtype, or is complex and the dtype is not.
    /// </exception>
    public Scalar As(DType dtype)
    {
        if (dtype.IsTime)
        {
            return Kind == DType.Int64
                ? this
                : throw new GchunkException($"the value {this} is not a count of nanoseconds, as {dtype.Name} holds");
        }
        if (dtype == DType.Complex128)
            return ToComplex();
        if (dtype == DType.Complex64)
            return (Complex)(Complex64)ToComplex();
        if (Kind == DType.Complex128)
        {
            if (dtype == DType.Bool)
                return ToComplex() != Complex.Zero;
            throw new GchunkException(
                $"the value {this} is complex and does not fit {dtype.Name}; use a complex dtype, or its real part"
            );
        }
        if (dtype == DType.Float64)
            return ToDouble();
        if (dtype == DType.Float32)
            return (double)(float)ToDouble();
        if (dtype == DType.Float16)
            return (double)(Half)ToDouble();
        if (dtype == DType.BFloat16)
            return (double)(float)(BFloat16)(float)ToDouble();
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
            DType.Complex128 => NDArrayText.Complex(ToComplex().Real, ToComplex().Imaginary, "R"),
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

    /// <summary>Converts a complex number.</summary>
    public static implicit operator Scalar(Complex value) =>
        new(
            DType.Complex128,
            BitConverter.DoubleToInt64Bits(value.Real),
            BitConverter.DoubleToInt64Bits(value.Imaginary)
        );

    /// <summary>Converts a truth value.</summary>
    public static implicit operator Scalar(bool value) => new(DType.Bool, value ? 1 : 0);
}
