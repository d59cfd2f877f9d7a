using System.Numerics;
using System.Numerics.Tensors;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>Matrices of float64.</summary>
internal readonly unsafe struct RealMatrixElement : IMatrixElement<double>
{
    public static DType DType => DType.Float64;

    public static double Real(double x) => x;

    public static double Conjugate(double x) => x;

    public static double Size(double x) => Math.Abs(x);

    public static double Absolute(double x) => Math.Abs(x);

    public static double Phase(double x) => x < 0 ? -1 : 1;

    public static double ConjugateDot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => TensorPrimitives.Dot(x, y);

    public static void AddProduct(ReadOnlySpan<double> x, double factor, Span<double> y) =>
        TensorPrimitives.MultiplyAdd(x, factor, y, y);

    public static void Reflect(int m, int n, double* a, double* tau) => Lapack.Factor(m, n, a, tau);

    public static void Form(int m, int k, double* a, double* tau) => Lapack.Form(m, k, a, tau);

    public static bool Svd(int m, int n, double* a, double* s, double* u, double* vt) => Lapack.Svd(m, n, a, s, u, vt);

    public static void Factor(int m, int n, double* a, int[] pivots) => Lapack.Factor(m, n, a, pivots);

    public static void Solve(int n, int columns, double* factors, int[] pivots, double* b) =>
        Lapack.Solve(n, columns, factors, pivots, b);

    public static int Cholesky(int n, double* a) => Lapack.Cholesky(n, a);

    public static bool Eigen(int n, double* a, double* values) => Lapack.Eigen(n, a, values);

    public static bool GeneralEigen(int n, double* a, Complex* values, Complex* vectors) =>
        Lapack.GeneralEigen(n, a, values, vectors);

    public static int LeastSquares(int m, int n, int columns, double* a, double* b, double* s, double rcond) =>
        Lapack.LeastSquares(m, n, columns, a, b, s, rcond);

    public static void SolveTriangular(
        int side,
        int triangle,
        int operation,
        int diagonal,
        int m,
        int n,
        double* a,
        int aStep,
        double* b
    ) => OpenBlas.cblas_dtrsm(OpenBlas.RowMajor, side, triangle, operation, diagonal, m, n, 1, a, aStep, b, n);

    public static void SubtractProduct(
        int operationA,
        int operationB,
        int m,
        int n,
        int k,
        double* a,
        int aStep,
        double* b,
        int bStep,
        double* c
    ) => OpenBlas.cblas_dgemm(OpenBlas.RowMajor, operationA, operationB, m, n, k, -1, a, aStep, b, bStep, 1, c, n);
}
