using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// Decompositions of one block, in float64 or complex128: by LAPACK where OpenBLAS is installed, by MathNet.Numerics
/// where it is not.
/// </summary>
internal static class Decompositions
{
    /// <summary>The bytes that a QR decomposition of an m × n matrix of float64 needs besides its results.</summary>
    public static long QrBytes(long m, long n) =>
        (m * n + 64 * (m + n) + (Lapack.IsPresent ? 0 : Math.Min(m, n) * (m + n))) * sizeof(double);

    /// <summary>
    /// The bytes that a singular value decomposition of an m × n matrix of float64 needs besides its results.
    /// </summary>
    public static long SvdBytes(long m, long n)
    {
        long k = Math.Min(m, n);
        return (m * n + k * (m + n) + 8 * k * k + 16 * (m + n) + (Lapack.IsPresent ? 0 : 2 * m * n + 2 * k * (m + n)))
            * sizeof(double);
    }

    /// <summary>
    /// The bytes that a solution with, or the determinant of, an n × n matrix of float64 needs besides its results.
    /// </summary>
    public static long SolveBytes(long n, long columns) =>
        (Lapack.IsPresent ? 1 : 3) * n * (n + columns) * sizeof(double);

    /// <summary>
    /// The bytes that the eigenvalues and eigenvectors of an n × n matrix of float64 need besides their result.
    /// </summary>
    public static long EigenBytes(long n) => ((Lapack.IsPresent ? 5 : 8) * n * n + 128 * n) * sizeof(double);

    /// <summary>Returns true if all blocks are matrices of one dtype that can be decomposed.</summary>
    public static bool AreMatrices(ReadOnlySpan<NDArray> blocks)
    {
        foreach (NDArray block in blocks)
        {
            if (block.Rank != 2 || block.DType != blocks[0].DType || !Takes(block.DType))
                return false;
        }

        return true;
    }

    /// <summary>Returns true for the dtypes that can be decomposed.</summary>
    public static bool Takes(DType dtype) => dtype is DType.Float64 or DType.Complex128;

    /// <inheritdoc cref="MatrixDecompositions{T, TElement}.Qr"/>
    public static void Qr(NDArray a, NDArray? q, NDArray? r)
    {
        if (a.DType == DType.Complex128)
            MatrixDecompositions<Complex, ComplexMatrixElement>.Qr(a, q, r);
        else
            MatrixDecompositions<double, RealMatrixElement>.Qr(a, q, r);
    }

    /// <inheritdoc cref="MatrixDecompositions{T, TElement}.Svd"/>
    public static void Svd(NDArray a, NDArray result)
    {
        if (a.DType == DType.Complex128)
            MatrixDecompositions<Complex, ComplexMatrixElement>.Svd(a, result);
        else
            MatrixDecompositions<double, RealMatrixElement>.Svd(a, result);
    }

    /// <inheritdoc cref="MatrixDecompositions{T, TElement}.Solve"/>
    public static void Solve(NDArray a, NDArray b, NDArray x, IPartRunner? parts = null)
    {
        if (a.DType == DType.Complex128)
            MatrixDecompositions<Complex, ComplexMatrixElement>.Solve(a, b, x, parts);
        else
            MatrixDecompositions<double, RealMatrixElement>.Solve(a, b, x, parts);
    }

    /// <inheritdoc cref="MatrixDecompositions{T, TElement}.Determinant"/>
    public static NDArray Determinant(NDArray a, IPartRunner? parts = null) =>
        a.DType == DType.Complex128
            ? MatrixDecompositions<Complex, ComplexMatrixElement>.Determinant(a, parts)
            : MatrixDecompositions<double, RealMatrixElement>.Determinant(a, parts);

    /// <inheritdoc cref="MatrixDecompositions{T, TElement}.LogDeterminant"/>
    public static NDArray LogDeterminant(NDArray a, IPartRunner? parts = null) =>
        a.DType == DType.Complex128
            ? MatrixDecompositions<Complex, ComplexMatrixElement>.LogDeterminant(a, parts)
            : MatrixDecompositions<double, RealMatrixElement>.LogDeterminant(a, parts);

    /// <inheritdoc cref="LeastSquares{T, TElement}.Solve"/>
    public static void SolveLeastSquares(NDArray a, NDArray b, double rcond, NDArray result)
    {
        if (a.DType == DType.Complex128)
            LeastSquares<Complex, ComplexMatrixElement>.Solve(a, b, rcond, result);
        else
            LeastSquares<double, RealMatrixElement>.Solve(a, b, rcond, result);
    }

    /// <inheritdoc cref="Eigenvalues{T, TElement}.Hermitian"/>
    public static void Hermitian(NDArray a, NDArray result)
    {
        if (a.DType == DType.Complex128)
            Eigenvalues<Complex, ComplexMatrixElement>.Hermitian(a, result);
        else
            Eigenvalues<double, RealMatrixElement>.Hermitian(a, result);
    }

    /// <inheritdoc cref="Eigenvalues{T, TElement}.General"/>
    public static void General(NDArray a, NDArray result)
    {
        if (a.DType == DType.Complex128)
            Eigenvalues<Complex, ComplexMatrixElement>.General(a, result);
        else
            Eigenvalues<double, RealMatrixElement>.General(a, result);
    }
}
