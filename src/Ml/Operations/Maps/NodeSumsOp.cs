using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Maps;

/// <summary>
/// For each node of a map, the sum of those samples of a block that are nearest to it, and their number.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Nodes">Nodes × features, in the frame.</param>
internal sealed unsafe record NodeSumsOp(SampleFrame Frame, NDArray Nodes) : BlockOp
{
    public override string Name => "ml.map.sums";

    /// <summary>Makes the sums over all blocks, nodes × (features + 1).</summary>
    public static ArrayExpr Create(Samples samples, NDArray nodes) =>
        Samples.SumOfBlocks(new NodeSumsOp(samples.Frame, nodes), [samples.Expr], nodes.Shape[0], samples.Features + 1);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        NearestNodes.Bytes(inputs[0][0]) + PairTiles.Bytes((int)inputs[0][1]) + SampleTile.Bytes((int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int columns = (int)context.Shape[2];
        var nearest = new NearestNodes(inputs[0], Frame, Nodes, context.Cancellation);
        using var tile = new SampleTile(inputs[0], Frame);
        Bounds.Require(columns == tile.Features + 1 && context.Shape[1] == Nodes.Shape[0]);
        for (int i = 0; i < nearest.First.Length; i++)
        {
            tile.Load(i, 1);
            double* sums = (double*)result.Pointer + (long)nearest.First[i] * columns;
            Vectors.Add(sums, tile.Rows, tile.Features);
            sums[tile.Features]++;
        }
        return result;
    }
}
