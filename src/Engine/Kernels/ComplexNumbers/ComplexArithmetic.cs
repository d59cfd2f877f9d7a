using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.ComplexNumbers;

internal readonly struct ComplexMultiply : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b) =>
        new(a.Real * b.Real - a.Imaginary * b.Imaginary, a.Real * b.Imaginary + a.Imaginary * b.Real);
}

/// <summary>The quotient, without intermediate overflow; a division by 0 gives infinities and NaN, as in NumPy.</summary>
/// <remarks>Source: R. L. Smith, "Algorithm 116: Complex division", Communications of the ACM 5 (1962).</remarks>
internal readonly struct ComplexDivide : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b)
    {
        (double x, double y) = (b.Real, b.Imaginary);
        if (Math.Abs(x) >= Math.Abs(y))
        {
            if (x == 0 && y == 0)
                return new(a.Real / Math.Abs(x), a.Imaginary / Math.Abs(x));
            double ratio = y / x,
                scale = 1 / (x + y * ratio);
            return new((a.Real + a.Imaginary * ratio) * scale, (a.Imaginary - a.Real * ratio) * scale);
        }
        else
        {
            double ratio = x / y,
                scale = 1 / (y + x * ratio);
            return new((a.Real * ratio + a.Imaginary) * scale, (a.Imaginary * ratio - a.Real) * scale);
        }
    }
}

/// <summary>1 / x by Smith's algorithm; NaN for 0, as in NumPy.</summary>
internal readonly struct ComplexReciprocal : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        if (Math.Abs(x.Imaginary) <= Math.Abs(x.Real))
        {
            double ratio = x.Imaginary / x.Real,
                down = x.Real + x.Imaginary * ratio;
            return new(1 / down, -ratio / down);
        }
        else
        {
            double ratio = x.Real / x.Imaginary,
                down = x.Real * ratio + x.Imaginary;
            return new(ratio / down, -1 / down);
        }
    }
}

internal readonly struct ComplexSquare : IComplexFunction
{
    public static Complex Invoke(Complex x) => ComplexMultiply.Invoke(x, x);
}

/// <summary>The power: by multiplications for small integer exponents, otherwise e^(b log a), as in NumPy.</summary>
internal readonly struct ComplexPower : IComplexPairFunction
{
    private const int MostMultiplied = 100;

    public static Complex Invoke(Complex a, Complex b)
    {
        if (b == Complex.Zero)
            return Complex.One;
        if (a == Complex.Zero)
            return b.Real > 0 ? Complex.Zero : new(double.NaN, double.NaN);
        if (b.Imaginary == 0 && Math.Abs(b.Real) < MostMultiplied && b.Real == Math.Floor(b.Real))
        {
            int n = Math.Abs((int)b.Real);
            Complex power = Complex.One,
                square = a;
            bool any = false;
            for (; n > 0; n >>= 1)
            {
                if ((n & 1) != 0)
                    (power, any) = (any ? ComplexMultiply.Invoke(power, square) : square, true);
                if (n > 1)
                    square = ComplexMultiply.Invoke(square, square);
            }
            return b.Real < 0 ? ComplexReciprocal.Invoke(power) : power;
        }
        return ComplexExp.Invoke(ComplexMultiply.Invoke(b, ComplexLog.Invoke(a)));
    }
}

internal readonly struct ComplexConj : IComplexFunction
{
    public static Complex Invoke(Complex x) => new(x.Real, -x.Imaginary);
}

/// <summary>The number divided by its absolute value; 0 for 0.</summary>
internal readonly struct ComplexSign : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        if (x == Complex.Zero)
            return Complex.Zero;
        double size = ComplexAbs.Invoke(x);
        return new(x.Real / size, x.Imaginary / size);
    }
}

/// <summary>The first number, or the second where a part of the first is NaN.</summary>
internal readonly struct ComplexFillNa : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b) => ComplexIsNaN.Invoke(a, a) ? b : a;
}

internal readonly struct ComplexAbs : IComplexMeasure
{
    public static bool HasVector => true;

    public static double Invoke(Complex x) => double.Hypot(x.Real, x.Imaginary);

    public static Vector512<double> Invoke(Vector512<double> real, Vector512<double> imaginary) =>
        Functions.Hypot.Of(real, imaginary);
}

internal readonly struct ComplexReal : IComplexMeasure
{
    public static double Invoke(Complex x) => x.Real;
}

internal readonly struct ComplexImag : IComplexMeasure
{
    public static double Invoke(Complex x) => x.Imaginary;
}

internal readonly struct ComplexAngle : IComplexMeasure
{
    public static double Invoke(Complex x) => Math.Atan2(x.Imaginary, x.Real);
}

internal readonly struct ComplexEqual : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) => a.Real == b.Real && a.Imaginary == b.Imaginary;
}

internal readonly struct ComplexNotEqual : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) => !ComplexEqual.Invoke(a, b);
}

internal readonly struct ComplexIsNaN : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) => double.IsNaN(a.Real) || double.IsNaN(a.Imaginary);
}

internal readonly struct ComplexIsInf : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) => double.IsInfinity(a.Real) || double.IsInfinity(a.Imaginary);
}

internal readonly struct ComplexIsFinite : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) => double.IsFinite(a.Real) && double.IsFinite(a.Imaginary);
}
