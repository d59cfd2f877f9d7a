using System.Numerics;

namespace Gchunk.Engine.Kernels.ComplexNumbers;

internal readonly struct ComplexSqrt : IComplexFunction
{
    // .NET takes a negative real number for one above the branch cut; the sign of 0 says which side it is on.
    public static Complex Invoke(Complex x)
    {
        Complex root = Complex.Sqrt(x);
        return new(Math.Abs(root.Real), Math.CopySign(root.Imaginary, x.Imaginary));
    }
}

internal readonly struct ComplexExp : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        double size = Math.Exp(x.Real);
        if (x.Imaginary == 0)
            return new(size, x.Imaginary);
        (double sin, double cos) = Math.SinCos(x.Imaginary);
        return new(size * cos, size * sin);
    }
}

internal readonly struct ComplexExp2 : IComplexFunction
{
    private const double Ln2 = 0.69314718055994531;

    public static Complex Invoke(Complex x) => ComplexExp.Invoke(new(x.Real * Ln2, x.Imaginary * Ln2));
}

/// <summary>e^x - 1; accurate near 0.</summary>
internal readonly struct ComplexExpm1 : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        double half = Math.Sin(x.Imaginary / 2);
        (double sin, double cos) = Math.SinCos(x.Imaginary);
        return new(double.ExpM1(x.Real) * cos - 2 * half * half, Math.Exp(x.Real) * sin);
    }
}

/// <summary>The principal logarithm; accurate also where the absolute value is near 1.</summary>
internal readonly struct ComplexLog : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        double size = ComplexAbs.Invoke(x);
        double real = size is > 0.5 and < 2 ? NearOne(x) : Math.Log(size);
        return new(real, Math.Atan2(x.Imaginary, x.Real));
    }

    private static double NearOne(Complex x)
    {
        double large = Math.Max(Math.Abs(x.Real), Math.Abs(x.Imaginary)),
            small = Math.Min(Math.Abs(x.Real), Math.Abs(x.Imaginary));
        return double.LogP1((large - 1) * (large + 1) + small * small) / 2;
    }
}

internal readonly struct ComplexLog2 : IComplexFunction
{
    private const double Log2E = 1.4426950408889634;

    public static Complex Invoke(Complex x)
    {
        Complex log = ComplexLog.Invoke(x);
        return new(log.Real * Log2E, log.Imaginary * Log2E);
    }
}

internal readonly struct ComplexLog10 : IComplexFunction
{
    private const double Log10E = 0.43429448190325183;

    public static Complex Invoke(Complex x)
    {
        Complex log = ComplexLog.Invoke(x);
        return new(log.Real * Log10E, log.Imaginary * Log10E);
    }
}

/// <summary>The logarithm of 1 + x; accurate near 0.</summary>
internal readonly struct ComplexLog1p : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        double real =
            Math.Abs(x.Real) < 0.5 && Math.Abs(x.Imaginary) < 0.5
                ? double.LogP1(x.Real * (2 + x.Real) + x.Imaginary * x.Imaginary) / 2
                : Math.Log(double.Hypot(1 + x.Real, x.Imaginary));
        return new(real, Math.Atan2(x.Imaginary, 1 + x.Real));
    }
}

internal readonly struct ComplexSin : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        (double sin, double cos) = Math.SinCos(x.Real);
        return new(sin * Math.Cosh(x.Imaginary), cos * Math.Sinh(x.Imaginary));
    }
}

internal readonly struct ComplexCos : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        (double sin, double cos) = Math.SinCos(x.Real);
        return new(cos * Math.Cosh(x.Imaginary), -sin * Math.Sinh(x.Imaginary));
    }
}

internal readonly struct ComplexTan : IComplexFunction
{
    // tan x = -i tanh(ix).
    public static Complex Invoke(Complex x)
    {
        Complex turned = ComplexTanh.Invoke(new(-x.Imaginary, x.Real));
        return new(turned.Imaginary, -turned.Real);
    }
}

internal readonly struct ComplexSinh : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        (double sin, double cos) = Math.SinCos(x.Imaginary);
        return new(Math.Sinh(x.Real) * cos, Math.Cosh(x.Real) * sin);
    }
}

internal readonly struct ComplexCosh : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        (double sin, double cos) = Math.SinCos(x.Imaginary);
        return new(Math.Cosh(x.Real) * cos, Math.Sinh(x.Real) * sin);
    }
}

internal readonly struct ComplexTanh : IComplexFunction
{
    // Beyond this, e^(2x) is the whole of the denominator.
    private const double Far = 20;

    /// <remarks>
    /// Source: W. Kahan, "Branch cuts for complex elementary functions", in The State of the Art in Numerical Analysis
    /// (1987), procedure CTANH.
    /// </remarks>
    public static Complex Invoke(Complex x)
    {
        if (Math.Abs(x.Real) > Far)
        {
            double rest = double.IsFinite(x.Imaginary)
                ? 4 * Math.Sin(x.Imaginary) * Math.Cos(x.Imaginary) * Math.Exp(-2 * Math.Abs(x.Real))
                : 0;
            return new(Math.CopySign(1, x.Real), rest);
        }
        double t = Math.Tan(x.Imaginary),
            b = 1 + t * t,
            s = Math.Sinh(x.Real),
            r = Math.Sqrt(1 + s * s);
        if (double.IsInfinity(t))
            return new(r / s, 1 / t);
        double down = 1 + b * s * s;
        return new(b * r * s / down, t / down);
    }
}

/// <summary>sin(πx) / (πx); 1 for 0.</summary>
internal readonly struct ComplexSinc : IComplexFunction
{
    public static Complex Invoke(Complex x)
    {
        Complex y = new(Math.PI * x.Real, Math.PI * x.Imaginary);
        return x == Complex.Zero ? Complex.One : ComplexDivide.Invoke(ComplexSin.Invoke(y), y);
    }
}
