using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>Decompositions of one block, in float64: by LAPACK where it is there, by own code where not.</summary>
internal static unsafe class Decompositions
{
    /// <summary>Bytes that a QR decomposition of an m × n matrix needs beside its results.</summary>
    public static long QrBytes(long m, long n) => (m * n + 64 * (m + n)) * sizeof(double);

    /// <summary>Bytes that a singular value decomposition of an m × n matrix needs beside its results.</summary>
    public static long SvdBytes(long m, long n)
    {
        long k = Math.Min(m, n);
        return (m * n + k * (m + n) + 4 * k * k + 16 * (m + n)) * sizeof(double);
    }

    /// <summary>
    /// a = q r, with k = min(m, n) columns of q; the diagonal of r is not negative, which makes both unique where a has
    /// full rank. Either may be null.
    /// </summary>
    /// <param name="a">m × n, float64.</param>
    /// <param name="q">Room for m × k.</param>
    /// <param name="r">Room for k × n.</param>
    public static void Qr(NDArray a, NDArray? q, NDArray? r)
    {
        int m = checked((int)a.Shape[0]),
            n = checked((int)a.Shape[1]),
            k = Math.Min(m, n);
        if (k == 0)
            return;
        using var columns = new NativeDoubles((long)m * n);
        using var reflections = new NativeDoubles(k);
        double* f = columns.Pointer,
            tau = reflections.Pointer;
        Transpose((double*)a.Pointer, m, n, f);
        if (Lapack.IsPresent)
            Lapack.Factor(m, n, f, tau);
        else
            Householder.Factor(m, n, f, tau);
        var negative = new bool[k];
        for (int i = 0; i < k; i++)
            negative[i] = f[(long)i * m + i] < 0;
        if (r is not null)
        {
            double* to = (double*)r.Pointer;
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    to[(long)i * n + j] =
                        j < i ? 0
                        : negative[i] ? -f[(long)j * m + i]
                        : f[(long)j * m + i];
                }
            }
        }
        if (q is null)
            return;
        if (Lapack.IsPresent)
            Lapack.Form(m, k, f, tau);
        else
            Householder.Form(m, k, f, tau);
        for (int j = 0; j < k; j++)
        {
            if (negative[j])
            {
                for (int i = 0; i < m; i++)
                    f[(long)j * m + i] = -f[(long)j * m + i];
            }
        }

        Transpose(f, k, m, (double*)q.Pointer);
    }

    /// <summary>
    /// a = u diag(s) vt, with k = min(m, n) singular values, descending. The largest element of each row of vt is
    /// positive.
    /// </summary>
    /// <param name="a">m × n, float64.</param>
    /// <param name="u">Room for m × k.</param>
    /// <param name="s">Room for k.</param>
    /// <param name="vt">Room for k × n.</param>
    /// <exception cref="GchunkException">An element is NaN or infinite.</exception>
    public static void Svd(NDArray a, double* u, double* s, double* vt)
    {
        int m = checked((int)a.Shape[0]),
            n = checked((int)a.Shape[1]),
            k = Math.Min(m, n);
        if (k == 0)
            return;
        using var matrix = new NativeDoubles((long)m * n);
        using var left = new NativeDoubles((long)m * k);
        using var right = new NativeDoubles((long)k * n);
        bool done;
        if (Lapack.IsPresent)
        {
            Transpose((double*)a.Pointer, m, n, matrix.Pointer);
            done = Lapack.Decompose(m, n, matrix.Pointer, s, left.Pointer, right.Pointer);
            Transpose(left.Pointer, k, m, u);
            Transpose(right.Pointer, n, k, vt);
        }
        else if (m >= n)
        {
            Transpose((double*)a.Pointer, m, n, matrix.Pointer);
            done = Jacobi.Decompose(m, n, matrix.Pointer, s, left.Pointer, right.Pointer);
            Transpose(left.Pointer, k, m, u);
            Transpose(right.Pointer, n, k, vt);
        }
        else
        {
            // The rows of a are the columns of its transpose; its u, by columns, is vt by rows.
            Buffer.MemoryCopy(a.Pointer, matrix.Pointer, a.NBytes, a.NBytes);
            done = Jacobi.Decompose(n, m, matrix.Pointer, s, vt, u);
        }
        if (!done)
            throw new GchunkException("the singular value decomposition did not converge");
        for (int i = 0; i < k; i++)
            Orient(u + i, m, k, vt + (long)i * n, n);
    }

    private static void Orient(double* u, int m, int step, double* v, int n)
    {
        int largest = 0;
        for (int j = 1; j < n; j++)
        {
            if (Math.Abs(v[j]) > Math.Abs(v[largest]) * (1 + 1e-8))
                largest = j;
        }

        if (v[largest] >= 0)
            return;
        for (int j = 0; j < n; j++)
            v[j] = -v[j];
        for (int i = 0; i < m; i++)
            u[(long)i * step] = -u[(long)i * step];
    }

    // A matrix of so many rows and columns, in C order, by columns; in tiles that fit the cache.
    private static void Transpose(double* from, int rows, int columns, double* to)
    {
        const int Tile = 32;
        for (int i0 = 0; i0 < rows; i0 += Tile)
        {
            for (int j0 = 0; j0 < columns; j0 += Tile)
            {
                for (int i = i0; i < Math.Min(rows, i0 + Tile); i++)
                {
                    for (int j = j0; j < Math.Min(columns, j0 + Tile); j++)
                        to[(long)j * rows + i] = from[(long)i * columns + j];
                }
            }
        }
    }
}
