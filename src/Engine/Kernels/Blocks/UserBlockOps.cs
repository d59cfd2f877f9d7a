using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Calls a function of one block of each input, whose shapes may differ.</summary>
/// <param name="Function">The function.</param>
internal sealed record BlockwiseOp(UserFunction Function) : UserOp(Function)
{
    protected override string Method => "Blockwise";

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context) =>
        Checked(((Func<NDArray[], NDArray>)function)(inputs.ToArray()), context);

    /// <summary>Checks the block that a function returned, and gives it a handle of its own.</summary>
    internal static NDArray? Checked(NDArray? made, in BlockContext context)
    {
        if (made is null)
            return null;
        if (made.DType != context.DType || made.Shape != context.Shape)
        {
            throw new GchunkException(
                $"the function returned a block of shape {made.Shape} and dtype {made.DType.Name}, but {context.Shape} and {context.DType.Name} were expected; state another dtype with dtype:"
            );
        }

        return Own(made);
    }
}

/// <summary>Calls a function that reduces a block along axes, which it keeps with length 1.</summary>
/// <param name="Function">The function.</param>
/// <param name="Axes">The axes.</param>
internal sealed record UserReductionOp(UserFunction Function, int[] Axes) : UserOp(Function)
{
    protected override string Method => "Reduction";

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context) =>
        BlockwiseOp.Checked(((Func<NDArray, int[], NDArray>)function)(inputs[0], Axes), context);
}

/// <summary>
/// Calls a function of the last axes of the inputs, its core axes, once for each index on the axes before them.
/// </summary>
/// <param name="Function">The function.</param>
/// <param name="Core">The number of core axes of each input.</param>
/// <param name="Result">The number of core axes of the result.</param>
internal sealed unsafe record GufuncOp(UserFunction Function, int[] Core, int Result) : UserOp(Function)
{
    protected override string Method => "ApplyGufunc";

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        var core = new Shape(context.Shape.AsSpan()[^Result..]);
        long bytes = core.Size * context.DType.Size,
            count = context.Shape.Size / Math.Max(1, core.Size);
        NDArray result = context.Allocate(context.DType);
        var items = new NDArray[inputs.Length];
        RequireItems(inputs, Core, count);
        try
        {
            for (long i = 0; i < count; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                for (int k = 0; k < items.Length; k++)
                    items[k] = Item(inputs[k], Core[k], i);
                NDArray? made = Invoke(function, items);
                if (made is null || made.DType != context.DType || made.Shape != core)
                {
                    throw new GchunkException(
                        $"the function returned {(made is null ? "no array" : $"an array of shape {made.Shape} and dtype {made.DType.Name}")}, but {core} and {context.DType.Name} were expected; state another dtype with dtype:"
                    );
                }

                using (NDArray own = Own(made))
                    Buffer.MemoryCopy(own.Pointer, result.Pointer + i * bytes, bytes, bytes);
                foreach (NDArray item in items)
                    item.Dispose();
            }
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Checks that each input has a number of items of its core axes.</summary>
    internal static void RequireItems(ReadOnlySpan<NDArray> inputs, int[] core, long count)
    {
        Bounds.Require(inputs.Length == core.Length);
        for (int k = 0; k < inputs.Length; k++)
        {
            Bounds.Require(inputs[k].Rank >= core[k]);
            Bounds.Require(
                count == 0 || inputs[k].Size == count * new Shape(inputs[k].Shape.AsSpan()[^core[k]..]).Size
            );
        }
    }

    private static NDArray? Invoke(Delegate function, NDArray[] items) =>
        function switch
        {
            Func<NDArray, NDArray> one => one(items[0]),
            Func<NDArray, NDArray, NDArray> two => two(items[0], items[1]),
            Func<NDArray, NDArray, NDArray, NDArray> three => three(items[0], items[1], items[2]),
            _ => throw new InvalidOperationException($"{function.GetType()} is not a function of arrays"),
        };

    /// <summary>Copies an item of the core axes out of a block.</summary>
    internal static NDArray Item(NDArray block, int core, long i)
    {
        NDArray item = NDArray.Allocate(new Shape(block.Shape.AsSpan()[^core..]), block.DType);
        Buffer.MemoryCopy(block.Pointer + i * item.NBytes, item.Pointer, item.NBytes, item.NBytes);
        GC.KeepAlive(block);
        return item;
    }
}
