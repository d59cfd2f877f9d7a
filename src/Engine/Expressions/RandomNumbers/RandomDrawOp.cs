using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// Random numbers whose parameters are the inputs, float64, of the shape of the result: float64, or int64 of distributions
/// of whole numbers. Each depends only on the seed, its index and its parameters.
/// </summary>
/// <param name="Kind">The distribution.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Lengths">The shape of the whole result.</param>
internal sealed unsafe record RandomDrawOp(DistributionKind Kind, long Seed, long[] Lengths) : BlockOp
{
    // Beyond the purposes of the distributions whose parameters are numbers.
    private const uint FirstPurpose = 0x10000;

    public override string Name => "random";

    public override string Details => Kind.ToString();

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        bool isDiscrete = Kind >= DistributionKind.Integers;
        int rank = context.Shape.Rank;
        Bounds.Require(Lengths.Length == rank && context.DType == (isDiscrete ? DType.Int64 : DType.Float64));
        foreach (NDArray input in inputs)
            Bounds.Require(input.Shape == context.Shape && input.DType == DType.Float64);
        NDArray result = context.Allocate(context.DType);
        long row = rank == 0 ? 1 : Math.Max(1, context.Shape[^1]);
        uint purpose = FirstPurpose + (uint)Kind;
        double* a = (double*)inputs[0].Pointer,
            b = inputs.Length > 1 ? (double*)inputs[1].Pointer : a,
            c = inputs.Length > 2 ? (double*)inputs[2].Pointer : a;
        DrawnDistribution? last = null;
        for (long i = 0; i < result.Size; i += row)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            ulong first = (ulong)IndexOf(context, i);
            for (long k = i; k < i + row; k++)
            {
                if (last is null || !last.Has(a[k], b[k], c[k]))
                {
                    last = new DrawnDistribution(Kind, a[k], b[k], c[k]);
                    if (last.Missing(inputs.Length) is { } needs)
                    {
                        result.Dispose();
                        throw new GchunkException($"the distribution {Kind} needs {needs}");
                    }
                }

                var stream = new RandomStream(first + (ulong)(k - i), purpose, (ulong)Seed);
                double number = last.Next(ref stream);
                if (isDiscrete)
                    ((long*)result.Pointer)[k] = (long)Math.Clamp(number, -9.2e18, 9.2e18);
                else
                    ((double*)result.Pointer)[k] = number;
            }
        }

        foreach (NDArray input in inputs)
            GC.KeepAlive(input);
        return result;
    }

    // The index in the whole result of an element of a block.
    private long IndexOf(in BlockContext context, long element)
    {
        long index = 0,
            stride = 1;
        for (int axis = context.Shape.Rank - 1; axis >= 0; axis--)
        {
            index += (context.Origin[axis] + element % context.Shape[axis]) * stride;
            element /= context.Shape[axis];
            stride *= Lengths[axis];
        }

        return index;
    }
}
