using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Passes a block on unchanged. A block that would be generated or read again for each of many consumers becomes a
/// result that is kept until all of them have used it.
/// </summary>
internal sealed record HoldOp : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) => inputs[0].Share();
}
