using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Decomposition;

/// <summary>The singular value decomposition of centered, weighted samples.</summary>
/// <param name="Mean">The mean of each feature.</param>
/// <param name="Variances">The variance of the samples along each component, in descending order.</param>
/// <param name="TotalVariance">The sum of the variances of all features.</param>
/// <param name="Components">Components × features, orthonormal, in memory.</param>
/// <param name="Scores">Samples × components, in memory.</param>
internal sealed record PrincipalAxes(
    NDArray Mean,
    double[] Variances,
    double TotalVariance,
    ArrayExpr Components,
    ArrayExpr Scores
)
{
    // A singular value below this share of the greatest cannot be told from the rounding of the Gram matrix.
    private const double LeastSingularValue = 1e-7;

    // From this length of the shorter axis, few components are found faster by random projection.
    private const long LongAxis = 1500;
    private const int PowerIterations = 4;
    private const long FewColumns = 1024;
    private const int Oversampling = 10;

    /// <summary>Decomposes samples × features.</summary>
    /// <param name="samples">Samples × features, in any chunks.</param>
    /// <param name="weights">The factor of each feature, or null.</param>
    /// <param name="choice">How many components.</param>
    public static PrincipalAxes Of(ArrayExpr samples, NDArray? weights, ComponentChoice choice)
    {
        Samples.Check(samples);
        long count = samples.Shape[0],
            features = samples.Shape[1];
        if (count < 2)
            throw new GchunkException($"principal components need at least 2 samples; there is {count}");
        // The longer axis comes first, in blocks that depend on the shape alone.
        bool isTall = count >= features;
        var held = new ChunkedArray(Samples.Hold(isTall ? samples : TransposeExpr.Create(samples, [1, 0])));
        int sampleAxis = isTall ? 0 : 1;
        if (held.DType != DType.Float64)
            held = held.AsType(DType.Float64);
        NDArray mean = Computation.Compute(held.Mean(sampleAxis).Expression);
        foreach (double value in mean.Span<double>())
        {
            if (!double.IsFinite(value))
            {
                throw new GchunkException(
                    "the samples have infinite or missing values; fit a field with over: \"time\", which leaves out missing cells, or DropNa and FillNa first"
                );
            }
        }

        ChunkedArray tall = held - PerFeature(mean, isTall);
        if (weights is not null)
            tall *= PerFeature(weights, isTall);
        return choice.IsRandomized(Math.Min(count, features), LongAxis)
            ? Randomized(tall, isTall, mean, choice)
            : Exact(tall, isTall, mean, choice);
    }

    private static ChunkedArray PerFeature(NDArray values, bool isTall) =>
        new(
            new MemoryExpr(
                values.Reshape(isTall ? new Shape(1, values.Size) : new Shape(values.Size, 1)),
                ChunkGrid.Single(isTall ? new Shape(1, values.Size) : new Shape(values.Size, 1))
            )
        );

    // The eigenvectors of the Gram matrix of the shorter axis: tall = A S Bᵀ.
    private static PrincipalAxes Exact(ChunkedArray tall, bool isTall, NDArray mean, ComponentChoice choice)
    {
        // A product of few columns is made from one block at a time, in little memory; of many, its tiles.
        using NDArray gram = Computation.Compute(
            tall.Shape[1] <= FewColumns ? SelfProductOp.Create(tall.Expression) : tall.T.MatMul(tall).Expression
        );
        long samples = tall.Shape[isTall ? 0 : 1];
        int order = (int)gram.Shape[0];
        double trace = 0;
        for (int i = 0; i < order; i++)
            trace += gram.GetDouble(i, i);
        if (!double.IsFinite(trace))
            throw new GchunkException("the samples are so large that their variance is infinite; scale them first");
        (double[] squares, NDArray vectors) = SymmetricEigen.Decompose(gram);
        using (vectors)
        {
            double least = Math.Max(squares[0], 0) * LeastSingularValue * LeastSingularValue;
            int rank = Math.Min(squares.Count(s => s > least), (int)Math.Min(samples - 1, int.MaxValue));
            double[] variances = [.. squares.Take(rank).Select(s => s / (samples - 1))];
            int kept = choice.Count(variances, trace / (samples - 1), order);
            NDArray axes = Columns(vectors, kept),
                scaled = Columns(vectors, kept);
            Span<double> values = scaled.Span<double>();
            for (int i = 0; i < values.Length; i++)
                values[i] *= isTall ? 1 : 1 / Math.Sqrt(squares[i % kept]);
            // A S = tall · B, or A = tall · B / S.
            ArrayExpr product = tall.MatMul((ChunkedArray)scaled).Expression;
            Span<double> stretched = axes.Span<double>();
            if (!isTall)
            {
                for (int i = 0; i < stretched.Length; i++)
                    stretched[i] *= Math.Sqrt(squares[i % kept]);
            }

            ArrayExpr small = new MemoryExpr(axes, ChunkGrid.Single(axes.Shape));
            return Oriented(
                mean,
                variances[..kept],
                trace / (samples - 1),
                TransposeExpr.Create(isTall ? small : product, [1, 0]),
                isTall ? product : small
            );
        }
    }

    private static PrincipalAxes Randomized(ChunkedArray tall, bool isTall, NDArray mean, ComponentChoice choice)
    {
        long samples = tall.Shape[isTall ? 0 : 1];
        int asked = choice.Components!.Value;
        (ChunkedArray u, ChunkedArray s, ChunkedArray vt) = tall.SvdCompressed(
            asked,
            PowerIterations,
            Oversampling,
            choice.Seed
        );
        // All at once, because what they share is computed once in a run.
        ArrayExpr[] held = Computation.Persist([
            u.Expression,
            s.Expression,
            vt.Expression,
            (tall * tall).Sum().Expression,
        ]);
        NDArray[] facts = Computation.Compute([held[1], held[3]]);
        double[] singular = facts[0].ToArray<double>();
        double total = facts[1].GetDouble() / (samples - 1);
        int kept = Math.Max(1, singular.Count(v => v > singular[0] * LeastSingularValue));
        ChunkedArray left = new ChunkedArray(held[0])[.., ..kept],
            right = new ChunkedArray(held[2])[..kept],
            stretch = new ChunkedArray(held[1])[..kept];
        return Oriented(
            mean,
            [.. singular.Take(kept).Select(v => v * v / (samples - 1))],
            total,
            isTall ? right.Expression : left.T.Expression,
            isTall ? (left * stretch).Expression : (right.T * stretch).Expression
        );
    }

    // The largest element of each component is positive, as scikit-learn's svd_flip has it.
    private static PrincipalAxes Oriented(
        NDArray mean,
        double[] variances,
        double total,
        ArrayExpr components,
        ArrayExpr scores
    )
    {
        ArrayExpr[] held = Computation.Persist([components, scores]);
        var axes = new ChunkedArray(held[0]);
        NDArray[] extremes = Computation.Compute([axes.Max(1).Expression, axes.Min(1).Expression]);
        var signs = new double[variances.Length];
        for (int i = 0; i < signs.Length; i++)
            signs[i] = extremes[0].GetDouble(i) >= -extremes[1].GetDouble(i) ? 1 : -1;
        if (signs.All(s => s > 0))
            return new PrincipalAxes(mean, variances, total, held[0], held[1]);
        var row = (ChunkedArray)NDArray.From(signs);
        ArrayExpr[] flipped = Computation.Persist([
            (axes * row.Reshape((signs.Length, 1))).Expression,
            (new ChunkedArray(held[1]) * row).Expression,
        ]);
        return new PrincipalAxes(mean, variances, total, flipped[0], flipped[1]);
    }

    private static NDArray Columns(NDArray matrix, int count)
    {
        int rows = (int)matrix.Shape[0],
            columns = (int)matrix.Shape[1];
        var kept = new double[rows * count];
        for (int i = 0; i < rows; i++)
            matrix.Span<double>((long)i * columns, count).CopyTo(kept.AsSpan(i * count));
        return NDArray.From(kept, (rows, count));
    }
}
