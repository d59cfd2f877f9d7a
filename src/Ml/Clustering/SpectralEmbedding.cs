using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Operations;
using MathNet.Numerics.LinearAlgebra;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// Computes the leading eigenvectors of D⁻½ K D⁻½, divided by D½, where K holds the affinities (0 on the diagonal) and
/// D their row sums.
/// </summary>
/// <remarks>
/// With u = D⁻½ q this is the problem K u = θ D u. Trial vectors U are improved as a subspace: the small problem
/// (UᵀKU) c = θ (UᵀDU) c gives their best combinations (Rayleigh-Ritz). First K is approximated by F Fᵀ less its
/// diagonal, where F holds the Nyström features; refinements use K itself.
/// </remarks>
internal static class SpectralEmbedding
{
    private const double Cutoff = 1e-10;
    private const double LeastDegree = 1e-10;
    private const double Residual = 1e-4;

    /// <summary>Computes the embedding, samples × (at most) clusters, and keeps it in memory.</summary>
    public static ArrayExpr Make(Samples samples, NDArray landmarks, double gamma, int clusters, int refinements)
    {
        ArrayExpr features = Computation.Persist([
            RbfFeaturesOp.Create(samples, landmarks, gamma, InverseRoot(landmarks, gamma)),
        ])[0];
        ArrayExpr own = Columns(Exprs.Sum(Exprs.Multiply(features, features), [1]));
        NDArray sum = Computation.Compute(Exprs.Sum(features, [0]));
        ArrayExpr approximate = Degrees(Exprs.Subtract(MultiplyOp.Create(features, sum.Reshape((sum.Size, 1))), own));
        ArrayExpr[] kept = Computation.Persist([approximate, Exprs.Divide(features, approximate)]);
        (ArrayExpr degrees, ArrayExpr trial) = (kept[0], kept[1]);
        Matrix<double>[] grams = GramMatrices((trial, trial, degrees), (trial, trial, own));
        (Matrix<double> best, double[] _) = Ritz(grams[0], grams[0] * grams[0] - grams[1]);
        if (refinements == 0)
            return Computation.Persist([MultiplyOp.Create(trial, ToArray(Leading(best, clusters)))])[0];

        ArrayExpr ones = new FullExpr(1.0, DType.Float64, samples.Rows(1));
        kept = Computation.Persist([
            Degrees(AffinityOp.Create(samples, ones, gamma)),
            MultiplyOp.Create(trial, ToArray(best)),
        ]);
        (degrees, trial) = (kept[0], kept[1]);
        return Refine(samples, gamma, clusters, refinements, degrees, trial);
    }

    private static ArrayExpr Refine(
        Samples samples,
        double gamma,
        int clusters,
        int refinements,
        ArrayExpr degrees,
        ArrayExpr trial
    )
    {
        ArrayExpr ones = new FullExpr(1.0, DType.Float64, samples.Rows(1));
        for (int pass = 1; ; pass++)
        {
            ArrayExpr image = Computation.Persist([AffinityOp.Create(samples, trial, gamma)])[0];
            ArrayExpr next = Computation.Persist([Exprs.Divide(image, degrees)])[0];
            Matrix<double>[] grams = GramMatrices((trial, trial, degrees), (trial, image, ones), (next, next, degrees));
            (Matrix<double> best, double[] values) = Ritz(grams[0], Symmetric(grams[1]));
            Matrix<double> leading = Leading(best, clusters);
            if (pass >= refinements || IsSettled(grams, leading, values))
                return Computation.Persist([MultiplyOp.Create(trial, ToArray(leading))])[0];
            // The images of the trial vectors, made orthogonal, are the next trial vectors.
            (Matrix<double> orthogonal, double[] _) = Ritz(grams[2], grams[2]);
            trial = Computation.Persist([MultiplyOp.Create(next, ToArray(orthogonal))])[0];
        }
    }

    // True if ‖D⁻½ (K u − θ D u)‖ is small for the leading vectors.
    private static bool IsSettled(Matrix<double>[] grams, Matrix<double> leading, double[] values)
    {
        for (int v = 0; v < leading.ColumnCount; v++)
        {
            Vector<double> c = leading.Column(v);
            double residual =
                c * (grams[2] * c)
                - 2 * values[v] * (c * (grams[1] * c))
                + values[v] * values[v] * (c * (grams[0] * c));
            if (residual > Residual * Residual)
                return false;
        }
        return true;
    }

