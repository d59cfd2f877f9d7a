using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>
/// The singular value decomposition of a block, m × n with k = min(m, n), as one flat block that holds u (m × k), s (k)
/// and vt (k × n) in this order.
/// </summary>
internal sealed unsafe record SvdOp : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.svd";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.SvdBytes(inputs[0][0], inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        long m = inputs[0].Shape[0],
            n = inputs[0].Shape[1],
            k = Math.Min(m, n);
        RequireFinite(inputs[0], "the singular value decomposition");
        NDArray all = context.Allocate(inputs[0].DType);
        Bounds.Require(Decompositions.AreMatrices(inputs) && all.Size == m * k + k + k * n);
        Decompositions.Svd(inputs[0], all);
        return all;
    }

    /// <summary>Throws if an element of a block of float64 or complex128 is NaN or infinite.</summary>
    internal static void RequireFinite(NDArray block, string what)
    {
        double* parts = (double*)block.Pointer;
        for (long i = 0; i < block.NBytes / sizeof(double); i++)
        {
            if (!double.IsFinite(parts[i]))
            {
                throw new GchunkException(
                    $"{what} of an array with NaN or infinity is not defined; fill them first, with FillNa(0) or Where"
                );
            }
        }

        GC.KeepAlive(block);
    }
}
