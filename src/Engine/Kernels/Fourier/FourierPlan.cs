using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Kernels.Fourier;

/// <summary>The discrete Fourier transform of one length.</summary>
/// <remarks>
/// Lengths with small prime factors use Stockham's self-sorting algorithm (Van Loan 1992, "Computational frameworks for
/// the fast Fourier transform", 1.7 and 2.3) with the factors 4, 2 and odd primes; other lengths are computed as a
/// convolution (Bluestein 1970) of a length that is a power of 2.
/// </remarks>
internal sealed unsafe class FourierPlan
{
    private const int LargestFactor = 13;

    private readonly int length;
    private readonly int[] factors;
    private readonly double[] cos;
    private readonly double[] sin;

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
        var work = new double[2 * padded];
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
    public static long ScratchDoubles(long length) => 12 * length + 64;

    /// <summary>The number of doubles of scratch memory that this transform needs.</summary>
    public int Scratch => longer is null ? 2 * length : 4 * longer.length;

    /// <summary>
    /// Transforms complex numbers in place: X(k) = Σ x(j) exp(-2πi jk/n). With the real and imaginary parts swapped it
    /// is the inverse, times n.
    /// </summary>
    /// <param name="re">The real parts.</param>
    /// <param name="im">The imaginary parts.</param>
    /// <param name="work">The scratch memory.</param>
    public void Transform(double* re, double* im, double* work)
    {
        if (longer is not null)
        {
            Convolve(re, im, work);
            return;
        }
        double* fromRe = re,
            fromIm = im,
            toRe = work,
            toIm = work + length;
        int count = length,
            step = 1;
        foreach (int factor in factors)
        {
            count /= factor;
            switch (factor)
            {
                case 2:
                    Stage2(fromRe, fromIm, toRe, toIm, count, step);
                    break;
                case 4:
                    Stage4(fromRe, fromIm, toRe, toIm, count, step);
                    break;
                default:
                    StageOf(factor, fromRe, fromIm, toRe, toIm, count, step);
                    break;
            }
            step *= factor;
            double* re0 = fromRe,
                im0 = fromIm;
            fromRe = toRe;
            fromIm = toIm;
            toRe = re0;
            toIm = im0;
        }
        if (fromRe == re)
            return;
        new ReadOnlySpan<double>(fromRe, length).CopyTo(new Span<double>(re, length));
        new ReadOnlySpan<double>(fromIm, length).CopyTo(new Span<double>(im, length));
    }

