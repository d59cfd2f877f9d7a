using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Ml.Kernels;

/// <summary>A small dense matrix of doubles in C order, multiplied and decomposed by BLAS and LAPACK.</summary>
/// <param name="rows">The number of rows.</param>
/// <param name="columns">The number of columns.</param>
internal sealed unsafe class SmallMatrix(int rows, int columns)
{
    /// <summary>The number of rows.</summary>
    public int Rows => rows;

    /// <summary>The number of columns.</summary>
    public int Columns => columns;

    /// <summary>The elements, row by row.</summary>
    public double[] Values { get; } = new double[checked((long)rows * columns)];

    /// <summary>An element.</summary>
    public double this[int i, int j]
    {
        get => Values[(long)i * Columns + j];
        set => Values[(long)i * Columns + j] = value;
    }

    /// <summary>Copies an array of two dimensions, or of three whose first has length 1, and disposes it.</summary>
    public static SmallMatrix Take(NDArray array)
    {
        using (array)
        {
            var matrix = new SmallMatrix(checked((int)array.Shape[0]), checked((int)array.Shape[1]));
            array.Span<double>().CopyTo(matrix.Values);
            return matrix;
        }
    }

    /// <summary>Returns the array of the elements.</summary>
    public NDArray ToArray() => NDArray.From(Values, (Rows, Columns));

    /// <summary>Returns a · b, or aᵀ · b.</summary>
    public static SmallMatrix Multiply(SmallMatrix a, SmallMatrix b, bool transposed = false)
    {
        fixed (double* x = a.Values)
        {
            var left = new Matrix((nint)x, a.Rows, a.Columns);
            return Multiply(transposed ? left.T : left, b);
        }
    }

    /// <summary>Returns a · b of an array of two dimensions, float64.</summary>
    public static SmallMatrix Multiply(NDArray a, SmallMatrix b)
    {
        int rows = checked((int)a.Shape[0]);
        Bounds.Require(a.DType == DType.Float64 && a.Shape == new Shape(rows, b.Rows));
        SmallMatrix product = Multiply(new Matrix((nint)a.Pointer, rows, b.Rows), b);
        GC.KeepAlive(a);
        return product;
    }

    private static SmallMatrix Multiply(Matrix a, SmallMatrix b)
    {
        var product = new SmallMatrix(a.Rows, b.Columns);
        fixed (
            double* y = b.Values,
                to = product.Values
        )
        {
            Gemm.Multiply(DType.Float64, a, new Matrix((nint)y, b.Rows, b.Columns), to, CancellationToken.None);
        }
        return product;
    }

