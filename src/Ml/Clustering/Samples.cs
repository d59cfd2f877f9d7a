using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// The input of the estimators: samples × features, checked and divided into blocks of whole samples.
/// </summary>
/// <remarks>
/// The blocks depend on the shape alone, so neither the chunks of the user's array, nor the number of threads, nor the
/// memory limit changes a result.
/// </remarks>
internal sealed class Samples
{
    private const long DrawnAtOnce = 1024;

    // For each axis of an input, the axis of the result that picks its block.
    private static readonly int[] Vector = [0];
    private static readonly int[] Matrix = [0, -1];

    /// <summary>Makes samples whose frame is known.</summary>
    internal Samples(ArrayExpr expr, SampleFrame frame) => (Expr, Frame) = (expr, frame);

    /// <summary>The values, float32 or float64.</summary>
    public ArrayExpr Expr { get; }

    /// <summary>The weight of each sample, at most 1; null if they have none.</summary>
    public ArrayExpr? Weights { get; init; }

    /// <summary>The power of two that a weight was divided by.</summary>
    public int WeightExponent { get; init; }

    /// <summary>The coordinates in which samples are compared: about the mean, near 1.</summary>
    public SampleFrame Frame { get; }

    /// <summary>The mean of each feature, float64.</summary>
    public NDArray Shift => Frame.Shift;

    /// <summary>The mean of the variances of the features, in the frame.</summary>
    public double MeanVariance { get; init; }

    /// <summary>The sum of the weights, or the number of samples.</summary>
    public double TotalWeight { get; init; }

    /// <summary>The scale at which samples are added up.</summary>
    public FixedScale Scale { get; init; } = new([], 0);

    /// <summary>The number of samples.</summary>
    public long Count => Expr.Shape[0];

    /// <summary>The number of features.</summary>
    public int Features => (int)Expr.Shape[1];

    /// <summary>The number of samples in a block; the last block may have fewer.</summary>
    public long BlockRows => Expr.Chunks.Sizes(0)[0];

    /// <summary>True if the samples are in memory; otherwise every pass reads them again.</summary>
    public bool IsHeld => Expr is BlocksExpr or HeldExpr or MemoryExpr;

    /// <summary>A chunk of length 1 for each block.</summary>
    public long[] OnePerBlock
    {
        get
        {
            var ones = new long[Expr.Chunks.Blocks[0]];
            Array.Fill(ones, 1);
            return ones;
        }
    }

    /// <summary>Returns the blocks of an array with this number of columns for each sample.</summary>
    public ChunkGrid Rows(long columns) => new(Expr.Chunks.Sizes(0).ToArray(), [columns]);

    /// <summary>Returns the inputs of an operation: the samples, further arrays, and the weights if there are any.</summary>
    public ArrayExpr[] With(params ReadOnlySpan<ArrayExpr> others) =>
        Weights is null ? [Expr, .. others] : [Expr, .. others, Weights];

    /// <summary>Returns the weights among the inputs of an operation; null if there are none.</summary>
    public static unsafe double* Weight(ReadOnlySpan<NDArray> inputs, int index)
    {
        if (inputs.Length == index)
            return null;
        Bounds.Require(inputs[index].DType == DType.Float64 && inputs[index].Size == inputs[0].Shape[0]);
        return (double*)inputs[index].Pointer;
    }

    /// <summary>
    /// Makes the sum, over all blocks of the inputs, of the matrices that an operation makes from each block.
    /// </summary>
    public static ArrayExpr SumOfBlocks(
        BlockOp op,
        ArrayExpr[] inputs,
        long rows,
        long columns,
        DType dtype = DType.Float64
    ) => Exprs.Sum(OfBlocks(op, inputs, rows, columns, dtype), [0]);

    /// <summary>Makes blocks × rows × columns: the matrices that an operation makes from each block of the inputs.</summary>
    public static ArrayExpr OfBlocks(BlockOp op, ArrayExpr[] inputs, long rows, long columns, DType dtype)
    {
        var ones = new long[inputs[0].Chunks.Blocks[0]];
        Array.Fill(ones, 1);
        int[][] axes = Array.ConvertAll(inputs, input => input.Rank == 1 ? Vector : Matrix);
        return new BlockOpExpr(op, inputs, axes, dtype, new ChunkGrid(ones, [rows], [columns]));
    }

    /// <summary>
    /// Checks an array and divides it into blocks. It is persisted if it takes at most a third of the memory that is
    /// free; otherwise every pass reads it again.
    /// </summary>
    /// <param name="values">Samples × features.</param>
    /// <param name="dim">The name of the dimension of the samples, for messages.</param>
    /// <param name="weights">The weight of each sample; null for equal weights.</param>
    /// <exception cref="Engine.GchunkException">
    /// The array does not have two dimensions, has no samples or no features, or has missing or infinite values; or
    /// weights are negative, not finite or all 0.
    /// </exception>
    public static Samples Prepare(ArrayExpr values, string dim, ArrayExpr? weights = null) =>
        SamplePreparation.Prepare(values, dim, weights);

