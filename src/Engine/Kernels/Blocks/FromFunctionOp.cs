using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Makes a block from a function of the indices of an element, or of the location of the block.</summary>
/// <param name="Function">The function.</param>
internal sealed record FromFunctionOp(UserFunction Function) : UserOp(Function)
{
    protected override string Method => "FromFunction";

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        if (function is Func<BlockInfo, NDArray> whole)
            return whole(new BlockInfo(context.Block, context.Origin, context.Shape));
        Shape shape = context.Shape;
        long[] origin = context.Origin;
        using NDArray made = NDArray.Allocate(shape, DType.Float64);
        Span<double> values = made.Span<double>();
        for (int n = 0; n < values.Length; n++)
        {
            if ((n & 0xFFFF) == 0xFFFF)
                context.Cancellation.ThrowIfCancellationRequested();
            values[n] = function switch
            {
                Func<double, double> one => one(origin[0] + n),
                Func<double, double, double> two => two(origin[0] + n / shape[1], origin[1] + n % shape[1]),
                Func<double, double, double, double> three => three(
                    origin[0] + n / (shape[1] * shape[2]),
                    origin[1] + n / shape[2] % shape[1],
                    origin[2] + n % shape[2]
                ),
                _ => throw new InvalidOperationException($"{function.GetType()} is not a function of indices"),
            };
        }
        return context.DType == DType.Float64 ? made.Share() : made.AsType(context.DType);
    }
}