    /// <summary>Returns the matrix made symmetric: the mean of it and its transpose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SmallMatrix Symmetric()
    {
        var mean = new SmallMatrix(Rows, Columns);
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
                mean[i, j] = (this[i, j] + this[j, i]) / 2;
        }
        return mean;
    }

    /// <summary>Returns the transpose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SmallMatrix Transposed()
    {
        var transposed = new SmallMatrix(Columns, Rows);
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
                transposed[j, i] = this[i, j];
        }
        return transposed;
    }

    /// <summary>Returns some rows and columns.</summary>
    public SmallMatrix Part(int row, int height, int column, int width)
    {
        var part = new SmallMatrix(height, width);
        for (int i = 0; i < height; i++)
            Values.AsSpan((row + i) * Columns + column, width).CopyTo(part.Values.AsSpan(i * width));
        return part;
    }

    /// <summary>Sets some rows and columns.</summary>
    public void Set(int row, int column, SmallMatrix part)
    {
        for (int i = 0; i < part.Rows; i++)
            part.Values.AsSpan(i * part.Columns, part.Columns).CopyTo(Values.AsSpan((row + i) * Columns + column));
    }

    /// <summary>Returns the first columns, at most those that there are, each times a factor.</summary>
    public SmallMatrix Leading(int count, Func<int, double>? factor = null) =>
        Leading(Values, Rows, Columns, Math.Min(count, Columns), factor);

    /// <summary>Returns the first columns of an array of two dimensions, each times a factor.</summary>
    public static SmallMatrix Leading(NDArray array, int count, Func<int, double> factor) =>
        Leading(array.Span<double>(), checked((int)array.Shape[0]), checked((int)array.Shape[1]), count, factor);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static SmallMatrix Leading(
        ReadOnlySpan<double> values,
        int rows,
        int columns,
        int count,
        Func<int, double>? factor
    )
    {
        var leading = new SmallMatrix(rows, count);
        for (int j = 0; j < count; j++)
        {
            double times = factor is null ? 1 : factor(j);
            for (int i = 0; i < rows; i++)
                leading[i, j] = values[i * columns + j] * times;
        }
        return leading;
    }

    /// <summary>
    /// Returns the eigenvalues of a symmetric matrix in descending order, with the eigenvectors as columns. The sign of
    /// an eigenvector is free: the element of largest magnitude is made positive.
    /// </summary>
    public (double[] Values, SmallMatrix Vectors) Eigen()
    {
        using NDArray own = ToArray();
        (double[] values, NDArray found) = Eigen(own);
        return (values, Take(found));
    }

    /// <summary>Returns the same of an array, of which one triangle is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double[] Values, NDArray Vectors) Eigen(NDArray symmetric)
    {
        (double[] values, NDArray vectors) = SymmetricEigen.Decompose(symmetric);
        int n = values.Length;
        Span<double> elements = vectors.Span<double>();
        for (int j = 0; j < n; j++)
        {
            double largest = 0;
            for (int i = 0; i < n; i++)
            {
                if (Math.Abs(elements[i * n + j]) > Math.Abs(largest))
                    largest = elements[i * n + j];
            }
            for (int i = 0; largest < 0 && i < n; i++)
                elements[i * n + j] = -elements[i * n + j];
        }
        return (values, vectors);
    }

    /// <summary>Returns the symmetric root of the inverse of a symmetric matrix, n × n.</summary>
    /// <param name="symmetric">The matrix, float64, of which one triangle is read.</param>
    /// <param name="cutoff">The share of the largest eigenvalue up to which an eigenvalue counts as 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static NDArray InverseRoot(NDArray symmetric, double cutoff)
    {
        (double[] values, NDArray found) = SymmetricEigen.Decompose(symmetric);
        using NDArray vectors = found;
        int n = values.Length,
            rank = 0;
        while (rank < n && values[rank] > 0 && values[rank] > cutoff * values[0])
            rank++;
        // Its rows are eigenvectors, each divided by the fourth root of its eigenvalue.
        using NDArray half = NDArray.Allocate((rank, n), DType.Float64);
        Span<double> columns = vectors.Span<double>(),
            rows = half.Span<double>();
        for (int j = 0; j < rank; j++)
        {
            double factor = Math.Pow(values[j], -0.25);
            for (int i = 0; i < n; i++)
                rows[j * n + i] = columns[i * n + j] * factor;
        }
        NDArray root = NDArray.Allocate((n, n), DType.Float64);
        Gemm.SelfProduct(DType.Float64, new Matrix((nint)half.Pointer, rank, n), root.Pointer, CancellationToken.None);
        return root;
    }

    /// <summary>
    /// Returns the combinations of vectors that are orthonormal, from the vectors' Gram matrix V S Vᵀ: V S^(-½), without
    /// eigenvalues too small to be told from 0.
    /// </summary>
    /// <param name="cutoff">The share of the largest eigenvalue from which an eigenvalue counts.</param>
    /// <param name="least">The least eigenvalue that counts.</param>
    public SmallMatrix Orthonormalizer(double cutoff, double least = 0)
    {
        (double[] values, SmallMatrix vectors) = Symmetric().Eigen();
        int rank = 0;
        while (rank < values.Length && values[rank] > least && values[rank] > cutoff * values[0])
            rank++;
        return vectors.Leading(rank, j => 1 / Math.Sqrt(values[j]));
    }
}
