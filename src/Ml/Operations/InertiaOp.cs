using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// A block's sum of squared distances of the samples to the centers that they are assigned to, by differences.
/// </summary>
internal sealed unsafe class InertiaOp : BlockOp
{
    public override string Name => "ml.kmeans.inertia";

    /// <summary>Makes the sum over all blocks, of shape 1 × 1.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr labels, NDArray centers) =>
        Samples.SumOfBlocks("ml.kmeans.inertia", [samples.Expr, labels], [samples.Shift, centers], 1, 1);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        using var tile = new SampleTile(inputs[0], parameters[0]);
        var labels = (int*)inputs[1].Pointer;
        var centers = (double*)parameters[1].Pointer;
        double sum = 0;
        for (long i = 0; i < inputs[0].Shape[0]; i++)
        {
            tile.Load(i, 1);
            sum += Vectors.SquaredDistance(tile.Rows, centers + (long)labels[i] * tile.Features, tile.Features);
        }
        return NDArray.From([sum], context.Shape);
    }
}