    // L^(-1/2) of the affinities between the landmarks, as U S^(-1/2): the matrix that makes features of the affinities
    // to the landmarks.
    private static NDArray InverseRoot(NDArray landmarks, double gamma)
    {
        int count = (int)landmarks.Shape[0],
            features = (int)landmarks.Shape[1];
        double[] values = landmarks.ToArray<double>();
        Matrix<double> affinities = Matrix<double>.Build.Dense(
            count,
            count,
            (i, j) =>
            {
                double sum = 0;
                for (int f = 0; f < features; f++)
                {
                    double difference = values[i * features + f] - values[j * features + f];
                    sum += difference * difference;
                }
                return Math.Exp(-gamma * sum);
            }
        );
        return ToArray(Orthonormalizer(affinities));
    }

    // V S^(-1/2) of a Gram matrix V S Vᵀ, without eigenvalues too small to be told from 0: the combinations that are
    // orthonormal with respect to it.
    private static Matrix<double> Orthonormalizer(Matrix<double> gram)
    {
        (double[] values, Matrix<double> vectors) = Eigen(gram);
        int rank = Math.Max(1, values.TakeWhile(v => v > Cutoff * values[0]).Count());
        return Matrix<double>.Build.Dense(
            gram.RowCount,
            rank,
            (i, j) => vectors[i, j] / Math.Sqrt(Math.Max(values[j], double.Epsilon))
        );
    }

    /// <summary>Solves h c = θ g c. Returns the combinations c, and θ in descending order.</summary>
    private static (Matrix<double> Combinations, double[] Values) Ritz(Matrix<double> g, Matrix<double> h)
    {
        Matrix<double> basis = Orthonormalizer(Symmetric(g));
        (double[] values, Matrix<double> vectors) = Eigen(Symmetric(basis.TransposeThisAndMultiply(h * basis)));
        Matrix<double> combinations = basis * vectors;
        // The sign of an eigenvector is free: the largest coefficient is positive.
        for (int j = 0; j < combinations.ColumnCount; j++)
        {
            Vector<double> column = combinations.Column(j);
            if (column[column.AbsoluteMaximumIndex()] < 0)
                combinations.SetColumn(j, -column);
        }
        return (combinations, values);
    }

    private static (double[] Values, Matrix<double> Vectors) Eigen(Matrix<double> symmetric)
    {
        using NDArray matrix = ToArray(symmetric);
        (double[] values, NDArray vectors) = SymmetricEigen.Decompose(matrix);
        using (vectors)
            return (values, ToMatrix(vectors));
    }

    private static Matrix<double> Symmetric(Matrix<double> m) => (m + m.Transpose()) / 2;

    private static Matrix<double> Leading(Matrix<double> m, int columns) =>
        m.SubMatrix(0, m.RowCount, 0, Math.Min(columns, m.ColumnCount));

    private static Matrix<double>[] GramMatrices(params (ArrayExpr A, ArrayExpr B, ArrayExpr Weights)[] products) =>
        Array.ConvertAll(Computation.Compute([.. products.Select(p => GramOp.Create(p.A, p.B, p.Weights))]), ToMatrix);

    private static Matrix<double> ToMatrix(NDArray array) =>
        Matrix<double>.Build.DenseOfRowMajor((int)array.Shape[0], (int)array.Shape[1], array.ToArray<double>());

    private static NDArray ToArray(Matrix<double> matrix) =>
        NDArray.From(matrix.ToRowMajorArray(), (matrix.RowCount, matrix.ColumnCount));

    // A sample without affinity to any other has degree 1, as in SciPy's Laplacian; so has one whose sum the
    // approximation made negative.
    private static ArrayExpr Degrees(ArrayExpr sums) =>
        Exprs.Where(Exprs.Greater(sums, FullExpr.Weak(LeastDegree)), sums, FullExpr.Weak(1.0));

    private static ArrayExpr Columns(ArrayExpr values) => ReshapeExpr.Create(values, [values.Shape[0], 1]);
}
