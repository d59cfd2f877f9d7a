using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Kernels.Fourier;

/// <summary>
/// The roots exp(-2πi k/n) of a large n, each as the product of two of a small table: to compute each on its own takes
/// longer than a transform. The product has an error of about one ulp.
/// </summary>
internal sealed class Rotations
{
    private const int Shift = 10;

    private readonly double[] fineCos = new double[1 << Shift];
    private readonly double[] fineSin = new double[1 << Shift];
    private readonly double[] coarseCos;
    private readonly double[] coarseSin;

    /// <summary>Creates the roots of n.</summary>
    public Rotations(int n)
    {
        (coarseCos, coarseSin) = (new double[(n >> Shift) + 2], new double[(n >> Shift) + 2]);
        Fill(fineCos, fineSin, 1, n);
        Fill(coarseCos, coarseSin, 1 << Shift, n);
    }

    private static void Fill(double[] cos, double[] sin, long step, int n)
    {
        for (int i = 0; i < cos.Length; i++)
        {
            (double s, double c) = double.SinCosPi(2.0 * (i * step % n) / n);
            (cos[i], sin[i]) = (c, -s);
        }
    }

    /// <summary>Returns the real and the imaginary part of exp(-2πi k/n), for k from 0 to n.</summary>
    public (double Cos, double Sin) this[int k]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int fine = k & (1 << Shift) - 1,
                coarse = k >> Shift;
            double c = coarseCos[coarse],
                s = coarseSin[coarse],
                fc = fineCos[fine],
                fs = fineSin[fine];
            return (c * fc - s * fs, c * fs + s * fc);
        }
    }
}
