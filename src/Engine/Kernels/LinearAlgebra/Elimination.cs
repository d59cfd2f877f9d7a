using System.Numerics.Tensors;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// Gaussian elimination with row pivoting (Golub and Van Loan, "Matrix computations", 3.4), in C order.
/// </summary>
internal static unsafe class Elimination
{
    /// <summary>
    /// Makes a, n × n, upper triangular, and does the same to the rows of b, n × columns; the determinant, 0 where a is
    /// singular.
    /// </summary>
    public static double Eliminate(NDArray a, NDArray? b, CancellationToken cancellation)
    {
        int n = (int)a.Shape[0],
            columns = b is null ? 0 : (int)b.Shape[1];
        double* x = (double*)a.Pointer,
            y = b is null ? null : (double*)b.Pointer;
        double determinant = 1;
        for (int j = 0; j < n; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            int pivot = j;
            for (int i = j + 1; i < n; i++)
            {
                if (Math.Abs(x[(long)i * n + j]) > Math.Abs(x[(long)pivot * n + j]))
                    pivot = i;
            }

            if (pivot != j)
            {
                Swap(x + (long)j * n, x + (long)pivot * n, n);
                Swap(y + (long)j * columns, y + (long)pivot * columns, columns);
                determinant = -determinant;
            }
            double diagonal = x[(long)j * n + j];
            determinant *= diagonal;
            if (diagonal == 0)
                return 0;
            var row = new ReadOnlySpan<double>(x + (long)j * n + j, n - j);
            var right = new ReadOnlySpan<double>(y + (long)j * columns, columns);
            for (int i = j + 1; i < n; i++)
            {
                double factor = -x[(long)i * n + j] / diagonal;
                if (factor == 0)
                    continue;
                Span<double> target = new(x + (long)i * n + j, n - j),
                    other = new(y + (long)i * columns, columns);
                TensorPrimitives.MultiplyAdd(row, factor, target, target);
                TensorPrimitives.MultiplyAdd(right, factor, other, other);
            }
        }
        return determinant;
    }

    /// <summary>Solves upper · x = b in b's place.</summary>
    public static void SubstituteBack(NDArray upper, NDArray b)
    {
        int n = (int)upper.Shape[0],
            columns = (int)b.Shape[1];
        double* x = (double*)upper.Pointer,
            y = (double*)b.Pointer;
        for (int i = n - 1; i >= 0; i--)
        {
            Span<double> row = new(y + (long)i * columns, columns);
            for (int j = i + 1; j < n; j++)
            {
                TensorPrimitives.MultiplyAdd(
                    new ReadOnlySpan<double>(y + (long)j * columns, columns),
                    -x[(long)i * n + j],
                    row,
                    row
                );
            }

            TensorPrimitives.Divide(row, x[(long)i * n + i], row);
        }
    }

    private static void Swap(double* x, double* y, int length)
    {
        for (int i = 0; i < length; i++)
            (x[i], y[i]) = (y[i], x[i]);
    }
}
