using System.Numerics;

namespace Gchunk.Engine.Kernels.ComplexNumbers;

// The branch cuts are those of NumPy and C99; on a cut, the sign of 0 says which side a number is on.

internal readonly struct ComplexArcsin : IComplexFunction
{
    // asin x = -i asinh(ix).
    public static Complex Invoke(Complex x)
    {
        Complex turned = ComplexArcsinh.Invoke(new(-x.Imaginary, x.Real));
        return new(turned.Imaginary, -turned.Real);
    }
}

internal readonly struct ComplexArccos : IComplexFunction
{
    /// <remarks>
    /// Source: W. Kahan, "Branch cuts for complex elementary functions" (1987), procedure CACOS.
    /// </remarks>
    public static Complex Invoke(Complex x)
    {
        Complex below = ComplexSqrt.Invoke(new(1 - x.Real, -x.Imaginary)),
            above = ComplexSqrt.Invoke(new(1 + x.Real, x.Imaginary));
        return new(
            2 * Math.Atan2(below.Real, above.Real),
            Math.Asinh(above.Real * below.Imaginary - above.Imaginary * below.Real)
        );
    }
}

internal readonly struct ComplexArctan : IComplexFunction
{
    // atan x = -i atanh(ix).
    public static Complex Invoke(Complex x)
    {
        Complex turned = ComplexArctanh.Invoke(new(-x.Imaginary, x.Real));
        return new(turned.Imaginary, -turned.Real);
    }
}

internal readonly struct ComplexArcsinh : IComplexFunction
{
    /// <remarks>
    /// Source: W. Kahan, "Branch cuts for complex elementary functions" (1987), procedure CASINH = i CASIN(-ix).
    /// </remarks>
    public static Complex Invoke(Complex x)
    {
        // With y = -ix, asinh x = i asin y.
        (double re, double im) = (x.Imaginary, -x.Real);
        Complex below = ComplexSqrt.Invoke(new(1 - re, -im)),
            above = ComplexSqrt.Invoke(new(1 + re, im));
        double sinReal = Math.Atan2(re, below.Real * above.Real - below.Imaginary * above.Imaginary),
            sinImaginary = Math.Asinh(below.Real * above.Imaginary - below.Imaginary * above.Real);
        return new(-sinImaginary, sinReal);
    }
}

internal readonly struct ComplexArccosh : IComplexFunction
{
    /// <remarks>
    /// Source: W. Kahan, "Branch cuts for complex elementary functions" (1987), procedure CACOSH.
    /// </remarks>
    public static Complex Invoke(Complex x)
    {
        Complex below = ComplexSqrt.Invoke(new(x.Real - 1, x.Imaginary)),
            above = ComplexSqrt.Invoke(new(x.Real + 1, x.Imaginary));
        return new(
            Math.Asinh(below.Real * above.Real + below.Imaginary * above.Imaginary),
            2 * Math.Atan2(below.Imaginary, above.Real)
        );
    }
}

internal readonly struct ComplexArctanh : IComplexFunction
{
    // The squares of parts beyond this overflow.
    private const double Far = 1e150;

    public static Complex Invoke(Complex x)
    {
        (double re, double im) = (Math.Abs(x.Real), Math.Abs(x.Imaginary));
        double real,
            imaginary;
        if (re > Far || im > Far)
        {
            // 1/x has the real part re / (re² + im²).
            double size = double.Hypot(re, im);
            (real, imaginary) = (double.IsInfinity(size) ? 0 : re / size / size, Math.PI / 2);
        }
        else
        {
            double less = 1 - re;
            real = double.LogP1(4 * re / (less * less + im * im)) / 4;
            imaginary = Math.Atan2(2 * im, less * (1 + re) - im * im) / 2;
        }
        return new(Math.CopySign(real, x.Real), Math.CopySign(imaginary, x.Imaginary));
    }
}
