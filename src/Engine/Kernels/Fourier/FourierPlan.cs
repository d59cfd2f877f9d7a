using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Kernels.Fourier;

/// <summary>The discrete Fourier transform of one length.</summary>
/// <remarks>
/// Lengths with small prime factors use Stockham's self-sorting algorithm (Van Loan 1992, "Computational frameworks for
/// the fast Fourier transform", 1.7 and 2.3) with the factors 4, 2 and odd primes, long ones in two halves; other lengths
/// are computed as a convolution (Bluestein 1970) of a length that is a power of 2.
/// </remarks>
internal sealed unsafe partial class FourierPlan
{
    private const int LargestFactor = 61;

    private readonly int length;
    private readonly int[] factors;
    private readonly double[] cos;
    private readonly double[] sin;

    // For a long line with small factors.
    private readonly FourierHalves? halves;

    // For Bluestein's algorithm: the longer transform, the chirp exp(-πi k²/n) and the transform of its conjugate.
    private readonly FourierPlan? longer;
    private readonly double[] chirpRe = [],
        chirpIm = [],
        filterRe = [],
        filterIm = [];

    /// <summary>Creates the plan for a length of at least 1.</summary>
    public FourierPlan(int length)
    {
        this.length = length;
        factors = Factor(length);
        if (Split(length, factors) is { } rows)
        {
            (cos, sin) = ([], []);
            halves = new FourierHalves(length, rows);
            return;
        }
        if (factors.Length > 0 || length == 1)
        {
            (cos, sin) = Roots(length);
            return;
        }
        (cos, sin) = ([], []);
        int padded = 1;
        while (padded < 2 * length - 1)
            padded *= 2;
        longer = new FourierPlan(padded);
        (chirpRe, chirpIm) = (new double[length], new double[length]);
        (filterRe, filterIm) = (new double[padded], new double[padded]);
        for (int k = 0; k < length; k++)
        {
            // k² modulo 2n, so that the angle is exact.
            (double s, double c) = double.SinCosPi((double)((long)k * k % (2L * length)) / length);
            (chirpRe[k], chirpIm[k]) = (c, -s);
            int mirrored = (padded - k) % padded;
            (filterRe[k], filterIm[k]) = (filterRe[mirrored], filterIm[mirrored]) = (c, s);
        }
        var work = new double[longer.Scratch];
        fixed (
            double* re = filterRe,
                im = filterIm,
                w = work
        )
        {
            longer.Transform(re, im, w);
        }
    }

    /// <summary>Returns the number of doubles of scratch memory that a transform of a length needs.</summary>
    public static long ScratchDoubles(long length) => 16 * length + 64;

    /// <summary>The number of doubles of scratch memory that this transform of one line needs.</summary>
    public long Scratch => longer is null ? 2L * length : 2L * longer.length + longer.Scratch;

    /// <summary>True if one line is long enough for several threads, or must be transformed alone.</summary>
    public bool IsAlone => halves is not null || longer is not null;

    /// <summary>
    /// Transforms complex numbers in place: X(k) = Σ x(j) exp(-2πi jk/n). With the real and imaginary parts swapped it
    /// is the inverse, times n.
    /// </summary>
    /// <param name="re">The real parts.</param>
    /// <param name="im">The imaginary parts.</param>
    /// <param name="work">The scratch memory.</param>
    /// <param name="parts">The threads that may take a part of a long line.</param>
    public void Transform(double* re, double* im, double* work, IPartRunner? parts = null)
    {
        if (longer is not null)
        {
            Convolve(re, im, work, parts);
            return;
        }
        double* fromRe = re,
            fromIm = im,
            toRe = work,
            toIm = work + length;
        Transform(ref fromRe, ref fromIm, ref toRe, ref toIm, 1, parts);
        if (fromRe == re)
            return;
        new ReadOnlySpan<double>(fromRe, length).CopyTo(new Span<double>(re, length));
        new ReadOnlySpan<double>(fromIm, length).CopyTo(new Span<double>(im, length));
    }