    private void Convolve(double* re, double* im, double* work)
    {
        int padded = longer!.length;
        double* a = work,
            b = work + padded,
            rest = work + 2 * padded;
        new Span<double>(a, 2 * padded).Clear();
        for (int k = 0; k < length; k++)
            (a[k], b[k]) = (re[k] * chirpRe[k] - im[k] * chirpIm[k], re[k] * chirpIm[k] + im[k] * chirpRe[k]);
        longer.Transform(a, b, rest);
        for (int k = 0; k < padded; k++)
            (a[k], b[k]) = (a[k] * filterRe[k] - b[k] * filterIm[k], a[k] * filterIm[k] + b[k] * filterRe[k]);
        // The swapped parts give the inverse.
        longer.Transform(b, a, rest);
        double scale = 1.0 / padded;
        for (int k = 0; k < length; k++)
        {
            (re[k], im[k]) = (
                (a[k] * chirpRe[k] - b[k] * chirpIm[k]) * scale,
                (a[k] * chirpIm[k] + b[k] * chirpRe[k]) * scale
            );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage2(double* xr, double* xi, double* yr, double* yi, int count, int step)
    {
        long half = (long)count * step;
        for (int p = 0; p < count; p++)
        {
            double c = cos[p * step],
                s = sin[p * step];
            long from = (long)p * step,
                to = 2 * from;
            for (int q = 0; q < step; q++)
            {
                double ar = xr[from + q],
                    ai = xi[from + q],
                    br = xr[from + q + half],
                    bi = xi[from + q + half];
                (yr[to + q], yi[to + q]) = (ar + br, ai + bi);
                (double dr, double di) = (ar - br, ai - bi);
                (yr[to + q + step], yi[to + q + step]) = (dr * c - di * s, dr * s + di * c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage4(double* xr, double* xi, double* yr, double* yi, int count, int step)
    {
        long quarter = (long)count * step;
        for (int p = 0; p < count; p++)
        {
            int w = p * step;
            double c1 = cos[w],
                s1 = sin[w],
                c2 = cos[2 * w],
                s2 = sin[2 * w],
                c3 = cos[3 * w],
                s3 = sin[3 * w];
            long from = (long)p * step,
                to = 4 * from;
            for (int q = 0; q < step; q++)
            {
                long i = from + q,
                    o = to + q;
                double ar = xr[i],
                    ai = xi[i],
                    br = xr[i + quarter],
                    bi = xi[i + quarter];
                double cr = xr[i + 2 * quarter],
                    ci = xi[i + 2 * quarter],
                    dr = xr[i + 3 * quarter],
                    di = xi[i + 3 * quarter];
                double acr = ar + cr,
                    aci = ai + ci,
                    bdr = br + dr,
                    bdi = bi + di,
                    nr = ar - cr,
                    ni = ai - ci;
                // -i (b - d).
                double tr = bi - di,
                    ti = dr - br;
                (yr[o], yi[o]) = (acr + bdr, aci + bdi);
                (double ur, double ui) = (nr + tr, ni + ti);
                (yr[o + step], yi[o + step]) = (ur * c1 - ui * s1, ur * s1 + ui * c1);
                (ur, ui) = (acr - bdr, aci - bdi);
                (yr[o + 2L * step], yi[o + 2L * step]) = (ur * c2 - ui * s2, ur * s2 + ui * c2);
                (ur, ui) = (nr - tr, ni - ti);
                (yr[o + 3L * step], yi[o + 3L * step]) = (ur * c3 - ui * s3, ur * s3 + ui * c3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StageOf(int factor, double* xr, double* xi, double* yr, double* yi, int count, int step)
    {
        long part = (long)count * step;
        int unit = length / factor;
        double* ar = stackalloc double[LargestFactor],
            ai = stackalloc double[LargestFactor];
        for (int p = 0; p < count; p++)
        {
            for (int q = 0; q < step; q++)
            {
                long from = (long)p * step + q,
                    to = (long)factor * p * step + q;
                for (int j = 0; j < factor; j++)
                    (ar[j], ai[j]) = (xr[from + j * part], xi[from + j * part]);
                for (int k = 0; k < factor; k++)
                {
                    double sr = ar[0],
                        si = ai[0];
                    for (int j = 1; j < factor; j++)
                    {
                        int root = j * k % factor * unit;
                        sr += ar[j] * cos[root] - ai[j] * sin[root];
                        si += ar[j] * sin[root] + ai[j] * cos[root];
                    }
                    int turn = p * k * step;
                    (yr[to + (long)k * step], yi[to + (long)k * step]) = (
                        sr * cos[turn] - si * sin[turn],
                        sr * sin[turn] + si * cos[turn]
                    );
                }
            }
        }
    }

    // The factors, 4s and 2s first; empty if a prime factor is too large.
    private static int[] Factor(int length)
    {
        var factors = new List<int>();
        foreach (int factor in (ReadOnlySpan<int>)[4, 2, 3, 5, 7, 11, LargestFactor])
        {
            while (length % factor == 0)
            {
                factors.Add(factor);
                length /= factor;
            }
        }

        return length == 1 ? [.. factors] : [];
    }

    // The roots exp(-2πi k/n).
    private static (double[] Cos, double[] Sin) Roots(int length)
    {
        double[] cos = new double[length],
            sin = new double[length];
        for (int k = 0; k < length; k++)
        {
            (double s, double c) = double.SinCosPi(2.0 * k / length);
            (cos[k], sin[k]) = (c, -s);
        }
        return (cos, sin);
    }
}
