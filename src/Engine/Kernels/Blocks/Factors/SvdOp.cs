using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>
/// The singular value decomposition of a block, m × n with k = min(m, n), as one flat block that holds u (m × k), s (k)
/// and vt (k × n) in this order.
/// </summary>
internal sealed unsafe record SvdOp : BlockOp
{
    public override string Name => "linalg.svd";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SvdBytes(inputs[0][0], inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        long m = inputs[0].Shape[0],
            n = inputs[0].Shape[1],
            k = Math.Min(m, n);
        double* a = (double*)inputs[0].Pointer;
        for (long i = 0; i < m * n; i++)
        {
            if (!double.IsFinite(a[i]))
            {
                throw new GchunkException(
                    "the singular value decomposition of an array with NaN or infinity is not defined; fill them first, with FillNa(0) or Where"
                );
            }
        }

        NDArray all = NDArray.Allocate(context.Shape, DType.Float64);
        Bounds.Require(all.Size == m * k + k + k * n && inputs[0].DType == DType.Float64);
        double* u = (double*)all.Pointer;
        Decompositions.Svd(inputs[0], u, u + m * k, u + m * k + k);
        return all;
    }
}
