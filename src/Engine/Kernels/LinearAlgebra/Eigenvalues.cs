using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>Eigenvalues and eigenvectors of one block, for one element type.</summary>
internal static unsafe class Eigenvalues<T, TElement>
    where T : unmanaged, INumberBase<T>
    where TElement : IMatrixElement<T>
{
    /// <summary>
    /// Decomposes a Hermitian matrix, a = v diag(w) vᴴ; only its lower triangle is read. The largest element of each
    /// eigenvector is real and positive.
    /// </summary>
    /// <param name="a">n × n.</param>
    /// <param name="result">Takes w in ascending order, then v, whose columns are the eigenvectors, in one row.</param>
    /// <exception cref="GchunkException">It does not converge.</exception>
    public static void Hermitian(NDArray a, NDArray result)
    {
        int n = checked((int)a.Shape[0]);
        using var columns = NativeBuffer<T>.Matrix(n, n);
        using var found = new NativeBuffer<double>(n);
        T* matrix = columns.Pointer,
            from = (T*)a.Pointer,
            w = (T*)result.Pointer;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T value = from[(long)i * n + j];
                matrix[(long)j * n + i] = value;
                matrix[(long)i * n + j] = TElement.Conjugate(value);
            }
        }

        GC.KeepAlive(a);
        bool done =
            n == 0
            || (
                Lapack.IsPresent
                    ? TElement.Eigen(n, matrix, found.Pointer)
                    : ManagedDecompositions.Eigen(n, matrix, found.Pointer)
            );
        if (!done)
            throw NotConverged(a);
        for (int j = 0; j < n; j++)
        {
            w[j] = T.CreateChecked(found.Pointer[j]);
            T* column = matrix + (long)j * n;
            T turn = TElement.Conjugate(MatrixDecompositions<T, TElement>.PhaseOfLargest(column, 1, n));
            for (int i = 0; i < n; i++)
                w[n + (long)i * n + j] = column[i] * turn;
        }
    }

    /// <summary>
    /// Decomposes any square matrix, a v = v diag(w). Each eigenvector has length 1, and its largest element is real and
    /// positive.
    /// </summary>
    /// <param name="a">n × n.</param>
    /// <param name="result">Takes w, then v, whose columns are the eigenvectors, in one row of complex128.</param>
    /// <exception cref="GchunkException">It does not converge.</exception>
    public static void General(NDArray a, NDArray result)
    {
        int n = checked((int)a.Shape[0]);
        if (n == 0)
            return;
        using var matrix = NativeBuffer<T>.Matrix(n, n);
        using var columns = NativeBuffer<Complex>.Matrix(n, n);
        Complex* w = (Complex*)result.Pointer;
        MatrixDecompositions<T, TElement>.Transpose((T*)a.Pointer, n, n, matrix.Pointer);
        GC.KeepAlive(a);
        bool done = Lapack.IsPresent
            ? TElement.GeneralEigen(n, matrix.Pointer, w, columns.Pointer)
            : ManagedDecompositions.GeneralEigen(n, matrix.Pointer, w, columns.Pointer);
        if (!done)
            throw NotConverged(a);
        for (int j = 0; j < n; j++)
        {
            Complex* column = columns.Pointer + (long)j * n;
            double squares = 0;
            for (int i = 0; i < n; i++)
                squares += column[i].Real * column[i].Real + column[i].Imaginary * column[i].Imaginary;
            Complex turn =
                Complex.Conjugate(MatrixDecompositions<Complex, ComplexMatrixElement>.PhaseOfLargest(column, 1, n))
                / Math.Sqrt(squares);
            for (int i = 0; i < n; i++)
                w[n + (long)i * n + j] = column[i] * turn;
        }
    }

    private static GchunkException NotConverged(NDArray a) =>
        new($"the eigenvalues of the matrix {a.Shape} did not converge");
}
