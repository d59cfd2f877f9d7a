using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Folds;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// The product of each line of a float64 block along an axis, as the <see cref="Parts"/> numbers of a
/// <see cref="RunningProduct"/>: blocks continue the product of those before as one block would.
/// </summary>
internal sealed unsafe record ProductTotalOp(int Axis) : BlockOp
{
    /// <summary>The numbers of one product.</summary>
    public const int Parts = 4;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        7 * sizeof(double) * RunningProducts.Inner(result, Axis);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        Bounds.RequireSameExcept(Axis, input.Shape, context.Shape);
        Bounds.Require(input.DType == DType.Float64 && context.Shape[Axis] == Parts);
        NDArray result = context.Allocate(DType.Float64);
        long n = input.Shape[Axis],
            inner = RunningProducts.Inner(input.Shape, Axis),
            outer = inner == 0 ? 0 : result.Size / (Parts * inner);
        ReductionOp product = OpTable.GetReduction("prod");
        using NDArray states = NDArray.Allocate(new Shape(product.Components * inner), DType.UInt64);
        var state = (ulong*)states.Pointer;
        double* source = (double*)input.Pointer,
            target = (double*)result.Pointer;
        for (long o = 0; o < outer; o++, target += Parts * inner)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            product.Initialize(DType.Float64, default, state, inner);
            if (inner == 1 && n > 0)
            {
                product.FoldRun(DType.Float64, default, (byte*)source, checked((int)n), state, 1, 0, 0);
                source += n;
            }
            else
            {
                for (long i = 0; i < n; i++, source += inner)
                    product.FoldEach(DType.Float64, default, (byte*)source, checked((int)inner), state, inner, 0, i);
            }
            for (long c = 0; c < inner; c++)
                RunningProducts.Store(new Prod.State((double*)state + c, inner).Load(), target + c, inner);
        }
        GC.KeepAlive(input);
        return result;
    }
}

/// <summary>The product before each block, from the products of all blocks (<see cref="ProductTotalOp"/>).</summary>
internal sealed unsafe record ProductStartOp(int Axis) : BlockOp
{
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        long blocks = context.Shape[Axis],
            inner = RunningProducts.Inner(context.Shape, Axis),
            outer = blocks * inner == 0 ? 0 : context.Shape.Size / (blocks * inner);
        Bounds.RequireSameExcept(Axis, input.Shape, context.Shape);
        Bounds.Require(input.DType == DType.Float64 && input.Shape[Axis] == blocks * ProductTotalOp.Parts);
        NDArray result = context.Allocate(DType.Float64);
        double* source = (double*)input.Pointer,
            target = (double*)result.Pointer;
        for (long o = 0; o < outer; o++)
        {
            for (long c = 0; c < inner; c++)
            {
                RunningProduct before = RunningProduct.One;
                for (long b = 0; b < blocks; b++)
                {
                    long line = o * blocks + b;
                    target[line * inner + c] = before.Result();
                    before.Append(RunningProducts.Load(source + line * ProductTotalOp.Parts * inner + c, inner));
                }
            }
        }
        GC.KeepAlive(input);
        return result;
    }
}

/// <summary>Running products as numbers of a block, a distance apart.</summary>
internal static unsafe class RunningProducts
{
    public static long Inner(Shape shape, int axis)
    {
        long inner = 1;
        for (int a = axis + 1; a < shape.Rank; a++)
            inner *= shape[a];
        return inner;
    }

    public static void Store(in RunningProduct product, double* first, long step) =>
        (first[0], first[step], first[2 * step], first[3 * step]) = (
            product.Significand,
            product.Exponent,
            product.Overflow,
            product.Underflow
        );

    public static RunningProduct Load(double* first, long step) =>
        new()
        {
            Significand = first[0],
            Exponent = first[step],
            Overflow = first[2 * step],
            Underflow = first[3 * step],
        };
}
