using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Fourier;

/// <content>
/// The stages of odd factors. The inputs j and p - j are added and subtracted first: their roots are conjugate, so each
/// sum takes real factors only (Singleton 1969, "An algorithm for computing the mixed radix fast Fourier transform").
/// </content>
internal sealed unsafe partial class FourierPlan
{
    // The root exp(-2πi k/5): its real parts, and the imaginary parts without the sign.
    private const double Cos1Of5 = 0.30901699437494745,
        Cos2Of5 = -0.8090169943749475,
        Sin1Of5 = 0.9510565162951535,
        Sin2Of5 = 0.5877852522924731;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage5(double* xr, double* xi, double* yr, double* yi, int count, int step, int lanes)
    {
        int width = step * lanes;
        long part = (long)count * width;
        double* turnCos = stackalloc double[5],
            turnSin = stackalloc double[5];
        for (int p = 0; p < count; p++)
        {
            for (int k = 0; k < 5; k++)
                (turnCos[k], turnSin[k]) = (cos[p * k * step], sin[p * k * step]);
            long from = (long)p * width,
                to = 5 * from;
            int q = 0;
            for (; q <= width - Vector512<double>.Count; q += Vector512<double>.Count)
            {
                double* r = xr + from + q,
                    m = xi + from + q,
                    or = yr + to + q,
                    om = yi + to + q;
                Vector512<double> ar = Vector512.Load(r),
                    ai = Vector512.Load(m),
                    br = Vector512.Load(r + part),
                    bi = Vector512.Load(m + part),
                    cr = Vector512.Load(r + 2 * part),
                    ci = Vector512.Load(m + 2 * part),
                    dr = Vector512.Load(r + 3 * part),
                    di = Vector512.Load(m + 3 * part),
                    er = Vector512.Load(r + 4 * part),
                    ei = Vector512.Load(m + 4 * part);
                Vector512<double> ber = br + er,
                    bei = bi + ei,
                    cdr = cr + dr,
                    cdi = ci + di;
                (br, bi, cr, ci) = (br - er, bi - ei, cr - dr, ci - di);
                (ar + ber + cdr).Store(or);
                (ai + bei + cdi).Store(om);
                Vector512<double> mr = ar + ber * Cos1Of5 + cdr * Cos2Of5,
                    mi = ai + bei * Cos1Of5 + cdi * Cos2Of5,
                    nr = br * Sin1Of5 + cr * Sin2Of5,
                    ni = bi * Sin1Of5 + ci * Sin2Of5;
                Turn(mr + ni, mi - nr, turnCos[1], turnSin[1], or + width, om + width);
                Turn(mr - ni, mi + nr, turnCos[4], turnSin[4], or + 4L * width, om + 4L * width);
                mr = ar + ber * Cos2Of5 + cdr * Cos1Of5;
                mi = ai + bei * Cos2Of5 + cdi * Cos1Of5;
                nr = br * Sin2Of5 - cr * Sin1Of5;
                ni = bi * Sin2Of5 - ci * Sin1Of5;
                Turn(mr + ni, mi - nr, turnCos[2], turnSin[2], or + 2L * width, om + 2L * width);
                Turn(mr - ni, mi + nr, turnCos[3], turnSin[3], or + 3L * width, om + 3L * width);
            }
            for (; q < width; q++)
            {
                double* r = xr + from + q,
                    m = xi + from + q,
                    or = yr + to + q,
                    om = yi + to + q;
                double ar = r[0],
                    ai = m[0],
                    br = r[part],
                    bi = m[part],
                    cr = r[2 * part],
                    ci = m[2 * part],
                    dr = r[3 * part],
                    di = m[3 * part],
                    er = r[4 * part],
                    ei = m[4 * part];
                double ber = br + er,
                    bei = bi + ei,
                    cdr = cr + dr,
                    cdi = ci + di;
                (br, bi, cr, ci) = (br - er, bi - ei, cr - dr, ci - di);
                (or[0], om[0]) = (ar + ber + cdr, ai + bei + cdi);
                double mr = ar + ber * Cos1Of5 + cdr * Cos2Of5,
                    mi = ai + bei * Cos1Of5 + cdi * Cos2Of5,
                    nr = br * Sin1Of5 + cr * Sin2Of5,
                    ni = bi * Sin1Of5 + ci * Sin2Of5;
                Turn(mr + ni, mi - nr, turnCos[1], turnSin[1], or + width, om + width);
                Turn(mr - ni, mi + nr, turnCos[4], turnSin[4], or + 4L * width, om + 4L * width);
                mr = ar + ber * Cos2Of5 + cdr * Cos1Of5;
                mi = ai + bei * Cos2Of5 + cdi * Cos1Of5;
                nr = br * Sin2Of5 - cr * Sin1Of5;
                ni = bi * Sin2Of5 - ci * Sin1Of5;
                Turn(mr + ni, mi - nr, turnCos[2], turnSin[2], or + 2L * width, om + 2L * width);
                Turn(mr - ni, mi + nr, turnCos[3], turnSin[3], or + 3L * width, om + 3L * width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StageOf(int factor, double* xr, double* xi, double* yr, double* yi, int count, int step, int lanes)
    {
        int width = step * lanes,
            unit = length / factor,
            half = factor / 2;
        long part = (long)count * width;
        double* rootCos = stackalloc double[LargestFactor],
            rootSin = stackalloc double[LargestFactor];
        Vector512<double>* a = stackalloc Vector512<double>[2 * LargestFactor + 2];
        double* b = stackalloc double[2 * LargestFactor + 2];
        for (int j = 0; j < factor; j++)
            (rootCos[j], rootSin[j]) = (cos[j * unit], sin[j * unit]);
        for (int p = 0; p < count; p++)
        {
            int q = 0;
            for (; q <= width - Vector512<double>.Count; q += Vector512<double>.Count)
            {
                double* r = xr + (long)p * width + q,
                    m = xi + (long)p * width + q,
                    or = yr + (long)factor * p * width + q,
                    om = yi + (long)factor * p * width + q;
                Vector512<double> firstR = Vector512.Load(r),
                    firstI = Vector512.Load(m),
                    allR = firstR,
                    allI = firstI;
                // Sums and differences of the inputs j and p - j.
                for (int j = 1; j <= half; j++)
                {
                    Vector512<double> br = Vector512.Load(r + j * part),
                        bi = Vector512.Load(m + j * part),
                        cr = Vector512.Load(r + (factor - j) * part),
                        ci = Vector512.Load(m + (factor - j) * part);
                    (a[4 * j - 4], a[4 * j - 3], a[4 * j - 2], a[4 * j - 1]) = (br + cr, bi + ci, br - cr, bi - ci);
                    allR += br + cr;
                    allI += bi + ci;
                }
                allR.Store(or);
                allI.Store(om);
                for (int k = 1; k <= half; k++)
                {
                    Vector512<double> mr = firstR,
                        mi = firstI,
                        nr = Vector512<double>.Zero,
                        ni = Vector512<double>.Zero;
                    for (int j = 1, root = k; j <= half; j++)
                    {
                        Vector512<double> c = Vector512.Create(rootCos[root]),
                            s = Vector512.Create(rootSin[root]);
                        mr += a[4 * j - 4] * c;
                        mi += a[4 * j - 3] * c;
                        nr += a[4 * j - 2] * s;
                        ni += a[4 * j - 1] * s;
                        root += k;
                        if (root >= factor)
                            root -= factor;
                    }
                    int near = p * k * step,
                        far = p * (factor - k) * step;
                    Turn(mr - ni, mi + nr, cos[near], sin[near], or + (long)k * width, om + (long)k * width);
                    long mirrored = (long)(factor - k) * width;
                    Turn(mr + ni, mi - nr, cos[far], sin[far], or + mirrored, om + mirrored);
                }
            }
            for (; q < width; q++)
            {
                double* r = xr + (long)p * width + q,
                    m = xi + (long)p * width + q,
                    or = yr + (long)factor * p * width + q,
                    om = yi + (long)factor * p * width + q;
                double allR = r[0],
                    allI = m[0];
                for (int j = 1; j <= half; j++)
                {
                    double br = r[j * part],
                        bi = m[j * part],
                        cr = r[(factor - j) * part],
                        ci = m[(factor - j) * part];
                    (b[4 * j - 4], b[4 * j - 3], b[4 * j - 2], b[4 * j - 1]) = (br + cr, bi + ci, br - cr, bi - ci);
                    allR += br + cr;
                    allI += bi + ci;
                }
                (double firstR, double firstI) = (r[0], m[0]);
                (or[0], om[0]) = (allR, allI);
                for (int k = 1; k <= half; k++)
                {
                    double mr = firstR,
                        mi = firstI,
                        nr = 0,
                        ni = 0;
                    for (int j = 1, root = k; j <= half; j++)
                    {
                        mr += b[4 * j - 4] * rootCos[root];
                        mi += b[4 * j - 3] * rootCos[root];
                        nr += b[4 * j - 2] * rootSin[root];
                        ni += b[4 * j - 1] * rootSin[root];
                        root += k;
                        if (root >= factor)
                            root -= factor;
                    }
                    int near = p * k * step,
                        far = p * (factor - k) * step;
                    Turn(mr - ni, mi + nr, cos[near], sin[near], or + (long)k * width, om + (long)k * width);
                    long mirrored = (long)(factor - k) * width;
                    Turn(mr + ni, mi - nr, cos[far], sin[far], or + mirrored, om + mirrored);
                }
            }
        }
    }

    // Stores a number times a root.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(Vector512<double> re, Vector512<double> im, double c, double s, double* or, double* om)
    {
        (re * c - im * s).Store(or);
        (re * s + im * c).Store(om);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(double re, double im, double c, double s, double* or, double* om) =>
        (*or, *om) = (re * c - im * s, re * s + im * c);
}
