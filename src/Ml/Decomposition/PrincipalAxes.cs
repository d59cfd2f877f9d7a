using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;

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
    private const long FewColumns = 1024;

    /// <summary>Decomposes samples × features.</summary>
    /// <param name="samples">Samples × features, in any chunks.</param>
    /// <param name="weights">The factor of each feature, or null.</param>
    /// <param name="sampleWeights">The weight of each sample, of mean 1, or null.</param>
    /// <param name="choice">How many components.</param>
    public static PrincipalAxes Of(ArrayExpr samples, NDArray? weights, NDArray? sampleWeights, ComponentChoice choice)
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

        ChunkedArray tall = held - Along(mean, isTall);
        if (sampleWeights is not null)
        {
            // Of the centered samples, so that a large mean loses no digits.
            using NDArray further = Computation.Compute(
                (tall * Along(sampleWeights, !isTall)).Mean(sampleAxis).Expression
            );
            mean = NDArray.From([.. mean.ToArray<double>().Select((value, i) => value + further.GetDouble(i))]);
            tall = held - Along(mean, isTall);
        }

        if (weights is not null)
            tall *= Along(weights, isTall);
        NDArray? roots = sampleWeights?.Map(Math.Sqrt);
        ChunkedArray weighted = roots is null ? tall : tall * Along(roots, !isTall);
        Subspace found = choice.IsRandomized(Math.Min(count, features), LongAxis)
            ? Subspace.Leading(weighted.Expression, choice)
            : Subspace.All(weighted, FewColumns);
        return Made(tall, weighted, roots, isTall, mean, choice, found);
    }

    // One value for each column of the tall matrix, or for each row.
    private static ChunkedArray Along(NDArray values, bool columns)
    {
        Shape shape = columns ? new Shape(1, values.Size) : new Shape(values.Size, 1);
        return new ChunkedArray(new MemoryExpr(values.Reshape(shape), ChunkGrid.Single(shape)));
    }

    // The tall matrix is A S Bᵀ; B and S are known.
    private static PrincipalAxes Made(
        ChunkedArray tall,
        ChunkedArray weighted,
        NDArray? roots,
        bool isTall,
        NDArray mean,
        ComponentChoice choice,
        Subspace found
    )
    {
        using NDArray vectors = found.Vectors;
        double[] squares = found.Squares;
        double trace = found.Trace;
        if (!double.IsFinite(trace))
            throw new GchunkException("the samples are so large that their variance is infinite; scale them first");
        long samples = tall.Shape[isTall ? 0 : 1];
        double least = Math.Max(squares[0], 0) * LeastSingularValue * LeastSingularValue;
        int rank = Math.Min(squares.Count(s => s > least), (int)Math.Min(samples - 1, int.MaxValue));
        double[] variances = [.. squares.Take(rank).Select(s => s / (samples - 1))];
        int kept = choice.Count(variances, trace / (samples - 1), (int)Math.Min(tall.Shape[1], int.MaxValue));
        NDArray axes = Columns(vectors, kept),
            scaled = Columns(vectors, kept);
        if (isTall)
        {
            // A S = tall · B: of the samples themselves, whatever their weights.
            ArrayExpr scores = tall.MatMul((ChunkedArray)scaled).Expression;
            return Oriented(
                mean,
                variances[..kept],
                trace / (samples - 1),
                TransposeExpr.Create(InMemory(axes), [1, 0]),
                scores
            );
        }

        // A = tall · B / S.
        Span<double> values = scaled.Span<double>(),
            stretched = axes.Span<double>();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= Math.Sqrt(squares[i % kept]);
            stretched[i] *= Math.Sqrt(squares[i % kept]);
        }

        ArrayExpr components = TransposeExpr.Create(weighted.MatMul((ChunkedArray)scaled).Expression, [1, 0]);
        if (roots is null)
            return Oriented(mean, variances[..kept], trace / (samples - 1), components, InMemory(axes));
        components = Computation.Persist([components])[0];
        ArrayExpr projected = TransposeExpr.Create(new ChunkedArray(components).MatMul(tall).Expression, [1, 0]);
        return Oriented(mean, variances[..kept], trace / (samples - 1), components, projected);
    }

    private static MemoryExpr InMemory(NDArray array) => new(array, ChunkGrid.Single(array.Shape));

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
