using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Maps;

/// <summary>The nearest node of each sample, the second nearest, and the distance, in the frame, to the nearest.</summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Nodes">Nodes × features, in the frame.</param>
internal sealed record MapPredictOp(SampleFrame Frame, NDArray Nodes) : BlockOp
{
    public override string Name => "ml.map.predict";

    /// <summary>Makes a node of shape samples × 3.</summary>
    public static ArrayExpr Create(Samples samples, NDArray nodes) =>
        new BlockOpExpr(
            new MapPredictOp(samples.Frame, nodes),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(3)
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        NearestNodes.Bytes(inputs[0][0]) + PairTiles.Bytes((int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        Span<double> values = result.Span<double>();
        var nearest = new NearestNodes(inputs[0], Frame, Nodes, context.Cancellation);
        Bounds.Require(values.Length == 3L * nearest.First.Length);
        for (int i = 0; i < nearest.First.Length; i++)
        {
            values[3 * i] = nearest.First[i];
            values[3 * i + 1] = nearest.Second[i];
            values[3 * i + 2] = nearest.Distance(i);
        }
        return result;
    }
}
