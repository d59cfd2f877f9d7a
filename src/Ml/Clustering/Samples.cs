using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// The input of the estimators: samples × features, checked and divided into blocks of whole samples.
/// </summary>
/// <remarks>
/// The blocks depend on the shape alone, so neither the chunks of the user's array nor the number of threads changes a
/// result.
/// </remarks>
internal sealed class Samples
{
    private const long BlockBytes = 4 << 20;
    private const long LeastRows = 64;

    // For each axis of an input, the axis of the result that picks its block.
    private static readonly int[] Vector = [0];
    private static readonly int[] Matrix = [0, -1];

    private Samples(ArrayExpr expr, NDArray shift, double meanVariance) =>
        (Expr, Shift, MeanVariance) = (expr, shift, meanVariance);

    /// <summary>The values, float32 or float64.</summary>
    public ArrayExpr Expr { get; }

    /// <summary>Subtracted from each feature before distances are measured: its mean.</summary>
    public NDArray Shift { get; }

    /// <summary>The mean of the variances of the features.</summary>
    public double MeanVariance { get; }

    /// <summary>The number of samples.</summary>
    public long Count => Expr.Shape[0];

    /// <summary>The number of features.</summary>
    public int Features => (int)Expr.Shape[1];

    /// <summary>The number of samples in a block; the last block may have fewer.</summary>
    public long BlockRows => Expr.Chunks.Sizes(0)[0];

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

    /// <summary>
    /// Makes the sum, over all blocks of the inputs, of the matrices that an operation makes from each block.
    /// </summary>
    public static ArrayExpr SumOfBlocks(BlockOp op, ArrayExpr[] inputs, long rows, long columns)
    {
        var ones = new long[inputs[0].Chunks.Blocks[0]];
        Array.Fill(ones, 1);
        int[][] axes = Array.ConvertAll(inputs, input => input.Rank == 1 ? Vector : Matrix);
        return Exprs.Sum(new BlockOpExpr(op, inputs, axes, DType.Float64, new ChunkGrid(ones, [rows], [columns])), [0]);
    }

    /// <summary>
    /// Checks an array and divides it into blocks. It is persisted if it takes at most a third of the memory that is
    /// free; otherwise every pass reads it again.
    /// </summary>
    /// <param name="values">Samples × features.</param>
    /// <param name="dim">The name of the dimension of the samples, for messages.</param>
    /// <param name="shift">Subtracted from each feature; null for the mean of these samples.</param>
    /// <exception cref="GchunkException">
    /// The array does not have two dimensions, has no samples or no features, or has missing values.
    /// </exception>
    public static Samples Prepare(ArrayExpr values, string dim, NDArray? shift = null)
    {
        values = Hold(values);
        ArrayExpr whole = Exprs.All(Exprs.IsFinite(values), [1]);
        NDArray[] facts = Computation.Compute([
            Exprs.Sum(whole, [0]),
            Exprs.Mean(CastExpr.Create(values, DType.Float64), [0]),
            Exprs.Var(CastExpr.Create(values, DType.Float64), [0]),
        ]);
        long missing = values.Shape[0] - (long)facts[0].GetDouble();
        if (missing > 0)
        {
            throw new GchunkException(
                $"{missing} of {values.Shape[0]} samples have missing values; drop them with DropNa(\"{dim}\") or fill them with FillNa"
            );
        }

        double variance = 0;
        foreach (double v in facts[2].Span<double>())
            variance += v / values.Shape[1];
        return new Samples(values, shift ?? facts[1], variance);
    }

    /// <summary>
    /// Checks that an array is samples × features and divides it into blocks of whole samples, float32 or float64. It
    /// is persisted if it takes at most a third of the memory that is free; otherwise every pass reads it again.
    /// </summary>
    /// <param name="values">Samples × features.</param>
    /// <exception cref="GchunkException">
    /// The array does not have two dimensions, or it has no samples or no features.
    /// </exception>
    public static ArrayExpr Hold(ArrayExpr values)
    {
        Check(values);
        if (!values.DType.IsFloat)
            values = CastExpr.Create(values, DType.Float64);
        values = RechunkExpr.Create(values, Blocks(values.Shape, values.DType));
        long limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        if (values is not BlocksExpr && values.NBytes <= limit / 3)
            values = Computation.Persist([values])[0];
        return values;
    }

    /// <summary>Checks that an array is samples × features.</summary>
    /// <exception cref="GchunkException">
    /// The array does not have two dimensions, or it has no samples or no features.
    /// </exception>
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

    // At least eight blocks if there are enough samples, each of a few megabytes at most.
    private static ChunkGrid Blocks(Shape shape, DType dtype)
    {
        long rows = Math.Min(BlockBytes / Math.Max(1, shape[1] * dtype.Size), (shape[0] + 7) / 8);
        return ChunkGrid.Regular(shape, [Math.Max(rows, LeastRows), shape[1]]);
    }
}
