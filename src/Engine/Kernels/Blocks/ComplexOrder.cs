using System.Numerics;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// NumPy's order of complex numbers: by the real part, then by the imaginary part; those with NaN come last, those with
/// NaN in the real part after those with NaN in the imaginary part.
/// </summary>
internal sealed class ComplexOrder<T> : IComparer<T>
    where T : unmanaged
{
    public static ComplexOrder<T> Instance { get; } = new();

    public int Compare(T x, T y)
    {
        Complex a = x is Complex64 s ? s : (Complex)(object)x,
            b = y is Complex64 t ? t : (Complex)(object)y;
        int order = Class(a).CompareTo(Class(b));
        if (order != 0)
            return order;
        order = Parts(a.Real, b.Real);
        return order != 0 ? order : Parts(a.Imaginary, b.Imaginary);
    }

    private static int Class(Complex z) => (double.IsNaN(z.Real) ? 2 : 0) + (double.IsNaN(z.Imaginary) ? 1 : 0);

    private static int Parts(double a, double b) =>
        a < b ? -1
        : a > b ? 1
        : 0;
}
