using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Passes indices (int64) on unchanged; one that is out of bounds is an error.</summary>
/// <param name="Length">The length of what they index.</param>
/// <param name="What">What they index, for the error: <c>an array of shape (3, 4)</c>.</param>
internal sealed record BoundsOp(long Length, string What) : BlockOp
{
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        foreach (long index in inputs[0].Span<long>())
        {
            if (index < 0 || index >= Length)
            {
                throw new GchunkException(
                    $"index {index} is out of bounds for {What}: indices run from 0 to {Length - 1}"
                );
            }
        }

        return inputs[0].Share();
    }
}
