using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// An operation on all pairs of samples of two blocks. Its inputs are the samples of the rows, those of the columns,
/// then arrays of one value for each row, then arrays of one value for each column.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
internal abstract record PairOp(SampleFrame Frame, long BlockRows) : BlockOp
{
    // For each axis of an input, the axis of the result that picks its block.
    private static readonly int[] ByRow = [0];
    private static readonly int[] ByColumn = [1];

    /// <summary>
    /// Makes a node of shape samples × blocks × width: for each sample, what each block contributes to it.
    /// </summary>
    /// <param name="op">The operation.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="ofRows">1-d arrays, in the blocks of the samples.</param>
    /// <param name="ofColumns">1-d arrays, in the blocks of the samples.</param>
    /// <param name="width">The length of the last axis.</param>
    /// <param name="dtype">The dtype of the result.</param>
    protected static ArrayExpr Create(
        PairOp op,
        Samples samples,
        ArrayExpr[] ofRows,
        ArrayExpr[] ofColumns,
        long width,
        DType dtype = DType.Float64
    )
    {
        var chunks = new ChunkGrid(samples.Expr.Chunks.Sizes(0).ToArray(), samples.OnePerBlock, [width]);
        int[][] axes =
        [
            [0, -1],
            [1, -1],
            .. ofRows.Select(_ => ByRow),
            .. ofColumns.Select(_ => ByColumn),
        ];
        return new BlockOpExpr(op, [samples.Expr, samples.Expr, .. ofRows, .. ofColumns], axes, dtype, chunks);
    }

    /// <summary>Returns the node of values that the client holds, one for each sample.</summary>
    public static ArrayExpr PerSample(Samples samples, NDArray values) =>
        new MemoryExpr(values, new ChunkGrid(samples.Expr.Chunks.Sizes(0).ToArray()));

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        PairTiles.Bytes((int)inputs[0][1]) + PairTiles.ReachBytes(inputs[0][0], inputs[1][0], inputs[0][1]);

    /// <summary>
    /// Starts the walk over the pairs of the blocks that a call is given; those that are farther from each other than
    /// the root of a reach may be passed over.
    /// </summary>
    protected PairTiles Pairs(
        ReadOnlySpan<NDArray> inputs,
        in BlockContext context,
        double reach = double.PositiveInfinity
    )
    {
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0]);
        return new PairTiles(inputs[0], inputs[1], Frame, reach: reach);
    }

    /// <summary>Returns the index of the first sample of the rows, and that of the columns.</summary>
    protected (long Rows, long Columns) Origins(in BlockContext context) =>
        (context.Origin[0], context.Origin[1] * BlockRows);
}
