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
        var product = new SmallMatrix(transposed ? a.Columns : a.Rows, b.Columns);
        fixed (
            double* x = a.Values,
                y = b.Values,
                to = product.Values
        )
        {
            var left = new Matrix((nint)x, a.Rows, a.Columns);
            Gemm.Multiply(
                DType.Float64,
                transposed ? left.T : left,
                new Matrix((nint)y, b.Rows, b.Columns),
                to,
                CancellationToken.None
            );
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SmallMatrix Leading(int count, Func<int, double>? factor = null)
    {
        var leading = new SmallMatrix(Rows, Math.Min(count, Columns));
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < leading.Columns; j++)
                leading[i, j] = this[i, j] * (factor is null ? 1 : factor(j));
        }
        return leading;
    }

    /// <summary>
    /// Returns the eigenvalues of a symmetric matrix in descending order, with the eigenvectors as columns. The sign of
    /// an eigenvector is free: the element of largest magnitude is made positive.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (double[] Values, SmallMatrix Vectors) Eigen()
    {
        using NDArray own = ToArray();
        (double[] values, NDArray found) = SymmetricEigen.Decompose(own);
        SmallMatrix vectors = Take(found);
        for (int j = 0; j < vectors.Columns; j++)
        {
            double largest = 0;
            for (int i = 0; i < vectors.Rows; i++)
            {
                if (Math.Abs(vectors[i, j]) > Math.Abs(largest))
                    largest = vectors[i, j];
            }
            for (int i = 0; largest < 0 && i < vectors.Rows; i++)
                vectors[i, j] = -vectors[i, j];
        }
        return (values, vectors);
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
