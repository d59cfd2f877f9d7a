using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The sum, over a block, of the squared distances of the samples to the centers that they are assigned to, computed
/// from differences. Inputs: the samples and their labels.
/// </summary>
/// <param name="Shift">Subtracted from each feature before distances are measured.</param>
/// <param name="Centers">Centers × features, less the shift.</param>
internal sealed unsafe record InertiaOp(NDArray Shift, NDArray Centers) : BlockOp
{
    public override string Name => "ml.kmeans.inertia";

    /// <summary>Makes the sum over all blocks, 1 × 1.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr labels, NDArray centers) =>
        Samples.SumOfBlocks(new InertiaOp(samples.Shift, centers), [samples.Expr, labels], 1, 1);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => SampleTile.Bytes((int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var tile = new SampleTile(inputs[0], Shift);
        var labels = (int*)inputs[1].Pointer;
        var centers = (double*)Centers.Pointer;
        Bounds.Require(inputs[1].DType == DType.Int32 && inputs[1].Size == inputs[0].Shape[0]);
        Bounds.Require(Centers.DType == DType.Float64 && Centers.Shape[1] == tile.Features);
        double sum = 0;
        for (long i = 0; i < inputs[0].Shape[0]; i++)
        {
            tile.Load(i, 1);
            Bounds.RequireIndex(labels[i], Centers.Shape[0]);
            sum += Vectors.SquaredDistance(tile.Rows, centers + (long)labels[i] * tile.Features, tile.Features);
        }
        return NDArray.From([sum], context.Shape);
    }
}
