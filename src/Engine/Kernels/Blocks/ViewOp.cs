using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>The bytes of a block as elements of another dtype; the last axis may be longer or shorter for it.</summary>
internal sealed record ViewOp : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public override unsafe NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        if (result.NBytes != inputs[0].NBytes)
        {
            result.Dispose();
            throw new GchunkException(
                $"a block of {inputs[0].NBytes} bytes is not one of shape {context.Shape} and dtype {context.DType.Name}"
            );
        }

        Buffer.MemoryCopy(inputs[0].Pointer, result.Pointer, result.NBytes, result.NBytes);
        return result;
    }
}
