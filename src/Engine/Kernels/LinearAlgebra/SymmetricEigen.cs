using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>Eigenvalues and eigenvectors of symmetric matrices.</summary>
public static unsafe class SymmetricEigen
{
    /// <summary>Decomposes a symmetric matrix: matrix = v diag(values) vᵀ.</summary>
    /// <param name="matrix">n × n, float64. Only one triangle of it is read.</param>
    /// <returns>The eigenvalues in descending order, and the eigenvectors as the columns of v.</returns>
    /// <exception cref="GchunkException">The matrix is not square, or the decomposition does not converge.</exception>
    public static (double[] Values, NDArray Vectors) Decompose(NDArray matrix)
    {
        if (matrix.Rank != 2 || matrix.Shape[0] != matrix.Shape[1] || matrix.DType != DType.Float64)
        {
            throw new GchunkException(
                $"eigenvalues need a square matrix of float64; got {matrix.DType.Name} {matrix.Shape}"
            );
        }

        int n = checked((int)matrix.Shape[0]);
        var values = new double[n];
        NDArray vectors = NDArray.Allocate(matrix.Shape, DType.Float64);
        if (n == 0)
            return (values, vectors);
        using var columns = new NativeBuffer<double>((long)n * n);
        double* a = columns.Pointer,
            v = (double*)vectors.Pointer;
        Buffer.MemoryCopy(matrix.Pointer, a, matrix.NBytes, matrix.NBytes);
        bool done;
        fixed (double* found = values)
            done = Lapack.IsPresent ? Lapack.Eigen(n, a, found) : ManagedDecompositions.Eigen(n, a, found);
        GC.KeepAlive(matrix);
        if (!done)
            throw new GchunkException($"the eigenvalues of the matrix {matrix.Shape} did not converge");
        // Both give them in ascending order.
        Array.Reverse(values);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                v[(long)i * n + j] = a[(long)(n - 1 - j) * n + i];
        }

        return (values, vectors);
    }
}
