using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Fourier;

/// <content>
/// The stages of a transform, one for each factor. The innermost loops treat neighbouring columns alike: as vectors as
/// far as there are enough, with the same operations in the same order as for one column.
/// </content>
internal sealed unsafe partial class FourierPlan
{
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
            int q = 0;
            Vector512<double> cs = Vector512.Create(c),
                sn = Vector512.Create(s);
            for (; q <= step - Vector512<double>.Count; q += Vector512<double>.Count)
            {
                Vector512<double> ar = Vector512.Load(xr + from + q),
                    ai = Vector512.Load(xi + from + q),
                    br = Vector512.Load(xr + from + q + half),
                    bi = Vector512.Load(xi + from + q + half);
                (ar + br).Store(yr + to + q);
                (ai + bi).Store(yi + to + q);
                (Vector512<double> dr, Vector512<double> di) = (ar - br, ai - bi);
                (dr * cs - di * sn).Store(yr + to + q + step);
                (dr * sn + di * cs).Store(yi + to + q + step);
            }
            for (; q < step; q++)
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
            int q = 0;
            if (step >= Vector512<double>.Count)
            {
                Vector512<double> vc1 = Vector512.Create(c1),
                    vs1 = Vector512.Create(s1),
                    vc2 = Vector512.Create(c2),
                    vs2 = Vector512.Create(s2),
                    vc3 = Vector512.Create(c3),
                    vs3 = Vector512.Create(s3);
                for (; q <= step - Vector512<double>.Count; q += Vector512<double>.Count)
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
                    (ur * vc1 - ui * vs1).Store(or + step);
                    (ur * vs1 + ui * vc1).Store(om + step);
                    (ur, ui) = (acr - bdr, aci - bdi);
                    (ur * vc2 - ui * vs2).Store(or + 2L * step);
                    (ur * vs2 + ui * vc2).Store(om + 2L * step);
                    (ur, ui) = (nr - tr, ni - ti);
                    (ur * vc3 - ui * vs3).Store(or + 3L * step);
                    (ur * vs3 + ui * vc3).Store(om + 3L * step);
                }
            }
            for (; q < step; q++)
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
            ai = stackalloc double[LargestFactor],
            rootCos = stackalloc double[LargestFactor],
            rootSin = stackalloc double[LargestFactor];
        Vector512<double>* vr = stackalloc Vector512<double>[LargestFactor],
            vi = stackalloc Vector512<double>[LargestFactor];
        for (int j = 0; j < factor; j++)
            (rootCos[j], rootSin[j]) = (cos[j * unit], sin[j * unit]);
        for (int p = 0; p < count; p++)
        {
            int q = 0;
            for (; q <= step - Vector512<double>.Count; q += Vector512<double>.Count)
            {
                long from = (long)p * step + q,
                    to = (long)factor * p * step + q;
                for (int j = 0; j < factor; j++)
                    (vr[j], vi[j]) = (Vector512.Load(xr + from + j * part), Vector512.Load(xi + from + j * part));
                for (int k = 0; k < factor; k++)
                {
                    Vector512<double> sr = vr[0],
                        si = vi[0];
                    for (int j = 1, root = k; j < factor; j++)
                    {
                        Vector512<double> c = Vector512.Create(rootCos[root]),
                            s = Vector512.Create(rootSin[root]);
                        sr += vr[j] * c - vi[j] * s;
                        si += vr[j] * s + vi[j] * c;
                        root += k;
                        if (root >= factor)
                            root -= factor;
                    }
                    int turn = p * k * step;
                    Vector512<double> tc = Vector512.Create(cos[turn]),
                        ts = Vector512.Create(sin[turn]);
                    (sr * tc - si * ts).Store(yr + to + (long)k * step);
                    (sr * ts + si * tc).Store(yi + to + (long)k * step);
                }
            }
            for (; q < step; q++)
            {
                long from = (long)p * step + q,
                    to = (long)factor * p * step + q;
                for (int j = 0; j < factor; j++)
                    (ar[j], ai[j]) = (xr[from + j * part], xi[from + j * part]);
                for (int k = 0; k < factor; k++)
                {
                    double sr = ar[0],
                        si = ai[0];
                    for (int j = 1, root = k; j < factor; j++)
                    {
                        sr += ar[j] * rootCos[root] - ai[j] * rootSin[root];
                        si += ar[j] * rootSin[root] + ai[j] * rootCos[root];
                        root += k;
                        if (root >= factor)
                            root -= factor;
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
}
