namespace Gchunk.Engine.Kernels.Fourier;

/// <summary>
/// The first half of the spectrum of real numbers of an even length, by a complex transform of half the length.
/// </summary>
/// <remarks>
/// The elements of even index are the real parts, those of odd index the imaginary parts; the spectra of both are
/// separated afterwards (Press et al. 2007, "Numerical recipes", section 12.3).
/// </remarks>
internal sealed unsafe class RealTransform
{
    private readonly FourierPlan plan;
    private readonly int half;
    private readonly double[] cos;
    private readonly double[] sin;

    /// <summary>Creates the transform of an even length.</summary>
    public RealTransform(int length)
    {
        half = length / 2;
        plan = new FourierPlan(half);
        (cos, sin) = (new double[half + 1], new double[half + 1]);
        for (int k = 0; k <= half; k++)
        {
            (double s, double c) = double.SinCosPi((double)k / half);
            (cos[k], sin[k]) = (c, -s);
        }
    }

    /// <summary>The number of doubles of scratch memory that a transform needs.</summary>
    public int Scratch => plan.Scratch;

    /// <summary>Transforms numbers; those of even and of odd index are overwritten.</summary>
    /// <param name="even">The half of the numbers whose index is even.</param>
    /// <param name="odd">The others.</param>
    /// <param name="work">The scratch memory.</param>
    /// <param name="re">The real parts of the frequencies from 0 to half the length.</param>
    /// <param name="im">Their imaginary parts.</param>
    public void Transform(double* even, double* odd, double* work, double* re, double* im)
    {
        plan.Transform(even, odd, work);
        for (int k = 0; k <= half; k++)
        {
            int at = k == half ? 0 : k,
                mirrored = k == 0 ? 0 : half - k;
            double er = 0.5 * (even[at] + even[mirrored]),
                ei = 0.5 * (odd[at] - odd[mirrored]),
                or = 0.5 * (odd[at] + odd[mirrored]),
                oi = 0.5 * (even[mirrored] - even[at]);
            re[k] = er + (or * cos[k] - oi * sin[k]);
            im[k] = ei + (or * sin[k] + oi * cos[k]);
        }
    }
}
