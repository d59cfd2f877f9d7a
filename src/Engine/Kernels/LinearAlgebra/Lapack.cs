using System.Runtime.InteropServices;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The routines of LAPACK that OpenBLAS brings, by Fortran's rules: matrices by columns, everything by address, the
/// lengths of texts at the end.
/// </summary>
internal static unsafe partial class Lapack
{
    private const string Library = NativeLibraries.OpenBlas;

    /// <summary>Whether they are there.</summary>
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

    /// <summary>
    /// Householder's reflections that make a, m × n by columns, upper triangular; they and R are left in it.
    /// </summary>
    public static void Factor(int m, int n, double* a, double* tau)
    {
        int info,
            size = -1;
        double best;
        dgeqrf_(&m, &n, a, &m, tau, &best, &size, &info);
        size = (int)best;
        using var work = new NativeDoubles(size);
        dgeqrf_(&m, &n, a, &m, tau, work.Pointer, &size, &info);
        Check("dgeqrf", info);
    }

    /// <summary>The first k columns of Q from k reflections, in their place.</summary>
    public static void Form(int m, int k, double* a, double* tau)
    {
        int info,
            size = -1;
        double best;
        dorgqr_(&m, &k, &k, a, &m, tau, &best, &size, &info);
        size = (int)best;
        using var work = new NativeDoubles(size);
        dorgqr_(&m, &k, &k, a, &m, tau, work.Pointer, &size, &info);
        Check("dorgqr", info);
    }

    /// <summary>
    /// The singular value decomposition of a, m × n by columns, which is overwritten; false where it does not converge.
    /// </summary>
    public static bool Decompose(int m, int n, double* a, double* s, double* u, double* vt)
    {
        int k = Math.Min(m, n),
            info,
            size = -1;
        byte job = (byte)'S';
        double best;
        var indices = (int*)NativeMemory.Alloc((nuint)(8 * Math.Max(k, 1)) * sizeof(int));
        try
        {
            dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, &best, &size, indices, &info, 1);
            size = (int)best;
            using var work = new NativeDoubles(size);
            dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, work.Pointer, &size, indices, &info, 1);
        }
        finally
        {
            NativeMemory.Free(indices);
        }
        if (info < 0)
            Check("dgesdd", info);
        return info == 0;
    }

    private static void Check(string routine, int info)
    {
        if (info != 0)
            throw new InvalidOperationException($"LAPACK's {routine} failed with {info}");
    }
}

/// <summary>Native room for doubles.</summary>
internal sealed unsafe class NativeDoubles(long count) : IDisposable
{
    /// <summary>The first one.</summary>
    public double* Pointer { get; private set; } =
        (double*)NativeMemory.AlignedAlloc((nuint)Math.Max(count, 1) * sizeof(double), 64);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
