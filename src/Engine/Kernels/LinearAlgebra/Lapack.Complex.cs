using System.Numerics;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

// The routines for complex128. What each does is said at that for float64.
internal static unsafe partial class Lapack
{
    [LibraryImport(Library)]
    private static partial void zgeqrf_(
        int* m,
        int* n,
        Complex* a,
        int* lda,
        Complex* tau,
        Complex* work,
        int* lwork,
        int* info
    );

    [LibraryImport(Library)]
    private static partial void zungqr_(
        int* m,
        int* n,
        int* k,
        Complex* a,
        int* lda,
        Complex* tau,
        Complex* work,
        int* lwork,
        int* info
    );

    [LibraryImport(Library)]
    private static partial void zgesdd_(
        byte* job,
        int* m,
        int* n,
        Complex* a,
        int* lda,
        double* s,
        Complex* u,
        int* ldu,
        Complex* vt,
        int* ldvt,
        Complex* work,
        int* lwork,
        double* rwork,
        int* iwork,
        int* info,
        nuint jobLength
    );

    [LibraryImport(Library)]
    private static partial void zgetrf_(int* m, int* n, Complex* a, int* lda, int* pivots, int* info);

    [LibraryImport(Library)]
    private static partial void zpotrf_(byte* triangle, int* n, Complex* a, int* lda, int* info, nuint triangleLength);

    [LibraryImport(Library)]
    private static partial void zgetrs_(
        byte* transposed,
        int* n,
        int* columns,
        Complex* a,
        int* lda,
        int* pivots,
        Complex* b,
        int* ldb,
        int* info,
        nuint transposedLength
    );

    [LibraryImport(Library)]
    private static partial void zheevd_(
        byte* job,
        byte* triangle,
        int* n,
        Complex* a,
        int* lda,
        double* values,
        Complex* work,
        int* lwork,
        double* rwork,
        int* lrwork,
        int* iwork,
        int* liwork,
        int* info,
        nuint jobLength,
        nuint triangleLength
    );

    /// <inheritdoc cref="Factor(int, int, double*, double*)"/>
    public static void Factor(int m, int n, Complex* a, Complex* tau)
    {
        int info,
            size = -1;
        Complex best;
        zgeqrf_(&m, &n, a, &m, tau, &best, &size, &info);
        size = (int)best.Real;
        using var work = new NativeBuffer<Complex>(size);
        zgeqrf_(&m, &n, a, &m, tau, work.Pointer, &size, &info);
        Check("zgeqrf", info);
    }

    /// <inheritdoc cref="Form(int, int, double*, double*)"/>
    public static void Form(int m, int k, Complex* a, Complex* tau)
    {
        int info,
            size = -1;
        Complex best;
        zungqr_(&m, &k, &k, a, &m, tau, &best, &size, &info);
        size = (int)best.Real;
        using var work = new NativeBuffer<Complex>(size);
        zungqr_(&m, &k, &k, a, &m, tau, work.Pointer, &size, &info);
        Check("zungqr", info);
    }

    /// <inheritdoc cref="Svd(int, int, double*, double*, double*, double*)"/>
    public static bool Svd(int m, int n, Complex* a, double* s, Complex* u, Complex* vt)
    {
        int k = Math.Min(m, n),
            most = Math.Max(m, n),
            info,
            size = -1;
        byte job = (byte)'S';
        Complex best;
        using var indices = new NativeBuffer<int>(8L * k);
        using var reals = new NativeBuffer<double>(k * Math.Max(5L * k + 7, 2L * most + 2L * k + 1));
        zgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, &best, &size, reals.Pointer, indices.Pointer, &info, 1);
        size = (int)best.Real;
        // Matrices within it are read as those of NativeBuffer.Matrix are.
        using var work = new NativeBuffer<Complex>((long)size + most);
        zgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, work.Pointer, &size, reals.Pointer, indices.Pointer, &info, 1);
        if (info < 0)
            Check("zgesdd", info);
        return info == 0;
    }

    /// <inheritdoc cref="Factor(int, int, double*, int[])"/>
    public static void Factor(int m, int n, Complex* a, int[] pivots)
    {
        int info;
        fixed (int* p = pivots)
            zgetrf_(&m, &n, a, &m, p, &info);
        if (info < 0)
            Check("zgetrf", info);
        for (int i = 0; i < pivots.Length; i++)
            pivots[i]--;
    }

    /// <inheritdoc cref="Cholesky(int, double*)"/>
    public static int Cholesky(int n, Complex* a)
    {
        int info;
        byte triangle = (byte)'U';
        zpotrf_(&triangle, &n, a, &n, &info, 1);
        if (info < 0)
            Check("zpotrf", info);
        return info - 1;
    }

    /// <inheritdoc cref="Solve(int, int, double*, int[], double*)"/>
    public static void Solve(int n, int columns, Complex* factors, int[] pivots, Complex* b)
    {
        int info;
        byte transposed = (byte)'N';
        int[] fromOne = Array.ConvertAll(pivots, p => p + 1);
        fixed (int* p = fromOne)
            zgetrs_(&transposed, &n, &columns, factors, &n, p, b, &n, &info, 1);
        Check("zgetrs", info);
    }

    /// <inheritdoc cref="Eigen(int, double*, double*)"/>
    public static bool Eigen(int n, Complex* a, double* values)
    {
        int info,
            indexSize,
            realSize,
            size = -1;
        byte job = (byte)'V',
            triangle = (byte)'L';
        Complex best;
        double bestReal;
        zheevd_(&job, &triangle, &n, a, &n, values, &best, &size, &bestReal, &size, &indexSize, &size, &info, 1, 1);
        Check("zheevd", info);
        (size, realSize) = ((int)best.Real, (int)bestReal);
        using var work = new NativeBuffer<Complex>(size);
        using var reals = new NativeBuffer<double>(realSize);
        using var indices = new NativeBuffer<int>(indexSize);
        zheevd_(
            &job,
            &triangle,
            &n,
            a,
            &n,
            values,
            work.Pointer,
            &size,
            reals.Pointer,
            &realSize,
            indices.Pointer,
            &indexSize,
            &info,
            1,
            1
        );
        if (info < 0)
            Check("zheevd", info);
        return info == 0;
    }
}
