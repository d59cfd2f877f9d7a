using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Calls a function of several results of the last axes of the inputs, its core axes, once for each index on the axes
/// before them; the last axis of the result holds the bytes of its results, one after the other.
/// </summary>
/// <param name="Function">The function.</param>
/// <param name="Core">The number of core axes of each input.</param>
/// <param name="Shapes">The shape of each result.</param>
/// <param name="DTypes">The dtype of each result.</param>
internal sealed unsafe record GufuncResultsOp(UserFunction Function, int[] Core, long[][] Shapes, DType[] DTypes)
    : UserOp(Function)
{
    // The results begin at multiples of the widest element.
    private const long Alignment = 16;

    protected override string Method => "ApplyGufunc";

    /// <summary>Returns the bytes that a result takes among the others.</summary>
    public static long Bytes(long[] shape, DType dtype) =>
        (new Shape(shape.AsSpan()).Size * dtype.Size + Alignment - 1) / Alignment * Alignment;

    protected override NDArray? Call(Delegate function, ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        long bytes = context.Shape[^1],
            count = context.Shape.Size / Math.Max(1, bytes),
            all = 0;
        for (int k = 0; k < Shapes.Length; k++)
            all += Bytes(Shapes[k], DTypes[k]);
        Bounds.Require(all == bytes && context.DType == DType.UInt8 && DTypes.Length == Shapes.Length);
        GufuncOp.RequireItems(inputs, Core, count);
        NDArray result = NDArray.Zeros(context.Shape, DType.UInt8);
        var items = new NDArray[inputs.Length];
        try
        {
            for (long i = 0; i < count; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                for (int k = 0; k < items.Length; k++)
                    items[k] = GufuncOp.Item(inputs[k], Core[k], i);
                Write(((Func<NDArray[], NDArray[]>)function)(items), result.Pointer + i * bytes);
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

    private void Write(NDArray[]? made, byte* to)
    {
        if (made is null || made.Length != Shapes.Length)
        {
            throw new GchunkException(
                $"the function returned {made?.Length ?? 0} arrays, but the signature has {Shapes.Length} results"
            );
        }

        for (int k = 0; k < made.Length; k++)
        {
            var shape = new Shape(Shapes[k].AsSpan());
            if (made[k] is null || made[k].DType != DTypes[k] || made[k].Shape != shape)
            {
                throw new GchunkException(
                    $"result {k} of the function is {(made[k] is null ? "no array" : $"of shape {made[k].Shape} and dtype {made[k].DType.Name}")}, but {shape} and {DTypes[k].Name} were expected; state other dtypes with dtypes:"
                );
            }

            using (NDArray own = Own(made[k]))
                Buffer.MemoryCopy(own.Pointer, to, own.NBytes, own.NBytes);
            to += Bytes(Shapes[k], DTypes[k]);
        }
    }
}