    /// <summary>
    /// Transforms lines side by side: the numbers of one index lie together, one of each line. Each line gets the bits
    /// that it gets alone.
    /// </summary>
    /// <param name="re">The real parts, and afterwards those of the results.</param>
    /// <param name="im">The imaginary parts, likewise.</param>
    /// <param name="otherRe">As much memory.</param>
    /// <param name="otherIm">As much memory.</param>
    /// <param name="lanes">The number of lines; 1 if a line must be transformed alone.</param>
    /// <param name="parts">The threads that may take a part of a long line.</param>
    public void Transform(
        ref double* re,
        ref double* im,
        ref double* otherRe,
        ref double* otherIm,
        int lanes,
        IPartRunner? parts
    )
    {
        if (halves is not null)
        {
            halves.Transform(re, im, otherRe, otherIm, parts);
            Swap(ref re, ref im, ref otherRe, ref otherIm);
            return;
        }
        int count = length,
            step = 1;
        foreach (int factor in factors)
        {
            count /= factor;
            switch (factor)
            {
                case 2:
                    Stage2(re, im, otherRe, otherIm, count, step, lanes);
                    break;
                case 4:
                    Stage4(re, im, otherRe, otherIm, count, step, lanes);
                    break;
                case 5:
                    Stage5(re, im, otherRe, otherIm, count, step, lanes);
                    break;
                default:
                    StageOf(factor, re, im, otherRe, otherIm, count, step, lanes);
                    break;
            }
            step *= factor;
            Swap(ref re, ref im, ref otherRe, ref otherIm);
        }
    }

    private static void Swap(ref double* re, ref double* im, ref double* otherRe, ref double* otherIm)
    {
        double* keptRe = re,
            keptIm = im;
        re = otherRe;
        im = otherIm;
        otherRe = keptRe;
        otherIm = keptIm;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Convolve(double* re, double* im, double* work, IPartRunner? parts)
    {
        int padded = longer!.length;
        double* a = work,
            b = work + padded,
            rest = work + 2 * padded;
        new Span<double>(a, 2 * padded).Clear();
        for (int k = 0; k < length; k++)
            (a[k], b[k]) = (re[k] * chirpRe[k] - im[k] * chirpIm[k], re[k] * chirpIm[k] + im[k] * chirpRe[k]);
        longer.Transform(a, b, rest, parts);
        for (int k = 0; k < padded; k++)
            (a[k], b[k]) = (a[k] * filterRe[k] - b[k] * filterIm[k], a[k] * filterIm[k] + b[k] * filterRe[k]);
        // The swapped parts give the inverse.
        longer.Transform(b, a, rest, parts);
        double scale = 1.0 / padded;
        for (int k = 0; k < length; k++)
        {
            (re[k], im[k]) = (
                (a[k] * chirpRe[k] - b[k] * chirpIm[k]) * scale,
                (a[k] * chirpIm[k] + b[k] * chirpRe[k]) * scale
            );
        }
    }

    // The number of rows if a long line is transformed as a matrix, near the square root; null to transform it whole.
    private static int? Split(int length, int[] factors)
    {
        const int LongLine = 1 << 14,
            Least = 64;
        if (length < LongLine || factors.Length == 0)
            return null;
        // Some factors give the rows, those left the columns.
        int rows = 1;
        foreach (int factor in factors)
        {
            if (
                Math.Abs(Math.Log((double)rows * rows * factor * factor / length))
                < Math.Abs(Math.Log((double)rows * rows / length))
            )
            {
                rows *= factor;
            }
        }
        int columns = length / rows;
        return Math.Min(rows, columns) >= Least && Math.Max(rows, columns) < LongLine ? rows : null;
    }

    // The factors, 4s and 2s first; empty if a prime factor is too large.
    private static int[] Factor(int length)
    {
        var factors = new List<int>();
        Take(4);
        Take(2);
        for (int factor = 3; factor <= LargestFactor; factor += 2)
            Take(factor);

        return length == 1 ? [.. factors] : [];

        void Take(int factor)
        {
            while (length % factor == 0)
            {
                factors.Add(factor);
                length /= factor;
            }
        }
    }

    // The roots exp(-2πi k/n); those of the second half mirror the first.
    private static (double[] Cos, double[] Sin) Roots(int length)
    {
        double[] cos = new double[length],
            sin = new double[length];
        for (int k = 0; k <= length / 2; k++)
        {
            (double s, double c) = double.SinCosPi(2.0 * k / length);
            (cos[k], sin[k]) = (c, -s);
            if (k > 0)
                (cos[length - k], sin[length - k]) = (c, s);
        }
        return (cos, sin);
    }
}
