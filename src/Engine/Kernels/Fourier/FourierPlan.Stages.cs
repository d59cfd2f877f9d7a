using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Fourier;

/// <content>
/// The stages of a transform, one for each factor. The innermost loops treat neighbouring columns, and lines side by
/// side, alike: as vectors as far as there are enough, with the same operations in the same order as for one column.
/// </content>
internal sealed unsafe partial class FourierPlan
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage2(double* xr, double* xi, double* yr, double* yi, int count, int step, int lanes)
    {
        int width = step * lanes;
        long half = (long)count * width;
        for (int p = 0; p < count; p++)
        {
            double c = cos[p * step],
                s = sin[p * step];
            long from = (long)p * width,
                to = 2 * from;
            int q = 0;
            Vector512<double> cs = Vector512.Create(c),
                sn = Vector512.Create(s);
            for (; q <= width - Vector512<double>.Count; q += Vector512<double>.Count)
            {
                Vector512<double> ar = Vector512.Load(xr + from + q),
                    ai = Vector512.Load(xi + from + q),
                    br = Vector512.Load(xr + from + q + half),
                    bi = Vector512.Load(xi + from + q + half);
                (ar + br).Store(yr + to + q);
                (ai + bi).Store(yi + to + q);
                (Vector512<double> dr, Vector512<double> di) = (ar - br, ai - bi);
                (dr * cs - di * sn).Store(yr + to + q + width);
                (dr * sn + di * cs).Store(yi + to + q + width);
            }
            for (; q < width; q++)
            {
                double ar = xr[from + q],
                    ai = xi[from + q],
                    br = xr[from + q + half],
                    bi = xi[from + q + half];
                (yr[to + q], yi[to + q]) = (ar + br, ai + bi);
                (double dr, double di) = (ar - br, ai - bi);
                (yr[to + q + width], yi[to + q + width]) = (dr * c - di * s, dr * s + di * c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage4(double* xr, double* xi, double* yr, double* yi, int count, int step, int lanes)
    {
        int width = step * lanes;
        long quarter = (long)count * width;
        for (int p = 0; p < count; p++)
        {
            int w = p * step;
            double c1 = cos[w],
                s1 = sin[w],
                c2 = cos[2 * w],
                s2 = sin[2 * w],
                c3 = cos[3 * w],
                s3 = sin[3 * w];
            long from = (long)p * width,
                to = 4 * from;
            int q = 0;
            if (width >= Vector512<double>.Count)
            {
                Vector512<double> vc1 = Vector512.Create(c1),
                    vs1 = Vector512.Create(s1),
                    vc2 = Vector512.Create(c2),
                    vs2 = Vector512.Create(s2),
                    vc3 = Vector512.Create(c3),
                    vs3 = Vector512.Create(s3);
                for (; q <= width - Vector512<double>.Count; q += Vector512<double>.Count)
                {
                    double* r = xr + from + q,
                        m = xi + from + q;
                    Vector512<double> ar = Vector512.Load(r),
                        ai = Vector512.Load(m),
                        br = Vector512.Load(r + quarter),
                        bi = Vector512.Load(m + quarter),
                        cr = Vector512.Load(r + 2 * quarter),
                        ci = Vector512.Load(m + 2 * quarter),
                        dr = Vector512.Load(r + 3 * quarter),
                        di = Vector512.Load(m + 3 * quarter);
                    Vector512<double> acr = ar + cr,
                        aci = ai + ci,
                        bdr = br + dr,
                        bdi = bi + di,
                        nr = ar - cr,
                        ni = ai - ci,
                        tr = bi - di,
                        ti = dr - br;
                    double* or = yr + to + q,
                        om = yi + to + q;
                    (acr + bdr).Store(or);
                    (aci + bdi).Store(om);
                    (Vector512<double> ur, Vector512<double> ui) = (nr + tr, ni + ti);
                    (ur * vc1 - ui * vs1).Store(or + width);
                    (ur * vs1 + ui * vc1).Store(om + width);
                    (ur, ui) = (acr - bdr, aci - bdi);
                    (ur * vc2 - ui * vs2).Store(or + 2L * width);
                    (ur * vs2 + ui * vc2).Store(om + 2L * width);
                    (ur, ui) = (nr - tr, ni - ti);
                    (ur * vc3 - ui * vs3).Store(or + 3L * width);
                    (ur * vs3 + ui * vc3).Store(om + 3L * width);
                }
            }
            for (; q < width; q++)
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
                (yr[o + width], yi[o + width]) = (ur * c1 - ui * s1, ur * s1 + ui * c1);
                (ur, ui) = (acr - bdr, aci - bdi);
                (yr[o + 2L * width], yi[o + 2L * width]) = (ur * c2 - ui * s2, ur * s2 + ui * c2);
                (ur, ui) = (nr - tr, ni - ti);
                (yr[o + 3L * width], yi[o + 3L * width]) = (ur * c3 - ui * s3, ur * s3 + ui * c3);
            }
        }
    }
}
