using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using MathNet.Numerics.LinearAlgebra;

namespace Gchunk.Ml.Decomposition;

/// <summary>Rotates components so that each is large in few places.</summary>
/// <remarks>
/// Varimax: Kaiser (1958, "The varimax criterion for analytic rotation in factor analysis"), by rotations
/// in the planes of pairs. Promax: Hendrickson and White (1964, "Promax: a quick method for rotation to oblique simple
/// structure"), power 4. What is rotated are the loadings: components times the deviations along them.
/// </remarks>
internal static class ComponentRotation
{
    private const int MostRounds = 1000;
    private const double LeastAngle = 1e-13;
    private const int Power = 4;
    private static readonly string[] Kinds = ["varimax", "promax"];

    /// <summary>Checks the name of a rotation.</summary>
    /// <exception cref="GchunkException">It is unknown.</exception>
    public static string? Checked(string? kind) =>
        kind is null || Kinds.Contains(kind)
            ? kind
            : throw new GchunkException(Spelling.Unknown("rotation", kind, Kinds));

    /// <summary>
    /// Rotates all components. Returns them in descending order of variance, and the matrix, features × components, by
    /// which samples are multiplied to get their scores.
    /// </summary>
    public static (PrincipalAxes Axes, ArrayExpr Projection) Rotate(PrincipalAxes axes, string kind)
    {
        int count = axes.Variances.Length;
        double[] deviations = Array.ConvertAll(axes.Variances, Math.Sqrt);
        using NDArray components = Computation.Compute(axes.Components);
        Matrix<double> loadings = Matrix<double>.Build.Dense(
            (int)components.Shape[1],
            count,
            (f, c) => components.GetDouble(c, f) * deviations[c]
        );
        Matrix<double> turn = Varimax(loadings);
        if (kind == "promax")
            turn *= Oblique(loadings * turn);
        Matrix<double> pattern = loadings * turn,
            // Of an orthogonal rotation this is the rotation itself.
            ofScores = turn.Inverse().Transpose();

        double[] variances = [.. pattern.EnumerateColumns().Select(column => column.DotProduct(column))];
        int[] order = [.. Enumerable.Range(0, count).OrderByDescending(c => variances[c])];
        var rotated = new double[count * pattern.RowCount];
        var matrix = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            Vector<double> column = pattern.Column(order[i]);
            double length = Math.Sqrt(variances[order[i]]),
                sign = column.Maximum() >= -column.Minimum() ? 1 : -1;
            for (int f = 0; f < pattern.RowCount; f++)
                rotated[i * pattern.RowCount + f] = sign * column[f] / length;
            for (int c = 0; c < count; c++)
                matrix[c * count + i] = sign * length * ofScores[c, order[i]] / deviations[c];
        }

        var change = (ChunkedArray)NDArray.From(matrix, (count, count));
        NDArray found = NDArray.From(rotated, (count, pattern.RowCount));
        ArrayExpr[] held = Computation.Persist([
            new ChunkedArray(axes.Scores).MatMul(change).Expression,
            new ChunkedArray(axes.Components).T.MatMul(change).Expression,
        ]);
        return (
            axes with
            {
                Variances = [.. order.Select(c => variances[c])],
                Components = new MemoryExpr(found, ChunkGrid.Single(found.Shape)),
                Scores = held[0],
            },
            held[1]
        );
    }

    // Each pair of columns is turned in its plane to where the criterion is greatest, until no pair turns any more.
    private static Matrix<double> Varimax(Matrix<double> loadings)
    {
        int count = loadings.ColumnCount;
        double[][] columns = loadings.ToColumnArrays(),
            turn = Matrix<double>.Build.DenseIdentity(count).ToColumnArrays();
        for (int round = 0; round < MostRounds; round++)
        {
            double largest = 0;
            for (int a = 0; a < count; a++)
            {
                for (int b = a + 1; b < count; b++)
                {
                    double angle = Angle(columns[a], columns[b]);
                    largest = Math.Max(largest, Math.Abs(angle));
                    Turn(columns[a], columns[b], angle);
                    Turn(turn[a], turn[b], angle);
                }
            }

            if (largest < LeastAngle)
                break;
        }

        return Matrix<double>.Build.DenseOfColumnArrays(turn);
    }

    // Kaiser's angle for two columns.
    private static double Angle(double[] x, double[] y)
    {
        double sumU = 0,
            sumV = 0,
            product = 0,
            difference = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double u = x[i] * x[i] - y[i] * y[i],
                v = 2 * x[i] * y[i];
            sumU += u;
            sumV += v;
            product += u * v;
            difference += u * u - v * v;
        }

        return Math.Atan2(2 * (product - sumU * sumV / x.Length), difference - (sumU * sumU - sumV * sumV) / x.Length)
            / 4;
    }

    private static void Turn(double[] x, double[] y, double angle)
    {
        (double sine, double cosine) = Math.SinCos(angle);
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = (cosine * x[i] + sine * y[i], cosine * y[i] - sine * x[i]);
    }

    private static Matrix<double> Oblique(Matrix<double> rotated)
    {
        Matrix<double> target = rotated.Map(value => value * Math.Pow(Math.Abs(value), Power - 1)),
            turn = rotated.TransposeThisAndMultiply(rotated).Solve(rotated.TransposeThisAndMultiply(target));
        // The scores keep unit variance.
        double[] lengths = [.. turn.TransposeThisAndMultiply(turn).Inverse().Diagonal().Select(Math.Sqrt)];
        turn.MapIndexedInplace((_, c, value) => value * lengths[c]);
        return turn;
    }
}
