using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// LAPACK's routines, which OpenBLAS includes. They follow Fortran's calling convention: matrices by columns, all
/// arguments by address, the lengths of texts at the end.
/// </summary>
internal static unsafe partial class Lapack
{
    private const string Library = NativeLibraries.OpenBlas;

    /// <summary>True if OpenBLAS is installed.</summary>
    public static bool IsPresent => OpenBlas.IsPresent;

    [LibraryImport(Library)]
    private static partial void dgeqrf_(
        int* m,
        int* n,
        double* a,
        int* lda,
        double* tau,
        double* work,
        int* lwork,
        int* info
    );

    [LibraryImport(Library)]
    private static partial void dorgqr_(
        int* m,
        int* n,
        int* k,
        double* a,
        int* lda,
        double* tau,
        double* work,
        int* lwork,
        int* info
    );

    [LibraryImport(Library)]
    private static partial void dgesdd_(
        byte* job,
        int* m,
        int* n,
        double* a,
        int* lda,
        double* s,
        double* u,
        int* ldu,
        double* vt,
        int* ldvt,
        double* work,
        int* lwork,
        int* iwork,
        int* info,
        nuint jobLength
    );

    [LibraryImport(Library)]
    private static partial void dgetrf_(int* m, int* n, double* a, int* lda, int* pivots, int* info);

    [LibraryImport(Library)]
    private static partial void dpotrf_(byte* triangle, int* n, double* a, int* lda, int* info, nuint triangleLength);

    [LibraryImport(Library)]
    private static partial void dgetrs_(
        byte* transposed,
        int* n,
        int* columns,
        double* a,
        int* lda,
        int* pivots,
        double* b,
        int* ldb,
        int* info,
        nuint transposedLength
    );

    [LibraryImport(Library)]
    private static partial void dsyevd_(
        byte* job,
        byte* triangle,
        int* n,
        double* a,
        int* lda,
        double* values,
        double* work,
        int* lwork,
        int* iwork,
        int* liwork,
        int* info,
        nuint jobLength,
        nuint triangleLength
    );

    /// <summary>
    /// Makes a, m × n by columns, upper triangular by Householder reflections; the reflections and R are left in it.
    /// </summary>
    public static void Factor(int m, int n, double* a, double* tau)
    {
        int info,
            size = -1;
        double best;
        dgeqrf_(&m, &n, a, &m, tau, &best, &size, &info);
        size = (int)best;
        using var work = new NativeBuffer<double>(size);
        dgeqrf_(&m, &n, a, &m, tau, work.Pointer, &size, &info);
        Check("dgeqrf", info);
    }

    /// <summary>Forms the first k columns of Q from k reflections, in their place.</summary>
    public static void Form(int m, int k, double* a, double* tau)
    {
        int info,
            size = -1;
        double best;
        dorgqr_(&m, &k, &k, a, &m, tau, &best, &size, &info);
        size = (int)best;
        using var work = new NativeBuffer<double>(size);
        dorgqr_(&m, &k, &k, a, &m, tau, work.Pointer, &size, &info);
        Check("dorgqr", info);
    }

    /// <summary>
    /// Computes the singular value decomposition of a, m × n by columns, which is overwritten.
    /// </summary>
    /// <returns>False if it does not converge.</returns>
    public static bool Svd(int m, int n, double* a, double* s, double* u, double* vt)
    {
        int k = Math.Min(m, n),
            info,
            size = -1;
        byte job = (byte)'S';
        double best;
        long indexBytes = 8L * Math.Max(k, 1) * sizeof(int);
        var indices = (int*)ScratchMemory.Allocate(indexBytes);
        try
        {
            dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, &best, &size, indices, &info, 1);
            size = (int)best;
            using var work = new NativeBuffer<double>(size);
            dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, work.Pointer, &size, indices, &info, 1);
        }
        finally
        {
            ScratchMemory.Free(indices, indexBytes);
        }
        if (info < 0)
            Check("dgesdd", info);
        return info == 0;
    }

    /// <summary>Factors a, n × n by columns, as p l u in its place.</summary>
    /// <param name="n">The rows and columns.</param>
    /// <param name="a">The matrix; l, whose diagonal is 1, and u are left in it.</param>
    /// <param name="pivots">The row that each row was swapped with, from 0.</param>
    public static void Factor(int n, double* a, int[] pivots) => Factor(n, n, a, pivots);

    /// <summary>Factors a, m × n by columns, as p l u in its place; there are min(m, n) pivots.</summary>
    public static void Factor(int m, int n, double* a, int[] pivots) => Factor(m, n, a, m, pivots);

    /// <summary>Factors a, m × n by columns that are a step apart, as p l u in its place.</summary>
    public static void Factor(int m, int n, double* a, int step, int[] pivots)
    {
        int info;
        fixed (int* p = pivots)
            dgetrf_(&m, &n, a, &step, p, &info);
        // Above 0 where the matrix is singular: u then has a 0 on its diagonal.
        if (info < 0)
            Check("dgetrf", info);
        for (int i = 0; i < pivots.Length; i++)
            pivots[i]--;
    }

    /// <summary>
    /// Factors a symmetric matrix as l lᵀ in its place, in C order: the upper triangle of a matrix by columns.
    /// </summary>
    /// <returns>-1, or the first row at which the matrix is not positive definite.</returns>
    public static int Cholesky(int n, double* a)
    {
        int info;
        byte triangle = (byte)'U';
        dpotrf_(&triangle, &n, a, &n, &info, 1);
        if (info < 0)
            Check("dpotrf", info);
        return info - 1;
    }

    /// <summary>Solves a x = b in the place of b, n × columns by columns, from the factors of a.</summary>
    public static void Solve(int n, int columns, double* factors, int[] pivots, double* b)
    {
        int info;
        byte transposed = (byte)'N';
        int[] fromOne = Array.ConvertAll(pivots, p => p + 1);
        fixed (int* p = fromOne)
            dgetrs_(&transposed, &n, &columns, factors, &n, p, b, &n, &info, 1);
        Check("dgetrs", info);
    }

    /// <summary>
    /// Replaces a symmetric matrix, n × n, by its eigenvectors, by columns; writes the eigenvalues in ascending order.
    /// </summary>
    /// <returns>False if it does not converge.</returns>
    public static bool Eigen(int n, double* a, double* values)
    {
        int info,
            indexSize,
            size = -1;
        byte job = (byte)'V',
            triangle = (byte)'U';
        double best;
        dsyevd_(&job, &triangle, &n, a, &n, values, &best, &size, &indexSize, &size, &info, 1, 1);
        Check("dsyevd", info);
        size = (int)best;
        using var work = new NativeBuffer<double>(size);
        fixed (int* indices = new int[Math.Max(1, indexSize)])
            dsyevd_(&job, &triangle, &n, a, &n, values, work.Pointer, &size, indices, &indexSize, &info, 1, 1);
        if (info < 0)
            Check("dsyevd", info);
        return info == 0;
    }

    private static void Check(string routine, int info)
    {
        if (info != 0)
            throw new InvalidOperationException($"LAPACK's {routine} failed with {info}");
    }
}
