using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Complex numbers from their real parts and their imaginary parts, the two inputs: both float32 or both float64.
/// </summary>
internal sealed unsafe record JoinPartsOp : BlockOp
{
    public override bool Takes(DType dtype) => dtype is DType.Float32 or DType.Float64;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].Shape == context.Shape && inputs[1].Shape == context.Shape);
        Bounds.Require(inputs[0].DType == inputs[1].DType && context.DType == DTypes.ComplexOf(inputs[0].DType));
        NDArray result = context.Allocate(context.DType);
        if (context.DType == DType.Complex64)
        {
            float* re = (float*)inputs[0].Pointer,
                im = (float*)inputs[1].Pointer;
            for (long i = 0; i < result.Size; i++)
                ((Complex64*)result.Pointer)[i] = new Complex64(re[i], im[i]);
        }
        else
        {
            double* re = (double*)inputs[0].Pointer,
                im = (double*)inputs[1].Pointer;
            for (long i = 0; i < result.Size; i++)
                ((Complex*)result.Pointer)[i] = new Complex(re[i], im[i]);
        }

        GC.KeepAlive(inputs[0]);
        GC.KeepAlive(inputs[1]);
        return result;
    }
}
