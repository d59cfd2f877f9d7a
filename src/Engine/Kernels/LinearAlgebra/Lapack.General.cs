using System.Numerics;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

// Eigenvalues of matrices that need not be symmetric, and least squares.
internal static unsafe partial class Lapack
{
    [LibraryImport(Library)]
    private static partial void dgeev_(
        byte* left,
        byte* right,
        int* n,
        double* a,
        int* lda,
        double* real,
        double* imaginary,
        double* vl,
        int* ldvl,
        double* vr,
        int* ldvr,
        double* work,
        int* lwork,
        int* info,
        nuint leftLength,
        nuint rightLength
    );

    [LibraryImport(Library)]
    private static partial void zgeev_(
        byte* left,
        byte* right,
        int* n,
        Complex* a,
        int* lda,
        Complex* values,
        Complex* vl,
        int* ldvl,
        Complex* vr,
        int* ldvr,
        Complex* work,
        int* lwork,
        double* rwork,
        int* info,
        nuint leftLength,
        nuint rightLength
    );

    [LibraryImport(Library)]
    private static partial void dgelsd_(
        int* m,
        int* n,
        int* columns,
        double* a,
        int* lda,
        double* b,
        int* ldb,
        double* s,
        double* rcond,
        int* rank,
        double* work,
        int* lwork,
        int* iwork,
        int* info
    );

    [LibraryImport(Library)]
    private static partial void zgelsd_(
        int* m,
        int* n,
        int* columns,
        Complex* a,
        int* lda,
        Complex* b,
        int* ldb,
        double* s,
        double* rcond,
        int* rank,
        Complex* work,
        int* lwork,
        double* rwork,
        int* iwork,
        int* info
    );

    /// <summary>
    /// Computes the eigenvalues and the right eigenvectors, each of length 1, of any square matrix, which is overwritten.
    /// </summary>
    /// <param name="n">The rows and columns.</param>
    /// <param name="a">The matrix, by columns.</param>
    /// <param name="values">Takes the n eigenvalues, in no order; those of a real matrix that are conjugate are neighbors.</param>
    /// <param name="vectors">Takes the eigenvectors, by columns.</param>
    /// <returns>False if it does not converge.</returns>
    public static bool GeneralEigen(int n, double* a, Complex* values, Complex* vectors)
    {
        int info,
            size = -1,
            one = 1;
        byte none = (byte)'N',
            all = (byte)'V';
        double best;
        using var real = new NativeBuffer<double>(n);
        using var imaginary = new NativeBuffer<double>(n);
        using var columns = new NativeBuffer<double>((long)n * n);
        double* re = real.Pointer,
            im = imaginary.Pointer,
            v = columns.Pointer;
        dgeev_(&none, &all, &n, a, &n, re, im, null, &one, v, &n, &best, &size, &info, 1, 1);
        size = (int)best;
        using var work = new NativeBuffer<double>(size);
        dgeev_(&none, &all, &n, a, &n, re, im, null, &one, v, &n, work.Pointer, &size, &info, 1, 1);
        if (info < 0)
            Check("dgeev", info);
        for (int j = 0; j < n; j++)
        {
            values[j] = new Complex(re[j], im[j]);
            double* column = v + (long)j * n;
            // A pair of conjugate vectors is stored as the real and the imaginary parts of the first.
            bool isPair = im[j] != 0 && j + 1 < n;
            for (int i = 0; i < n; i++)
            {
                var x = new Complex(column[i], isPair ? column[n + i] : 0);
                vectors[(long)j * n + i] = x;
                if (isPair)
                    vectors[(long)(j + 1) * n + i] = Complex.Conjugate(x);
            }

            if (isPair)
                values[++j] = new Complex(re[j], im[j]);
        }

        return info == 0;
    }

    /// <inheritdoc cref="GeneralEigen(int, double*, Complex*, Complex*)"/>
    public static bool GeneralEigen(int n, Complex* a, Complex* values, Complex* vectors)
    {
        int info,
            size = -1,
            one = 1;
        byte none = (byte)'N',
            all = (byte)'V';
        Complex best;
        using var reals = new NativeBuffer<double>(2L * n);
        double* r = reals.Pointer;
        zgeev_(&none, &all, &n, a, &n, values, null, &one, vectors, &n, &best, &size, r, &info, 1, 1);
        size = (int)best.Real;
        using var work = new NativeBuffer<Complex>(size);
        zgeev_(&none, &all, &n, a, &n, values, null, &one, vectors, &n, work.Pointer, &size, r, &info, 1, 1);
        if (info < 0)
            Check("zgeev", info);
        return info == 0;
    }

    /// <summary>
    /// Computes the shortest x that makes |b - a x| least, in the first n rows of b, by the singular values of a.
    /// </summary>
    /// <param name="m">The rows of a.</param>
    /// <param name="n">The columns of a.</param>
    /// <param name="columns">The columns of b.</param>
    /// <param name="a">The matrix, by columns; it is overwritten.</param>
    /// <param name="b">max(m, n) rows by columns.</param>
    /// <param name="s">Takes the min(m, n) singular values, in descending order.</param>
    /// <param name="rcond">Singular values up to this part of the greatest count as 0.</param>
    /// <returns>The rank, or -1 if it does not converge.</returns>
    public static int LeastSquares(int m, int n, int columns, double* a, double* b, double* s, double rcond)
    {
        int info,
            rank = 0,
            size = -1,
            longest = Math.Max(Math.Max(m, n), 1),
            indexSize = 1;
        double best;
        dgelsd_(&m, &n, &columns, a, &m, b, &longest, s, &rcond, &rank, &best, &size, &indexSize, &info);
        size = (int)best;
        using var work = new NativeBuffer<double>(size);
        using var indices = new NativeBuffer<int>(indexSize);
        dgelsd_(&m, &n, &columns, a, &m, b, &longest, s, &rcond, &rank, work.Pointer, &size, indices.Pointer, &info);
        if (info < 0)
            Check("dgelsd", info);
        return info == 0 ? rank : -1;
    }

    /// <inheritdoc cref="LeastSquares(int, int, int, double*, double*, double*, double)"/>
    public static int LeastSquares(int m, int n, int columns, Complex* a, Complex* b, double* s, double rcond)
    {
        int info,
            rank = 0,
            size = -1,
            longest = Math.Max(Math.Max(m, n), 1),
            indexSize = 1;
        Complex best;
        double realSize;
        zgelsd_(&m, &n, &columns, a, &m, b, &longest, s, &rcond, &rank, &best, &size, &realSize, &indexSize, &info);
        size = (int)best.Real;
        // Matrices within it are read as those of NativeBuffer.Matrix are.
        using var work = new NativeBuffer<Complex>((long)size + longest);
        using var reals = new NativeBuffer<double>((long)realSize);
        using var indices = new NativeBuffer<int>(indexSize);
        zgelsd_(
            &m,
            &n,
            &columns,
            a,
            &m,
            b,
            &longest,
            s,
            &rcond,
            &rank,
            work.Pointer,
            &size,
            reals.Pointer,
            indices.Pointer,
            &info
        );
        if (info < 0)
            Check("zgelsd", info);
        return info == 0 ? rank : -1;
    }
}
