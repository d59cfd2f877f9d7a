using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.MiniBatches;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// The state of k-means after some batches of samples. Inputs: the batches in one block, and their weights if they have
/// any.
/// </summary>
/// <param name="Frame">The coordinates of the centers.</param>
/// <param name="State">The state before, packed.</param>
/// <param name="Clusters">The number of clusters.</param>
/// <param name="Rules">How batches move centers.</param>
internal sealed unsafe record MiniBatchOp(SampleFrame Frame, NDArray State, int Clusters, MiniBatchRules Rules)
    : BlockOp
{
    private static readonly int[] Whole = [-1];
    private static readonly int[] WholeMatrix = [-1, -1];

    public override string Name => "ml.kmeans.batches";

    /// <summary>Makes the packed state after the batches, one row.</summary>
    public static ArrayExpr Create(Samples batches, MiniBatchState state, MiniBatchRules rules) =>
        new BlockOpExpr(
            new MiniBatchOp(batches.Frame, NDArray.From(state.Pack()), state.Counts.Length, rules),
            batches.With(),
            batches.Weights is null ? [WholeMatrix] : [WholeMatrix, Whole],
            DType.Float64,
            new ChunkGrid([MiniBatchState.Length(state.Counts.Length, batches.Features)])
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        MiniBatchSteps.Bytes(Clusters, inputs[0][1]) + 3 * result.Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        Bounds.Require(context.Shape.Size == MiniBatchState.Length(Clusters, reader.Features));
        Bounds.Require(State.DType == DType.Float64 && State.Size == context.Shape.Size);
        MiniBatchState state = MiniBatchState.Unpack(State.Span<double>(), Clusters);
        using var steps = new MiniBatchSteps(reader, Samples.Weight(inputs, 1), state, Rules);
        return NDArray.From(steps.Run(state, context.Cancellation).Pack());
    }
}