    /// <summary>
    /// Checks that an array is samples × features and divides it into blocks of whole samples, float32 or float64. It
    /// is persisted if it takes at most a third of the memory that is free; otherwise every pass reads it again.
    /// </summary>
    /// <param name="values">Samples × features.</param>
    /// <exception cref="Engine.GchunkException">
    /// The array does not have two dimensions, or it has no samples or no features.
    /// </exception>
    public static ArrayExpr Hold(ArrayExpr values) => SamplePreparation.Hold(values);

    /// <summary>Checks that an array is samples × features.</summary>
    /// <exception cref="Engine.GchunkException">
    /// The array does not have two dimensions, or it has no samples or no features.
    /// </exception>
    public static void Check(ArrayExpr values) => SamplePreparation.Check(values);

    /// <summary>
    /// Returns some of the samples in one block, in memory, in the same frame: one from each of as many stretches of
    /// equal length, so that all regions are there.
    /// </summary>
    public Samples Draw(long count, long seed)
    {
        var whole = new ChunkGrid([count], [Features]);
        if (count == Count)
        {
            return In(
                RechunkExpr.Create(Expr, whole),
                Weights is null ? null : RechunkExpr.Create(Weights, new ChunkGrid([count]))
            );
        }

        // Samples without a weight would only take the place of others.
        long[]? weighted = WithWeight();
        long all = weighted?.LongLength ?? Count;
        var positions = new long[Math.Min(count, all)];
        for (long i = 0; i < positions.LongLength; i++)
        {
            double at = (i + CounterRandom.Uniform(seed, i)) / positions.LongLength * all;
            long position = Math.Min((long)at, all - 1);
            positions[i] = weighted is null ? position : weighted[position];
        }

        // In small blocks first: the plan of one block lists the place of each of its samples.
        long[] blocks = ChunkGrid.Regular(new Shape(positions.LongLength), [DrawnAtOnce]).Sizes(0).ToArray();
        whole = new ChunkGrid([positions.LongLength], [Features]);
        ArrayExpr[] drawn = Computation.Persist([
            .. new[] { Expr, Weights }.OfType<ArrayExpr>().Select(e => TakeExpr.Create(e, 0, positions, blocks)),
        ]);
        Samples found = In(
            RechunkExpr.Create(drawn[0], whole),
            Weights is null ? null : RechunkExpr.Create(drawn[1], new ChunkGrid([positions.LongLength]))
        );
        // One block is that of the result.
        foreach (ArrayExpr part in blocks.Length > 1 ? drawn : [])
            HeldBlocks.Release(part);
        return found;
    }

    // The positions of the samples whose weight is not 0; null for all.
    private long[]? WithWeight()
    {
        if (Weights is null)
            return null;
        using NDArray weights = Computation.Compute(Weights);
        ReadOnlySpan<double> values = weights.Span<double>();
        var positions = new List<long>();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] > 0)
                positions.Add(i);
        }

        return positions.Count == values.Length ? null : [.. positions];
    }

    private Samples In(ArrayExpr expr, ArrayExpr? weights)
    {
        ArrayExpr[] kept = Computation.Persist(weights is null ? [expr] : [expr, weights]);
        return Of(kept[0], weights is null ? null : kept[1], WeightExponent);
    }

    /// <summary>Returns other samples in the same frame, with the same scale of sums.</summary>
    /// <param name="expr">The samples.</param>
    /// <param name="weights">The weight of each, at most 1; null if they have none.</param>
    /// <param name="weightExponent">The power of two that a weight was divided by.</param>
    public Samples Of(ArrayExpr expr, ArrayExpr? weights, int weightExponent) =>
        new(expr, Frame)
        {
            Weights = weights,
            WeightExponent = weightExponent,
            MeanVariance = MeanVariance,
            TotalWeight = TotalWeight,
            Scale = Scale,
        };

    /// <summary>
    /// Returns the samples in the frame of some centers, or in one about the same shift that is large enough for both,
    /// and the centers in it.
    /// </summary>
    /// <param name="frame">The frame of the centers.</param>
    /// <param name="centers">Centers × features in that frame.</param>
    public (Samples Samples, NDArray Centers) Beside(SampleFrame frame, NDArray centers)
    {
        double most = 0;
        for (int j = 0; j < Features; j++)
        {
            double distance = Math.Abs(Shift.GetDouble(j) / 4 - frame.Shift.GetDouble(j) / 4);
            most = Math.Max(most, distance + Math.ScaleB(1, Frame.Exponent - 2));
        }
        int exponent = Math.Max(frame.Exponent, SampleFrame.ExponentOf(most) + 1);
        var common = new SampleFrame(frame.Shift, exponent);
        return (
            new Samples(Expr, common) { Weights = Weights, WeightExponent = WeightExponent },
            centers.Map(value => Math.ScaleB(value, frame.Exponent - exponent))
        );
    }
}
