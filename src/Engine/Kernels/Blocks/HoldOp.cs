using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// A block as it is: makes what would be generated or read again for each of many uses a result that is held for all of
/// them.
/// </summary>
internal sealed class HoldOp : BlockOp
{
    public const string Id = "hold";

    public override string Name => Id;

    public override NDArray Run(
        ReadOnlySpan<NDArray> inputs,
        ReadOnlySpan<NDArray> parameters,
        in BlockContext context
    ) => inputs[0].Share();
}
