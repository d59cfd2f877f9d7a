using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>Least squares of one block, for one element type.</summary>
internal static unsafe class LeastSquares<T, TElement>
    where T : unmanaged, INumberBase<T>
    where TElement : IMatrixElement<T>
{
    /// <summary>
    /// Computes the shortest x that makes |b - a x| least, by the singular values of a, k = min(m, n) of them.
    /// </summary>
    /// <param name="a">m × n.</param>
    /// <param name="b">m × columns.</param>
    /// <param name="rcond">Singular values up to this part of the greatest count as 0.</param>
    /// <param name="result">
    /// Takes, in one row: x, n × columns; the squared length of each column of b - a x; the rank; the singular values.
    /// </param>
    /// <exception cref="GchunkException">It does not converge.</exception>
    public static void Solve(NDArray a, NDArray b, double rcond, NDArray result)
    {
        int m = checked((int)a.Shape[0]),
            n = checked((int)a.Shape[1]),
            columns = checked((int)b.Shape[1]),
            k = Math.Min(m, n),
            longest = Math.Max(m, n);
        T* x = (T*)result.Pointer,
            squares = x + (long)n * columns,
            values = squares + columns + 1;
        using var matrix = NativeBuffer<T>.Matrix(m, n);
        using var right = NativeBuffer<T>.Matrix(longest, Math.Max(1, columns));
        using var singular = new NativeBuffer<double>(k);
        double* s = singular.Pointer;
        MatrixDecompositions<T, TElement>.Transpose((T*)a.Pointer, m, n, matrix.Pointer);
        T* from = (T*)b.Pointer;
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < longest; i++)
                right.Pointer[(long)j * longest + i] = i < m ? from[(long)i * columns + j] : T.Zero;
        }

        int rank =
            k == 0 ? Nothing(right.Pointer, (long)longest * columns)
            : Lapack.IsPresent ? TElement.LeastSquares(m, n, columns, matrix.Pointer, right.Pointer, s, rcond)
            : Managed(m, n, columns, matrix.Pointer, right.Pointer, s, rcond);
        if (rank < 0)
            throw new GchunkException("the singular values of a least squares problem did not converge");
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < n; i++)
                x[(long)i * columns + j] = right.Pointer[(long)j * longest + i];
        }

        for (int i = 0; i < k; i++)
            values[i] = T.CreateChecked(s[i]);
        values[-1] = T.CreateChecked(rank);
        for (int j = 0; j < columns; j++)
        {
            // LAPACK leaves what no column of a can reach in the rows after x.
            bool isLeft = Lapack.IsPresent && rank == n && k > 0;
            squares[j] = T.CreateChecked(
                isLeft
                    ? Squares(right.Pointer + (long)j * longest + n, m - n)
                    : Distance((T*)a.Pointer, m, n, x, from, columns, j)
            );
        }

        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }

    private static int Nothing(T* x, long count)
    {
        for (long i = 0; i < count; i++)
            x[i] = T.Zero;
        return 0;
    }

    private static double Squares(T* values, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            double size = TElement.Absolute(values[i]);
            sum += size * size;
        }

        return sum;
    }

    // The squared length of a column of b - a x.
    private static double Distance(T* a, int m, int n, T* x, T* b, int columns, int column)
    {
        double sum = 0;
        for (int i = 0; i < m; i++)
        {
            T rest = b[(long)i * columns + column];
            for (int j = 0; j < n; j++)
                rest -= a[(long)i * n + j] * x[(long)j * columns + column];
            double size = TElement.Absolute(rest);
            sum += size * size;
        }

        return sum;
    }

    private static int Managed(int m, int n, int columns, T* a, T* b, double* s, double rcond)
    {
        int k = Math.Min(m, n),
            longest = Math.Max(m, n),
            rank = 0;
        using var left = NativeBuffer<T>.Matrix(m, k);
        using var right = NativeBuffer<T>.Matrix(k, n);
        if (!ManagedDecompositions.Svd(m, n, a, s, left.Pointer, right.Pointer))
            return -1;
        while (rank < k && s[rank] > rcond * s[0])
            rank++;
        var parts = new T[rank];
        for (int c = 0; c < columns; c++)
        {
            T* column = b + (long)c * longest;
            for (int i = 0; i < rank; i++)
            {
                T dot = TElement.ConjugateDot(new(column, m), new(left.Pointer + (long)i * m, m));
                parts[i] = dot / T.CreateChecked(s[i]);
            }

            for (int j = 0; j < n; j++)
            {
                column[j] = T.Zero;
                for (int i = 0; i < rank; i++)
                    column[j] += TElement.Conjugate(right.Pointer[(long)j * k + i]) * parts[i];
            }
        }

        return rank;
    }
}
