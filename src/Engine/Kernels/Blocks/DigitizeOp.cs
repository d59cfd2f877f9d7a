using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// The number of the bin that each element, float64, falls into: how many edges are at most it, or (second parameter)
/// below it.
/// </summary>
internal sealed unsafe class DigitizeOp : BlockOp
{
    public const string Id = "digitize";

    public override string Name => Id;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Int64);
        ReadOnlySpan<double> edges = parameters[0].Span<double>();
        bool right = parameters[1].Get<bool>();
        double* x = (double*)inputs[0].Pointer;
        long* place = (long*)result.Pointer;
        for (long i = 0; i < inputs[0].Size; i++)
        {
            if ((i & 0xFFFFF) == 0xFFFFF)
                context.Cancellation.ThrowIfCancellationRequested();
            place[i] = Place(edges, x[i], right);
        }
        return result;
    }

    // NaN is above everything, as in NumPy's sorting order.
    private static int Place(ReadOnlySpan<double> edges, double x, bool right)
    {
        if (double.IsNaN(x))
            return edges.Length;
        int low = 0;
        for (int length = edges.Length; length > 0; )
        {
            int half = length / 2;
            double edge = edges[low + half];
            bool beyond = right ? edge < x : edge <= x;
            low = beyond ? low + half + 1 : low;
            length = beyond ? length - half - 1 : half;
        }
        return low;
    }
}
