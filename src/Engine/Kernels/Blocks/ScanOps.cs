using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>What a running sum or product is made of: its elements are int64, uint64 or float64.</summary>
internal static unsafe class Scan
{
    /// <summary>The running sums (or products) along an axis of a block.</summary>
    /// <param name="input">The elements.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="product">Whether products are meant.</param>
    /// <param name="start">What the first elements begin with, of length 1 along the axis; null for nothing.</param>
    /// <param name="result">
    /// Where the results go; the last of each lane alone where the axis has length 1 there.
    /// </param>
    /// <param name="exclusive">Whether an element itself is left out of its result.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static void Run(
        NDArray input,
        int axis,
        bool product,
        NDArray? start,
        NDArray result,
        bool exclusive,
        CancellationToken cancellation
    )
    {
        if (input.DType == DType.Float64)
            Choose<double>();
        else if (input.DType == DType.UInt64)
            Choose<ulong>();
        else
            Choose<long>();
        GC.KeepAlive(input);

        void Choose<T>()
            where T : unmanaged, INumber<T>
        {
            if (product)
                Rows<T, Times<T>>(input, axis, start, result, exclusive, cancellation);
            else
                Rows<T, Plus<T>>(input, axis, start, result, exclusive, cancellation);
        }
    }

    // Row after row: neighbours in memory go on independently, each lane in the order of its elements.
    private static void Rows<T, TOp>(
        NDArray input,
        int axis,
        NDArray? start,
        NDArray result,
        bool exclusive,
        CancellationToken cancellation
    )
        where T : unmanaged, INumber<T>
        where TOp : struct, IOperation<T>
    {
        long n = input.Shape[axis],
            outer = 1,
            inner = 1;
        for (int a = 0; a < axis; a++)
            outer *= input.Shape[a];
        for (int a = axis + 1; a < input.Rank; a++)
            inner *= input.Shape[a];
        bool totals = result.Shape[axis] != n;
        using NDArray running = NDArray.Allocate(new Shape(inner * sizeof(T)), DType.UInt8);
        T* sum = (T*)running.Pointer,
            source = (T*)input.Pointer,
            target = (T*)result.Pointer,
            from = start is null ? null : (T*)start.Pointer;
        for (long o = 0; o < outer; o++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (long c = 0; c < inner; c++)
                sum[c] = from is null ? TOp.Neutral : from[o * inner + c];
            for (long i = 0; i < n; i++, source += inner)
            {
                if (exclusive)
                    target = Copy(sum, target, inner);
                // What nothing was added to stays as it is, a negative zero too.
                if (i == 0 && from is null && !exclusive)
                {
                    Buffer.MemoryCopy(source, sum, inner * sizeof(T), inner * sizeof(T));
                }
                else
                {
                    for (long c = 0; c < inner; c++)
                        sum[c] = TOp.Apply(sum[c], source[c]);
                }

                if (!exclusive && !totals)
                    target = Copy(sum, target, inner);
            }
            if (totals)
                target = Copy(sum, target, inner);
        }
        GC.KeepAlive(start);
    }

    private static T* Copy<T>(T* source, T* target, long count)
        where T : unmanaged
    {
        Buffer.MemoryCopy(source, target, count * sizeof(T), count * sizeof(T));
        return target + count;
    }

    private interface IOperation<T>
    {
        static abstract T Neutral { get; }

        static abstract T Apply(T a, T b);
    }

    private readonly struct Plus<T> : IOperation<T>
        where T : INumber<T>
    {
        public static T Neutral => T.Zero;

        public static T Apply(T a, T b) => unchecked(a + b);
    }

    private readonly struct Times<T> : IOperation<T>
        where T : INumber<T>
    {
        public static T Neutral => T.One;

        public static T Apply(T a, T b) => unchecked(a * b);
    }
}

/// <summary>Running sums or products of a block; a second input holds what stands before it.</summary>
internal sealed class ScanOp : BlockOp
{
    public override string Name => "scan";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, context.DType);
        Scan.Run(
            inputs[0],
            (int)parameters[0].Get<long>(),
            parameters[1].Get<bool>(),
            inputs.Length > 1 ? inputs[1] : null,
            result,
            exclusive: false,
            context.Cancellation
        );
        return result;
    }
}

/// <summary>
/// The total of a block along an axis, added in the order of a running sum, so that the two agree to the bit.
/// </summary>
internal sealed class ScanTotalOp : BlockOp
{
    public override string Name => "scan-total";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        if (inputs[0].Shape[(int)parameters[0].Get<long>()] == 1)
            return inputs[0].Share();
        NDArray result = NDArray.Allocate(context.Shape, context.DType);
        Scan.Run(
            inputs[0],
            (int)parameters[0].Get<long>(),
            parameters[1].Get<bool>(),
            null,
            result,
            exclusive: false,
            context.Cancellation
        );
        return result;
    }
}

/// <summary>From the totals of all blocks along an axis, what stands before each.</summary>
internal sealed class ScanStartOp : BlockOp
{
    public override string Name => "scan-start";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, context.DType);
        Scan.Run(
            inputs[0],
            (int)parameters[0].Get<long>(),
            parameters[1].Get<bool>(),
            null,
            result,
            exclusive: true,
            context.Cancellation
        );
        return result;
    }
}
