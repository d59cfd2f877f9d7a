using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Clustering;

/// <summary>Checks samples, and finds the frame in which they are compared.</summary>
internal static class SamplePreparation
{
    private const long BlockBytes = 4 << 20;
    private const long LeastRows = 64;
    private const int LeastBlocks = 8;

    /// <summary>See <see cref="Samples.Prepare"/>.</summary>
    public static Samples Prepare(ArrayExpr values, string dim, ArrayExpr? weights)
    {
        values = Hold(values);
        (ArrayExpr? scaled, int exponent) = PrepareWeights(weights, values, dim);
        return Measure(values, dim, scaled, exponent);
    }

    /// <summary>See <see cref="Samples.Hold"/>.</summary>
    /// <param name="values">Samples × features.</param>
    /// <param name="blocks">The number of blocks, at least, if there are enough samples.</param>
    public static ArrayExpr Hold(ArrayExpr values, int blocks = LeastBlocks)
    {
        Check(values);
        if (values.DType is not (DType.Float32 or DType.Float64))
        {
            bool isHalf = values.DType.IsFloat && values.DType.Size < sizeof(float);
            values = CastExpr.Create(values, isHalf ? DType.Float32 : DType.Float64);
        }
        values = RechunkExpr.Create(values, Blocks(values.Shape, values.DType, blocks));
        long limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        if (values is not BlocksExpr && values.NBytes <= limit / 3)
            values = Computation.Persist([values])[0];
        return values;
    }

    /// <summary>See <see cref="Samples.Check"/>.</summary>
    public static void Check(ArrayExpr values)
    {
        if (values.Rank != 2)
        {
            throw new GchunkException(
                $"samples must be an array of two dimensions, samples × features; got {values.Rank} {values.Shape}; Stack the dimensions that tell samples apart, or add one for a single feature"
            );
        }

        if (values.Shape[1] == 0)
            throw new GchunkException($"the samples have no features: their shape is {values.Shape}");
        if (values.Shape[0] == 0)
            throw new GchunkException($"there are no samples: the shape is {values.Shape}");
        if (values.Shape[1] > 1 << 24)
        {
            throw new GchunkException(
                $"{values.Shape[1]} features are more than the {1 << 24} that can be clustered; are samples and features the right way round? They are {values.Shape}; Transpose turns them"
            );
        }
    }

    // Each of a few megabytes at most.
    private static ChunkGrid Blocks(Shape shape, DType dtype, int blocks)
    {
        long rows = Math.Min(BlockBytes / Math.Max(1, shape[1] * dtype.Size), (shape[0] + blocks - 1) / blocks);
        return ChunkGrid.Regular(shape, [Math.Max(rows, LeastRows), shape[1]]);
    }

    // Two passes: the limits of each feature, then sums in a frame in which nothing overflows or vanishes. A constant
    // feature is its limits' middle exactly, however large it is.
    private static Samples Measure(ArrayExpr values, string dim, ArrayExpr? weights, int weightExponent)
    {
        int features = (int)values.Shape[1];
        (double[] low, double[] high) = Limits(values, dim);
        double[] middle = [.. low.Zip(high, static (l, h) => l == h ? l : l / 2 + h / 2)];
        var rough = new SampleFrame(
            NDArray.From(middle),
            SampleFrame.ExponentOf(low.Zip(high, static (l, h) => h / 2 - l / 2).Max() / 2)
        );
        using NDArray moments = Computation.Compute(
            Samples.SumOfBlocks(
                new MomentsOp(rough),
                weights is null ? [values] : [values, weights],
                1,
                2L * features + 1
            )
        );
        double[] sums = moments.ToArray<double>();
        double total = sums[2 * features];
        var mean = new double[features];
        var spread = new double[features];
        for (int j = 0; j < features; j++)
        {
            mean[j] = rough.Restore(sums[j] / total, j);
            spread[j] = Math.Max(high[j] / 2 - mean[j] / 2, mean[j] / 2 - low[j] / 2);
        }
        var frame = new SampleFrame(NDArray.From(mean), SampleFrame.ExponentOf(spread.Max()));
        double variance = 0;
        for (int j = 0; j < features; j++)
        {
            double own = sums[features + j] / total - sums[j] / total * (sums[j] / total);
            variance += Math.ScaleB(Math.Max(own, 0), 2 * (rough.Exponent - frame.Exponent)) / features;
            spread[j] = Math.ScaleB(spread[j], 1 - frame.Exponent);
        }
        return new Samples(values, frame)
        {
            Weights = weights,
            WeightExponent = weightExponent,
            MeanVariance = variance,
            TotalWeight = total,
            Scale = FixedScale.For(spread, values.Shape[0]),
        };
    }

    private static (double[] Low, double[] High) Limits(ArrayExpr values, string dim)
    {
        int features = (int)values.Shape[1];
        ArrayExpr parts = Samples.OfBlocks(new LimitsOp(), [values], 1, 2L * features + 2, DType.Float64);
        NDArray[] found = Computation.Compute([Exprs.Max(parts, [0]), Exprs.Sum(parts, [0])]);
        double[] most = found[0].ToArray<double>(),
            counts = found[1].ToArray<double>();
        var (missing, infinite) = ((long)counts[2 * features], (long)counts[2 * features + 1]);
        if (missing > 0)
        {
            string others = infinite > 0 ? $" (and {infinite} more have infinite ones)" : "";
            throw new GchunkException(
                $"{missing} of {Quantity.Of(values.Shape[0], "sample")} have missing values{others}; {Fitting.HowToDrop(dim)} or fill them with FillNa"
            );
        }

        if (infinite > 0)
        {
            throw new GchunkException(
                $"{infinite} of {Quantity.Of(values.Shape[0], "sample")} have infinite values{Fitting.HowToLimit(Fitting.HowToDrop(dim))}"
            );
        }

        double[] low = [.. most.Take(features).Select(static v => 0 - v)];
        return (low, most[features..(2 * features)]);
    }

    private static (ArrayExpr? Scaled, int Exponent) PrepareWeights(ArrayExpr? weights, ArrayExpr values, string dim)
    {
        if (weights is null)
            return (null, 0);
        if (weights.Rank != 1 || weights.Shape[0] != values.Shape[0])
        {
            throw new GchunkException(
                $"weights must have one value for each of the {Quantity.Of(values.Shape[0], "sample")} along '{dim}'; their shape is {weights.Shape}"
            );
        }

        weights = RechunkExpr.Create(
            CastExpr.Create(weights, DType.Float64),
            new ChunkGrid(values.Chunks.Sizes(0).ToArray())
        );
        NDArray[] limits = Computation.Compute([Exprs.Min(weights, [0]), Exprs.Max(weights, [0])]);
        var (least, most) = (limits[0].GetDouble(), limits[1].GetDouble());
        string? fault =
            double.IsNaN(least) ? "a weight is missing (NaN); fill it with FillNa(0), and its sample moves no center"
            : least < 0 ? $"a weight is negative: {least}"
            : double.IsInfinity(most) ? "a weight is infinite"
            : most == 0 ? "all weights are 0"
            : null;
        if (fault is not null)
            throw new GchunkException($"weights must be finite, not negative and not all 0; {fault}");

        int exponent = Math.ILogB(most) + 1;
        ArrayExpr scaled = Exprs.Multiply(weights, FullExpr.Weak(Math.ScaleB(1, -exponent)));
        return (Computation.Persist([scaled])[0], exponent);
    }
}
