using System.Numerics.Tensors;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// Triangular systems and factors in place, float64, in C order: by OpenBLAS and LAPACK if they are installed, otherwise
/// by managed code.
/// </summary>
internal static unsafe class Triangular
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
    public static void Solve(
        bool lower,
        bool transposed,
        bool unit,
        int n,
        int columns,
        double* a,
        int aStep,
        double* b
    )
    {
        if (n == 0 || columns == 0)
            return;
        if (OpenBlas.IsPresent)
        {
            OpenBlas.cblas_dtrsm(
                OpenBlas.RowMajor,
                OpenBlas.Left,
                lower ? OpenBlas.Lower : OpenBlas.Upper,
                transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose,
                unit ? OpenBlas.Unit : OpenBlas.NonUnit,
                n,
                columns,
                1,
                a,
                aStep,
                b,
                columns
            );
            return;
        }

        bool forward = lower != transposed;
        for (int k = 0; k < n; k++)
        {
            int i = forward ? k : n - 1 - k;
            Span<double> row = new(b + (long)i * columns, columns);
            for (int m = 0; m < k; m++)
            {
                int j = forward ? m : n - 1 - m;
                double factor = transposed ? a[(long)j * aStep + i] : a[(long)i * aStep + j];
                if (factor != 0)
                    TensorPrimitives.MultiplyAdd(new(b + (long)j * columns, columns), -factor, row, row);
            }

            if (!unit)
                TensorPrimitives.Divide(row, a[(long)i * aStep + i], row);
        }
    }

    /// <summary>Solves x lᵀ = b in the place of b, for a lower triangular l.</summary>
    /// <param name="rows">The rows of b.</param>
    /// <param name="n">The columns of b, and the rows of l.</param>
    /// <param name="l">The triangular matrix.</param>
    /// <param name="b">The right sides, as rows.</param>
    public static void SolveRows(int rows, int n, double* l, double* b)
    {
        if (rows == 0 || n == 0)
            return;
        if (OpenBlas.IsPresent)
        {
            OpenBlas.cblas_dtrsm(
                OpenBlas.RowMajor,
                OpenBlas.Right,
                OpenBlas.Lower,
                OpenBlas.Transpose,
                OpenBlas.NonUnit,
                rows,
                n,
                1,
                l,
                n,
                b,
                n
            );
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            double* x = b + (long)r * n;
            for (int j = 0; j < n; j++)
            {
                double* row = l + (long)j * n;
                x[j] = (x[j] - TensorPrimitives.Dot<double>(new(row, j), new(x, j))) / row[j];
            }
        }
    }

    /// <summary>
    /// Factors a symmetric matrix as l lᵀ in its place; only its lower triangle is read, and the other becomes 0.
    /// </summary>
    /// <returns>-1, or the first row at which the matrix is not positive definite.</returns>
    public static int Cholesky(int n, double* a)
    {
        int failed = -1;
        if (n > 0 && Lapack.IsPresent)
        {
            failed = Lapack.Cholesky(n, a);
        }
        else
        {
            for (int i = 0; i < n && failed < 0; i++)
            {
                double* row = a + (long)i * n;
                for (int j = 0; j <= i; j++)
                {
                    double* other = a + (long)j * n;
                    double value = row[j] - TensorPrimitives.Dot<double>(new(row, j), new(other, j));
                    if (j < i)
                        row[j] = value / other[j];
                    else if (value > 0)
                        row[i] = Math.Sqrt(value);
                    else
                        failed = i;
                }
            }
        }

        for (int i = 0; i < n; i++)
            new Span<double>(a + (long)i * n + i + 1, n - i - 1).Clear();
        return failed;
    }

    /// <summary>
    /// Factors a matrix as p l u in its place, with the pivot of each column the greatest element below the diagonal.
    /// </summary>
    /// <param name="rows">The rows of a.</param>
    /// <param name="columns">The columns of a.</param>
    /// <param name="a">The matrix; l, whose diagonal is 1, and u are left in it.</param>
    /// <param name="pivots">Takes the row that each row was swapped with, the lesser of rows and columns of them.</param>
    public static void Factor(int rows, int columns, double* a, int[] pivots)
    {
        if (rows == 0 || columns == 0)
            return;
        if (Lapack.IsPresent)
        {
            using var byColumns = new NativeDoubles((long)rows * columns);
            Decompositions.Transpose(a, rows, columns, byColumns.Pointer);
            Lapack.Factor(rows, columns, byColumns.Pointer, pivots);
            Decompositions.Transpose(byColumns.Pointer, columns, rows, a);
            return;
        }

        for (int k = 0; k < pivots.Length; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < rows; i++)
            {
                if (Math.Abs(a[(long)i * columns + k]) > Math.Abs(a[(long)pivot * columns + k]))
                    pivot = i;
            }

            pivots[k] = pivot;
            Swap(a, columns, k, pivot);
            double* row = a + (long)k * columns;
            if (row[k] == 0)
                continue;
            ReadOnlySpan<double> right = new(row + k + 1, columns - k - 1);
            for (int i = k + 1; i < rows; i++)
            {
                double* other = a + (long)i * columns;
                double factor = other[k] /= row[k];
                Span<double> rest = new(other + k + 1, columns - k - 1);
                if (factor != 0)
                    TensorPrimitives.MultiplyAdd(right, -factor, rest, rest);
            }
        }
    }

    /// <summary>Swaps two rows.</summary>
    public static void Swap(double* a, int columns, long first, long second)
    {
        if (first == second)
            return;
        Span<double> one = new(a + first * columns, columns),
            other = new(a + second * columns, columns);
        for (int j = 0; j < columns; j++)
            (one[j], other[j]) = (other[j], one[j]);
    }
}
