using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Decomposition;

/// <summary>The singular value decomposition of centered, weighted samples.</summary>
/// <param name="Mean">The mean of each feature.</param>
/// <param name="Variances">
/// The variance of the samples along each component, in descending order and in units of 4^exponent.
/// </param>
/// <param name="TotalVariance">The sum of the variances of all features, in the same units.</param>
/// <param name="Components">Components × features, orthonormal, in memory.</param>
/// <param name="Scores">Samples × components, in memory.</param>
/// <param name="Exponent">0, unless the squares of the values are no float64.</param>
internal sealed record PrincipalAxes(
    NDArray Mean,
    double[] Variances,
    double TotalVariance,
    ArrayExpr Components,
    ArrayExpr Scores,
    int Exponent = 0
)
{
    // Sums of squares between these are in the units of the samples.
    private const double LeastTrace = 1e-250;
    private const double MostTrace = 1e300;

    // Means of larger values are summed in smaller units.
    private const double Large = 1e290;
    private const int LargeExponent = 64;

    // A singular value below this share of the greatest cannot be told from the rounding of the Gram matrix.
    private const double LeastSingularValue = 1e-7;

    // From this length of the shorter axis, few components are found faster by random projection.
    private const long LongAxis = 1500;
    private const long FewColumns = 1024;
    private const int LargestExponent = 1000;

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

        NDArray mean = Means(held, sampleAxis);
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
        bool isRandomized = choice.IsRandomized(Math.Min(count, features), LongAxis);
        Subspace found = Decomposed();
        int exponent = 0;
        if (!(found.Trace is >= LeastTrace and <= MostTrace))
        {
            double most = Computation.Compute(weighted.Abs().Max().Expression).GetDouble();
            if (!double.IsFinite(most))
                throw new GchunkException("the samples are so large that their range is infinite; scale them first");
            exponent = most > 0 ? Math.Max(Math.ILogB(most), 1 - LargestExponent) : 0;
            double unit = Math.ScaleB(1, -exponent);
            (tall, weighted) = (tall * unit, weighted * unit);
            found = Decomposed();
        }
        return Made(tall, weighted, roots, isTall, mean, choice, found, exponent);

        Subspace Decomposed() =>
            isRandomized ? Subspace.Leading(weighted.Expression, choice) : Subspace.All(weighted, FewColumns);
    }

    // The mean of each feature. That of equal values is their value: rounding errors of large ones hide other features.
    private static NDArray Means(ChunkedArray held, int sampleAxis)
    {
        NDArray[] found = Computation.Compute([
            held.Mean(sampleAxis).Expression,
            held.Min(sampleAxis).Expression,
            held.Max(sampleAxis).Expression,
        ]);
        double[] mean = found[0].ToArray<double>(),
            low = found[1].ToArray<double>(),
            high = found[2].ToArray<double>();
        double most = 0;
        for (int j = 0; j < mean.Length; j++)
        {
            if (double.IsNaN(low[j]))
            {
                throw new GchunkException(
                    "the samples have missing values; fit a field with over: \"time\", which leaves out missing cells, or DropNa and FillNa first"
                );
            }
            if (double.IsInfinity(low[j]) || double.IsInfinity(high[j]))
                throw new GchunkException($"the samples have infinite values{Fitting.HowToLimit("leave them out")}");
            most = Math.Max(most, Math.Max(-low[j], high[j]));
        }
        if (most > Large)
        {
            using NDArray small = Computation.Compute(
                (held * Math.ScaleB(1, -LargeExponent)).Mean(sampleAxis).Expression
            );
            mean = Array.ConvertAll(small.ToArray<double>(), m => Math.ScaleB(m, LargeExponent));
        }
        for (int j = 0; j < mean.Length; j++)
            mean[j] = low[j] == high[j] ? low[j] : mean[j];
        return NDArray.From(mean);
    }

    /// <summary>Returns the variances in the units of the samples.</summary>
    public double[] InUnits() => Array.ConvertAll(Variances, v => Math.ScaleB(v, 2 * Exponent));

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
        Subspace found,
        int exponent
    )
    {
        using NDArray vectors = found.Vectors;
        double[] squares = found.Squares;
        double trace = found.Trace;
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
                scores,
                exponent
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
            return Oriented(mean, variances[..kept], trace / (samples - 1), components, InMemory(axes), exponent);
        components = Computation.Persist([components])[0];
        ArrayExpr projected = TransposeExpr.Create(new ChunkedArray(components).MatMul(tall).Expression, [1, 0]);
        return Oriented(mean, variances[..kept], trace / (samples - 1), components, projected, exponent);
    }

    private static MemoryExpr InMemory(NDArray array) => new(array, ChunkGrid.Single(array.Shape));

    // The largest element of each component is positive, as scikit-learn's svd_flip has it.
    private static PrincipalAxes Oriented(
        NDArray mean,
        double[] variances,
        double total,
        ArrayExpr components,
        ArrayExpr scores,
        int exponent
    )
    {
        if (exponent != 0)
            scores = (new ChunkedArray(scores) * Math.ScaleB(1, exponent)).Expression;
        ArrayExpr[] held = Computation.Persist([components, scores]);
        var axes = new ChunkedArray(held[0]);
        NDArray[] extremes = Computation.Compute([axes.Max(1).Expression, axes.Min(1).Expression]);
        var signs = new double[variances.Length];
        for (int i = 0; i < signs.Length; i++)
            signs[i] = extremes[0].GetDouble(i) >= -extremes[1].GetDouble(i) ? 1 : -1;
        if (signs.All(s => s > 0))
            return new PrincipalAxes(mean, variances, total, held[0], held[1], exponent);
        var row = (ChunkedArray)NDArray.From(signs);
        ArrayExpr[] flipped = Computation.Persist([
            (axes * row.Reshape((signs.Length, 1))).Expression,
            (new ChunkedArray(held[1]) * row).Expression,
        ]);
        return new PrincipalAxes(mean, variances, total, flipped[0], flipped[1], exponent);
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
