using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Texts;

/// <summary>
/// The texts of a table at the positions in the input, int32, along a last axis of code points; a position outside of the
/// table gives an empty text.
/// </summary>
/// <param name="Table">The code points, int32, a row for each text.</param>
internal sealed record TextLookupOp(NDArray Table) : BlockOp
{
    public override string Name => "dsl.texts";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        int width = (int)Table.Shape[1],
            count = (int)Table.Shape[0];
        Bounds.Require(inputs[0].DType == DType.Int32 && context.Shape == new Shape([.. inputs[0].Shape, width]));
        NDArray result = NDArray.Zeros(context.Shape, DType.Int32);
        ReadOnlySpan<int> positions = inputs[0].Span<int>(),
            points = Table.Span<int>();
        Span<int> texts = result.Span<int>();
        for (int i = 0; i < positions.Length; i++)
        {
            if ((uint)positions[i] < (uint)count)
                points.Slice(positions[i] * width, width).CopyTo(texts.Slice(i * width, width));
        }

        return result;
    }
}
