using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Fourier;

/// <summary>
/// The first half of the spectrum of real numbers of an even length, by a complex transform of half the length.
/// </summary>
/// <remarks>
/// The elements of even index are the real parts, those of odd index the imaginary parts; the spectra of both are
/// separated afterwards (Press et al. 2007, "Numerical recipes", section 12.3).
/// </remarks>
/// <param name="length">The even length.</param>
internal sealed unsafe class RealTransform(int length)
{
    private readonly int half = length / 2;
    private readonly Rotations roots = new(length);

    /// <summary>Separates the spectra: returns one frequency of a line.</summary>
    /// <param name="even">The real parts of the transform of half the length.</param>
    /// <param name="odd">The imaginary parts.</param>
    /// <param name="k">The frequency, from 0 to half the length.</param>
    /// <param name="im">The imaginary part.</param>
    /// <returns>The real part.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Frequency(double* even, double* odd, int k, out double im)
    {
        int at = k == half ? 0 : k,
            mirrored = k == 0 ? 0 : half - k;
        (double c, double s) = roots[k];
        double er = 0.5 * (even[at] + even[mirrored]),
            ei = 0.5 * (odd[at] - odd[mirrored]),
            or = 0.5 * (odd[at] + odd[mirrored]),
            oi = 0.5 * (even[mirrored] - even[at]);
        im = ei + (or * s + oi * c);
        return er + (or * c - oi * s);
    }

    /// <summary>Returns one frequency of eight lines side by side, with the bits of each alone.</summary>
    /// <inheritdoc cref="Frequency"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Frequencies(double* even, double* odd, int k, out Vector512<double> im)
    {
        int at = 8 * (k == half ? 0 : k),
            mirrored = 8 * (k == 0 ? 0 : half - k);
        (double c, double s) = roots[k];
        Vector512<double> evenAt = Vector512.Load(even + at),
            evenMirrored = Vector512.Load(even + mirrored),
            oddAt = Vector512.Load(odd + at),
            oddMirrored = Vector512.Load(odd + mirrored);
        Vector512<double> er = 0.5 * (evenAt + evenMirrored),
            ei = 0.5 * (oddAt - oddMirrored),
            or = 0.5 * (oddAt + oddMirrored),
            oi = 0.5 * (evenMirrored - evenAt);
        im = ei + (or * s + oi * c);
        return er + (or * c - oi * s);
    }
}
