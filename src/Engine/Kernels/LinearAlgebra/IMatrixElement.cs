using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The elements of matrices that are decomposed, float64 or complex128: their arithmetic, and the routines of LAPACK and
/// BLAS for them. Matrices are by columns unless it is said otherwise.
/// </summary>
internal unsafe interface IMatrixElement<T>
    where T : unmanaged, INumberBase<T>
{
    static abstract DType DType { get; }

    static abstract double Real(T x);

    static abstract T Conjugate(T x);

    /// <summary>The size by which LAPACK chooses pivots: |x|, or |re| + |im|.</summary>
    static abstract double Size(T x);

    static abstract double Absolute(T x);

    /// <summary>x / |x|; 1 for 0 and for NaN.</summary>
    static abstract T Phase(T x);

    /// <summary>The sum of x times the conjugate of y.</summary>
    static abstract T ConjugateDot(ReadOnlySpan<T> x, ReadOnlySpan<T> y);

    /// <summary>Adds a factor times x to y.</summary>
    static abstract void AddProduct(ReadOnlySpan<T> x, T factor, Span<T> y);

    /// <inheritdoc cref="Lapack.Factor(int, int, double*, double*)"/>
    static abstract void Reflect(int m, int n, T* a, T* tau);

    /// <inheritdoc cref="Lapack.Form(int, int, double*, double*)"/>
    static abstract void Form(int m, int k, T* a, T* tau);

    /// <inheritdoc cref="Lapack.Svd(int, int, double*, double*, double*, double*)"/>
    static abstract bool Svd(int m, int n, T* a, double* s, T* u, T* vt);

    /// <inheritdoc cref="Lapack.Factor(int, int, double*, int[])"/>
    static abstract void Factor(int m, int n, T* a, int[] pivots);

    /// <inheritdoc cref="Lapack.Solve(int, int, double*, int[], double*)"/>
    static abstract void Solve(int n, int columns, T* factors, int[] pivots, T* b);

    /// <inheritdoc cref="Lapack.Cholesky(int, double*)"/>
    static abstract int Cholesky(int n, T* a);

    /// <inheritdoc cref="Lapack.Eigen(int, double*, double*)"/>
    static abstract bool Eigen(int n, T* a, double* values);

    /// <inheritdoc cref="Lapack.GeneralEigen(int, double*, Complex*, Complex*)"/>
    static abstract bool GeneralEigen(int n, T* a, Complex* values, Complex* vectors);

    /// <inheritdoc cref="Lapack.LeastSquares(int, int, int, double*, double*, double*, double)"/>
    static abstract int LeastSquares(int m, int n, int columns, T* a, T* b, double* s, double rcond);

    /// <summary>BLAS's trsm, in C order: solves op(a) x = b or x op(a) = b in the place of b, m × n.</summary>
    static abstract void SolveTriangular(
        int side,
        int triangle,
        int operation,
        int diagonal,
        int m,
        int n,
        T* a,
        int aStep,
        T* b
    );

    /// <summary>BLAS's gemm, in C order: subtracts op(a) op(b) from c, m × n, over k.</summary>
    static abstract void SubtractProduct(
        int operationA,
        int operationB,
        int m,
        int n,
        int k,
        T* a,
        int aStep,
        T* b,
        int bStep,
        T* c
    );
}
