using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>The kernel of running sums and products, of int64, uint64, float64 or complex128.</summary>
internal static unsafe class Scan
{
    /// <summary>Computes the running sums (or products) along an axis of a block.</summary>
    /// <param name="input">The elements.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="product">True for products.</param>
    /// <param name="start">
    /// The sums of the elements before the block, of length 1 along the axis; null if there are none.
    /// </param>
    /// <param name="result">
    /// Where the results go; only the last of each line if the axis has length 1 in the result.
    /// </param>
    /// <param name="exclusive">True if an element does not count in its own result.</param>
    /// <param name="cancellation">Cancels it.</param>
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
        else if (input.DType == DType.Int64)
            Choose<long>();
        else if (input.DType == DType.Complex128)
            Choose<Complex>();
        else
            throw DTypes.Unknown(input.DType);
        GC.KeepAlive(input);

        void Choose<T>()
            where T : unmanaged, INumberBase<T>
        {
            if (product)
                Rows<T, Times<T>>(input, axis, start, result, exclusive, cancellation);
            else
                Rows<T, Plus<T>>(input, axis, start, result, exclusive, cancellation);
        }
    }

    // Scans row by row: neighbours in memory are independent, and each line keeps the order of its elements.
    private static void Rows<T, TOp>(
        NDArray input,
        int axis,
        NDArray? start,
        NDArray result,
        bool exclusive,
        CancellationToken cancellation
    )
        where T : unmanaged, INumberBase<T>
        where TOp : struct, IOperation<T>
    {
        long n = input.Shape[axis];
        (long outer, long inner) = input.Shape.Around(axis);
        bool totals = result.Shape[axis] != n;
        Bounds.RequireSameExcept(axis, input.Shape, result.Shape);
        Bounds.Require(result.Shape[axis] == n || result.Shape[axis] == 1);
        Bounds.Require(input.DType.Size == sizeof(T) && result.DType == input.DType);
        Bounds.Require(start is null || (start.Size == outer * inner && start.DType == input.DType));
        using NDArray running = NDArray.Allocate(new Shape(inner * sizeof(T)), DType.UInt8);
        T* sum = (T*)running.Pointer,
            source = (T*)input.Pointer,
            target = (T*)result.Pointer,
            from = start is null ? null : (T*)start.Pointer;
        if (inner == 1 && !exclusive)
        {
            for (long o = 0; o < outer; o++, source += n)
            {
                cancellation.ThrowIfCancellationRequested();
                Line<T, TOp>(source, n, from is null ? null : from + o, totals ? target + o : target + o * n, totals);
            }
            GC.KeepAlive(start);
            return;
        }
        for (long o = 0; o < outer; o++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (long c = 0; c < inner; c++)
                sum[c] = from is null ? TOp.Neutral : from[o * inner + c];
            for (long i = 0; i < n; i++, source += inner)
            {
                if (exclusive)
                    target = Copy(sum, target, inner);
                // The first element is copied, not added to 0: a negative zero stays one.
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

    // One contiguous line: the running value stays in a register.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line<T, TOp>(T* source, long n, T* start, T* target, bool totals)
        where T : unmanaged, INumberBase<T>
        where TOp : struct, IOperation<T>
    {
        long i = 0;
        T sum = start is null ? TOp.Neutral : *start;
        if (start is null && n > 0)
        {
            // The first element is copied, not added to 0: a negative zero stays one.
            sum = source[i++];
            target[0] = sum;
        }
        if (totals)
        {
            for (; i < n; i++)
                sum = TOp.Apply(sum, source[i]);
            *target = sum;
            return;
        }
        for (; i < n; i++)
        {
            sum = TOp.Apply(sum, source[i]);
            target[i] = sum;
        }
    }

    private static T* Copy<T>(T* source, T* target, long count)
        where T : unmanaged
    {
        Buffer.MemoryCopy(source, target, count * sizeof(T), count * sizeof(T));
        return target + count;
    }

    /// <summary>
    /// The scratch bytes of a scan: one running value for each index on the axes after the scanned one.
    /// </summary>
    public static long ScratchBytes(Shape input, int axis)
    {
        long inner = 1;
        for (int a = axis + 1; a < input.Rank; a++)
            inner *= input[a];
        return inner * sizeof(Complex);
    }

    private interface IOperation<T>
    {
        static abstract T Neutral { get; }

        static abstract T Apply(T a, T b);
    }

    private readonly struct Plus<T> : IOperation<T>
        where T : INumberBase<T>
    {
        public static T Neutral => T.Zero;

        public static T Apply(T a, T b) => unchecked(a + b);
    }

    private readonly struct Times<T> : IOperation<T>
        where T : INumberBase<T>
    {
        public static T Neutral => T.One;

        public static T Apply(T a, T b) => unchecked(a * b);
    }
}

/// <summary>
/// Running sums or products of a block. A second input holds the totals of the elements before the block.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Product">True for products.</param>
internal sealed record ScanOp(int Axis, bool Product) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => Scan.ScratchBytes(inputs[0], Axis);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        Scan.Run(
            inputs[0],
            Axis,
            Product,
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
/// <param name="Axis">The axis.</param>
/// <param name="Product">True for products.</param>
internal sealed record ScanTotalOp(int Axis, bool Product) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => Scan.ScratchBytes(inputs[0], Axis);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        if (inputs[0].Shape[Axis] == 1)
            return inputs[0].Share();
        NDArray result = context.Allocate(context.DType);
        Scan.Run(inputs[0], Axis, Product, null, result, exclusive: false, context.Cancellation);
        return result;
    }
}

/// <summary>The totals of the blocks before each block, from the totals of all blocks along an axis.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Product">True for products.</param>
internal sealed record ScanStartOp(int Axis, bool Product) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => Scan.ScratchBytes(inputs[0], Axis);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        Scan.Run(inputs[0], Axis, Product, null, result, exclusive: true, context.Cancellation);
        return result;
    }
}
