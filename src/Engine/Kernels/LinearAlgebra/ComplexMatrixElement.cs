using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.ComplexNumbers;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>Matrices of complex128.</summary>
internal readonly unsafe struct ComplexMatrixElement : IMatrixElement<Complex>
{
    public static DType DType => DType.Complex128;

    public static double Real(Complex x) => x.Real;

    public static Complex Conjugate(Complex x) => Complex.Conjugate(x);

    public static double Size(Complex x) => Math.Abs(x.Real) + Math.Abs(x.Imaginary);

    public static double Absolute(Complex x) => Complex.Abs(x);

    public static Complex Phase(Complex x)
    {
        double size = Complex.Abs(x);
        // A real number keeps an exact phase.
        return size > 0 && double.IsFinite(size) ? (x.Imaginary == 0 ? Math.Sign(x.Real) : x / size) : Complex.One;
    }

    public static Complex ConjugateDot(ReadOnlySpan<Complex> x, ReadOnlySpan<Complex> y)
    {
        Complex sum = Complex.Zero;
        for (int i = 0; i < x.Length; i++)
            sum += ComplexMultiply.Invoke(x[i], Complex.Conjugate(y[i]));
        return sum;
    }

    public static void AddProduct(ReadOnlySpan<Complex> x, Complex factor, Span<Complex> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] += ComplexMultiply.Invoke(x[i], factor);
    }

    public static void Reflect(int m, int n, Complex* a, Complex* tau) => Lapack.Factor(m, n, a, tau);

    public static void Form(int m, int k, Complex* a, Complex* tau) => Lapack.Form(m, k, a, tau);

    public static bool Svd(int m, int n, Complex* a, double* s, Complex* u, Complex* vt) =>
        Lapack.Svd(m, n, a, s, u, vt);

    public static void Factor(int m, int n, Complex* a, int[] pivots) => Lapack.Factor(m, n, a, pivots);

    public static void Solve(int n, int columns, Complex* factors, int[] pivots, Complex* b) =>
        Lapack.Solve(n, columns, factors, pivots, b);

    public static int Cholesky(int n, Complex* a) => Lapack.Cholesky(n, a);

    public static bool Eigen(int n, Complex* a, double* values) => Lapack.Eigen(n, a, values);

    public static bool GeneralEigen(int n, Complex* a, Complex* values, Complex* vectors) =>
        Lapack.GeneralEigen(n, a, values, vectors);

    public static int LeastSquares(int m, int n, int columns, Complex* a, Complex* b, double* s, double rcond) =>
        Lapack.LeastSquares(m, n, columns, a, b, s, rcond);

    public static void SolveTriangular(
        int side,
        int triangle,
        int operation,
        int diagonal,
        int m,
        int n,
        Complex* a,
        int aStep,
        Complex* b
    )
    {
        Complex one = Complex.One;
        OpenBlas.cblas_ztrsm(OpenBlas.RowMajor, side, triangle, operation, diagonal, m, n, &one, a, aStep, b, n);
    }

    public static void SubtractProduct(
        int operationA,
        int operationB,
        int m,
        int n,
        int k,
        Complex* a,
        int aStep,
        Complex* b,
        int bStep,
        Complex* c
    )
    {
        Complex less = -Complex.One,
            one = Complex.One;
        OpenBlas.cblas_zgemm(OpenBlas.RowMajor, operationA, operationB, m, n, k, &less, a, aStep, b, bStep, &one, c, n);
    }
}
