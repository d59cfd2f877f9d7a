using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// Finds a rotation of eigenvectors after which the largest element of a sample's row tells its cluster.
/// </summary>
internal static class LabelRotation
{
    private const int MostIterations = 30;
    private const int Tries = 10;

    /// <summary>
    /// Returns the rotation of Damle, Minden and Ying (2019, "Simple, direct and efficient multi-way spectral
    /// clustering", algorithm 1): the samples that a QR factorization with column pivoting takes first stand for the
    /// clusters. The largest magnitude tells the cluster.
    /// </summary>
    /// <param name="vectors">Samples × eigenvectors.</param>
    public static SmallMatrix ClusterQr(SmallMatrix vectors)
    {
        int count = vectors.Columns;
        var rest = (double[])vectors.Values.Clone();
        var chosen = new SmallMatrix(count, count);
        for (int step = 0; step < count; step++)
        {
            int pivot = 0;
            double most = -1;
            for (int i = 0; i < vectors.Rows; i++)
            {
                double norm = Dot(rest, i, rest, i, count);
                if (norm > most)
                    (pivot, most) = (i, norm);
            }
            for (int j = 0; j < count; j++)
                chosen[j, step] = vectors[pivot, j];
            double[] direction = rest.AsSpan(pivot * count, count).ToArray();
            for (int i = 0; most > 0 && i < vectors.Rows; i++)
            {
                double share = Dot(rest, i, direction, 0, count) / most;
                for (int j = 0; j < count; j++)
                    rest[i * count + j] -= share * direction[j];
            }
        }
        return Polar(chosen, out _);
    }

    /// <summary>
    /// Returns the rotation of Yu and Shi (2003, "Multiclass spectral clustering", section 4) that brings the rows
    /// nearest to those of an indicator matrix, the best of several starts. The largest element tells the cluster.
    /// </summary>
    /// <param name="vectors">Samples × eigenvectors.</param>
    /// <param name="seed">The seed of the starts.</param>
    public static SmallMatrix Discretize(SmallMatrix vectors, long seed)
    {
        int count = vectors.Columns;
        var scales = new SmallMatrix(count, count);
        SmallMatrix rows = Normalized(vectors, scales);
        SmallMatrix? best = null;
        double least = double.PositiveInfinity;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            int first = (int)(rows.Rows * CounterRandom.Uniform(seed, attempt));
            SmallMatrix rotation = Start(rows, first);
            double last = double.PositiveInfinity;
            for (int iteration = 0; iteration < MostIterations; iteration++)
            {
                SmallMatrix polar = Polar(Indicated(rows, rotation), out double sum);
                double cut = 2 * (rows.Rows - sum);
                if (Math.Abs(cut - last) < 1e-15)
                    break;
                last = cut;
                rotation = Transposed(polar);
            }
            if (last < least)
                (best, least) = (rotation, last);
        }
        // The columns are scaled with the rotation; a row's own scale does not change which element is largest.
        return SmallMatrix.Multiply(scales, best ?? Start(rows, 0));
    }

    private static SmallMatrix Normalized(SmallMatrix vectors, SmallMatrix scales)
    {
        int count = vectors.Columns;
        for (int j = 0; j < count; j++)
        {
            double square = 0;
            for (int i = 0; i < vectors.Rows; i++)
                square += vectors[i, j] * vectors[i, j];
            double scale = square > 0 ? Math.Sqrt(vectors.Rows / square) : 1;
            scales[j, j] = vectors[0, j] > 0 ? -scale : scale;
        }
        SmallMatrix rows = SmallMatrix.Multiply(vectors, scales);
        for (int i = 0; i < rows.Rows; i++)
        {
            double norm = Math.Sqrt(Dot(rows.Values, i, rows.Values, i, count));
            for (int j = 0; norm > 0 && j < count; j++)
                rows[i, j] /= norm;
        }
        return rows;
    }

    // Rows that are as orthogonal to each other as possible.
    private static SmallMatrix Start(SmallMatrix rows, int first)
    {
        int count = rows.Columns;
        var rotation = new SmallMatrix(count, count);
        var overlaps = new double[rows.Rows];
        for (int step = 0, at = first; ; step++)
        {
            for (int j = 0; j < count; j++)
                rotation[j, step] = rows[at, j];
            if (step == count - 1)
                return rotation;
            int chosen = at;
            at = 0;
            for (int i = 0; i < rows.Rows; i++)
            {
                overlaps[i] += Math.Abs(Dot(rows.Values, i, rows.Values, chosen, count));
                if (overlaps[i] < overlaps[at])
                    at = i;
            }
        }
    }

    // The sums of the rows whose largest element after the rotation is the first, the second, …
    private static SmallMatrix Indicated(SmallMatrix rows, SmallMatrix rotation)
    {
        SmallMatrix rotated = SmallMatrix.Multiply(rows, rotation);
        var sums = new SmallMatrix(rotated.Columns, rows.Columns);
        for (int i = 0; i < rows.Rows; i++)
        {
            int label = 0;
            for (int j = 1; j < rotated.Columns; j++)
            {
                if (rotated[i, j] > rotated[i, label])
                    label = j;
            }
            for (int j = 0; j < rows.Columns; j++)
                sums[label, j] += rows[i, j];
        }
        return sums;
    }

    /// <summary>
    /// Returns the orthogonal factor U Vᵀ of a square matrix U S Vᵀ, without directions that it maps to 0.
    /// </summary>
    private static SmallMatrix Polar(SmallMatrix matrix, out double sum)
    {
        (double[] squares, SmallMatrix right) = SmallMatrix
            .Multiply(matrix, matrix, transposed: true)
            .Symmetric()
            .Eigen();
        sum = 0;
        foreach (double square in squares)
            sum += Math.Sqrt(Math.Max(0, square));
        double cutoff = 1e-24 * Math.Max(squares[0], double.Epsilon);
        SmallMatrix scaled = right.Leading(right.Columns, j => squares[j] > cutoff ? 1 / Math.Sqrt(squares[j]) : 0);
        return SmallMatrix.Multiply(SmallMatrix.Multiply(matrix, scaled), Transposed(right));
    }

    private static SmallMatrix Transposed(SmallMatrix matrix)
    {
        var transposed = new SmallMatrix(matrix.Columns, matrix.Rows);
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
                transposed[j, i] = matrix[i, j];
        }
        return transposed;
    }

    private static double Dot(double[] a, int i, double[] b, int j, int count)
    {
        double sum = 0;
        for (int c = 0; c < count; c++)
            sum += a[i * count + c] * b[j * count + c];
        return sum;
    }
}
