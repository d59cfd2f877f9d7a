using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Statistics;

/// <summary>The block itself, if none of its elements is NaN.</summary>
internal sealed record RefuseNaNOp : BlockOp
{
    public override string Name => "statistics.refuse_nan";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray x = inputs[0];
        bool found = false;
        if (x.DType == DType.Float32)
        {
            foreach (float value in x.Span<float>())
                found |= float.IsNaN(value);
        }
        else if (x.DType == DType.Float64)
        {
            foreach (double value in x.Span<double>())
                found |= double.IsNaN(value);
        }

        return found
            ? throw new GchunkException(
                "the samples have NaN, which nanPolicy: \"raise\" refuses; leave them out with nanPolicy: \"omit\""
            )
            : x.Share();
    }
}
