using System.Numerics;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// Triangular systems and factors in place, float64 or complex128, in C order: by OpenBLAS and LAPACK if they are
/// installed, otherwise by managed code.
/// </summary>
internal static unsafe class Triangular<T, TElement>
    where T : unmanaged, INumberBase<T>
    where TElement : IMatrixElement<T>
{
    /// <summary>Solves op(a) x = b in the place of b.</summary>
    /// <param name="lower">True if a is lower triangular; the other triangle is not read.</param>
    /// <param name="transposed">True if op(a) is the transpose of a.</param>
    /// <param name="unit">True if the diagonal is 1 and not read.</param>
    /// <param name="n">The rows of a and of b.</param>
    /// <param name="columns">The columns of b.</param>
    /// <param name="a">The triangular matrix.</param>
    /// <param name="aStep">The elements from one row of a to the next.</param>
    /// <param name="b">The right sides.</param>
    public static void Solve(bool lower, bool transposed, bool unit, int n, int columns, T* a, int aStep, T* b)
    {
        if (n == 0 || columns == 0)
            return;
        if (OpenBlas.IsPresent)
        {
            TElement.SolveTriangular(
                OpenBlas.Left,
                lower ? OpenBlas.Lower : OpenBlas.Upper,
                transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose,
                unit ? OpenBlas.Unit : OpenBlas.NonUnit,
                n,
                columns,
                a,
                aStep,
                b
            );
            return;
        }

        bool forward = lower != transposed;
        for (int k = 0; k < n; k++)
        {
            int i = forward ? k : n - 1 - k;
            Span<T> row = new(b + (long)i * columns, columns);
            for (int m = 0; m < k; m++)
            {
                int j = forward ? m : n - 1 - m;
                T factor = transposed ? a[(long)j * aStep + i] : a[(long)i * aStep + j];
                if (factor != T.Zero)
                    TElement.AddProduct(new(b + (long)j * columns, columns), -factor, row);
            }

            for (int j = 0; j < columns && !unit; j++)
                row[j] /= a[(long)i * aStep + i];
        }
    }

    /// <summary>Solves x lᴴ = b in the place of b, for a lower triangular l; lᴴ is its conjugate transpose.</summary>
    /// <param name="rows">The rows of b.</param>
    /// <param name="n">The columns of b, and the rows of l.</param>
    /// <param name="l">The triangular matrix.</param>
    /// <param name="b">The right sides, as rows.</param>
    public static void SolveRows(int rows, int n, T* l, T* b)
    {
        if (rows == 0 || n == 0)
            return;
        if (OpenBlas.IsPresent)
        {
            TElement.SolveTriangular(
                OpenBlas.Right,
                OpenBlas.Lower,
                OpenBlas.ConjugateTranspose,
                OpenBlas.NonUnit,
                rows,
                n,
                l,
                n,
                b
            );
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            T* x = b + (long)r * n;
            for (int j = 0; j < n; j++)
            {
                T* row = l + (long)j * n;
                x[j] = (x[j] - TElement.ConjugateDot(new(x, j), new(row, j))) / TElement.Conjugate(row[j]);
            }
        }
    }

    /// <summary>
    /// Factors a Hermitian matrix as l lᴴ in its place; only its lower triangle is read, and the other becomes 0.
    /// </summary>
    /// <returns>-1, or the first row at which the matrix is not positive definite.</returns>
    public static int Cholesky(int n, T* a)
    {
        int failed = -1;
        if (n > 0 && Lapack.IsPresent)
        {
            failed = TElement.Cholesky(n, a);
        }
        else
        {
            for (int i = 0; i < n && failed < 0; i++)
            {
                T* row = a + (long)i * n;
                for (int j = 0; j <= i; j++)
                {
                    T* other = a + (long)j * n;
                    T value = row[j] - TElement.ConjugateDot(new(row, j), new(other, j));
                    if (j < i)
                        row[j] = value / other[j];
                    else if (TElement.Real(value) > 0)
                        row[i] = T.CreateChecked(Math.Sqrt(TElement.Real(value)));
                    else
                        failed = i;
                }
            }
        }

        for (int i = 0; i < n; i++)
            new Span<T>(a + (long)i * n + i + 1, n - i - 1).Clear();
        return failed;
    }

    /// <summary>
    /// Factors a matrix as p l u in its place, with the pivot of each column the greatest element below the diagonal.
    /// </summary>
    /// <param name="rows">The rows of a.</param>
    /// <param name="columns">The columns of a.</param>
    /// <param name="a">The matrix; l, whose diagonal is 1, and u are left in it.</param>
    /// <param name="pivots">Takes the row that each row was swapped with, the lesser of rows and columns of them.</param>
    public static void Factor(int rows, int columns, T* a, int[] pivots)
    {
        if (rows == 0 || columns == 0)
            return;
        if (Lapack.IsPresent)
        {
            using var byColumns = NativeBuffer<T>.Matrix(rows, columns);
            MatrixDecompositions<T, TElement>.Transpose(a, rows, columns, byColumns.Pointer);
            TElement.Factor(rows, columns, byColumns.Pointer, pivots);
            MatrixDecompositions<T, TElement>.Transpose(byColumns.Pointer, columns, rows, a);
            return;
        }

        for (int k = 0; k < pivots.Length; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < rows; i++)
            {
                if (TElement.Size(a[(long)i * columns + k]) > TElement.Size(a[(long)pivot * columns + k]))
                    pivot = i;
            }

            pivots[k] = pivot;
            Swap(a, columns, k, pivot);
            T* row = a + (long)k * columns;
            if (row[k] == T.Zero)
                continue;
            ReadOnlySpan<T> right = new(row + k + 1, columns - k - 1);
            for (int i = k + 1; i < rows; i++)
            {
                T* other = a + (long)i * columns;
                T factor = other[k] /= row[k];
                if (factor != T.Zero)
                    TElement.AddProduct(right, -factor, new(other + k + 1, columns - k - 1));
            }
        }
    }

    /// <summary>Swaps two rows.</summary>
    public static void Swap(T* a, int columns, long first, long second)
    {
        if (first == second)
            return;
        Span<T> one = new(a + first * columns, columns),
            other = new(a + second * columns, columns);
        for (int j = 0; j < columns; j++)
            (one[j], other[j]) = (other[j], one[j]);
    }
}
