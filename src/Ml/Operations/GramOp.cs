using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The contribution of a block to aᵀ diag(w) b, where a and b have many rows and few columns. Inputs: a, b and w.
/// </summary>
internal sealed unsafe record GramOp : BlockOp
{
    public override string Name => "ml.gram";

    /// <summary>Makes the sum over all blocks, columns of a × columns of b.</summary>
    /// <param name="a">Samples × columns.</param>
    /// <param name="b">Samples × columns.</param>
    /// <param name="weights">Samples × 1.</param>
    public static ArrayExpr Create(ArrayExpr a, ArrayExpr b, ArrayExpr weights) =>
        Samples.SumOfBlocks(new GramOp(), [a, b, weights], a.Shape[1], b.Shape[1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int rows = (int)context.Shape[1],
            columns = (int)context.Shape[2];
        double* a = (double*)inputs[0].Pointer,
            b = (double*)inputs[1].Pointer,
            weights = (double*)inputs[2].Pointer,
            sums = (double*)result.Pointer;
        Bounds.Require(inputs[0].Shape[1] == rows && inputs[1].Shape[1] == columns && result.Size == rows * columns);
        Bounds.Require(inputs[1].Shape[0] == inputs[0].Shape[0] && inputs[2].Size == inputs[0].Shape[0]);
        foreach (NDArray input in inputs)
            Bounds.Require(input.DType == DType.Float64);
        for (long i = 0; i < inputs[0].Shape[0]; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (int j = 0; j < rows; j++)
                Vectors.AddScaled(sums + (long)j * columns, a[i * rows + j] * weights[i], b + i * columns, columns);
        }
        return result;
    }
}
