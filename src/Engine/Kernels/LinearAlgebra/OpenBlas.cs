using System.Runtime.InteropServices;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// Bindings of OpenBLAS. A task uses one thread, so the library is told not to start threads of its own.
/// </summary>
internal static unsafe partial class OpenBlas
{
    public const int RowMajor = 101,
        NoTranspose = 111,
        Transpose = 112,
        ConjugateTranspose = 113,
        Upper = 121,
        Lower = 122,
        NonUnit = 131,
        Unit = 132,
        Left = 141,
        Right = 142;

    private const string Library = NativeLibraries.OpenBlas;

    private static readonly Lazy<bool> Ready = new(() =>
    {
        if (!NativeLibraries.IsPresent(Library))
            return false;
        openblas_set_num_threads(1);
        return true;
    });

    /// <summary>True if the library is installed; it is then ready for use.</summary>
    public static bool IsPresent => Ready.Value && !IsHidden;

    /// <summary>True to use managed code although the library is installed: tests compare both.</summary>
    internal static bool IsHidden { get; set; }

    [LibraryImport(Library)]
    private static partial void openblas_set_num_threads(int threads);

    [LibraryImport(Library)]
    public static partial void cblas_dgemm(
        int order,
        int transA,
        int transB,
        int m,
        int n,
        int k,
        double alpha,
        double* a,
        int lda,
        double* b,
        int ldb,
        double beta,
        double* c,
        int ldc
    );

    [LibraryImport(Library)]
    public static partial void cblas_dgemv(
        int order,
        int trans,
        int m,
        int n,
        double alpha,
        double* a,
        int lda,
        double* x,
        int stepX,
        double beta,
        double* y,
        int stepY
    );

    [LibraryImport(Library)]
    public static partial void cblas_sgemv(
        int order,
        int trans,
        int m,
        int n,
        float alpha,
        float* a,
        int lda,
        float* x,
        int stepX,
        float beta,
        float* y,
        int stepY
    );

    [LibraryImport(Library)]
    public static partial void cblas_dtrsm(
        int order,
        int side,
        int triangle,
        int transA,
        int diagonal,
        int m,
        int n,
        double alpha,
        double* a,
        int lda,
        double* b,
        int ldb
    );

    [LibraryImport(Library)]
    public static partial void cblas_ztrsm(
        int order,
        int side,
        int triangle,
        int transA,
        int diagonal,
        int m,
        int n,
        void* alpha,
        void* a,
        int lda,
        void* b,
        int ldb
    );

    [LibraryImport(Library)]
    public static partial void cblas_sgemm(
        int order,
        int transA,
        int transB,
        int m,
        int n,
        int k,
        float alpha,
        float* a,
        int lda,
        float* b,
        int ldb,
        float beta,
        float* c,
        int ldc
    );

    [LibraryImport(Library)]
    public static partial void cblas_dsyrk(
        int order,
        int triangle,
        int trans,
        int n,
        int k,
        double alpha,
        double* a,
        int lda,
        double beta,
        double* c,
        int ldc
    );

    [LibraryImport(Library)]
    public static partial void cblas_ssyrk(
        int order,
        int triangle,
        int trans,
        int n,
        int k,
        float alpha,
        float* a,
        int lda,
        float beta,
        float* c,
        int ldc
    );

    [LibraryImport(Library)]
    public static partial void cblas_zgemm(
        int order,
        int transA,
        int transB,
        int m,
        int n,
        int k,
        void* alpha,
        void* a,
        int lda,
        void* b,
        int ldb,
        void* beta,
        void* c,
        int ldc
    );

    [LibraryImport(Library)]
    public static partial void cblas_cgemm(
        int order,
        int transA,
        int transB,
        int m,
        int n,
        int k,
        void* alpha,
        void* a,
        int lda,
        void* b,
        int ldb,
        void* beta,
        void* c,
        int ldc
    );
}
