using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>The index, int64, of the bin that each element (float64) falls into.</summary>
/// <param name="Edges">The edges, float64, ascending.</param>
/// <param name="Right">
/// False to count the edges that are less than or equal to the element; true for those that are less.
/// </param>
internal sealed unsafe record DigitizeOp(NDArray Edges, bool Right) : BlockOp
{
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].DType == DType.Float64 && inputs[0].Shape == context.Shape);
        NDArray result = context.Allocate(DType.Int64);
        ReadOnlySpan<double> edges = Edges.Span<double>();
        double* x = (double*)inputs[0].Pointer;
        long* bins = (long*)result.Pointer;
        for (long i = 0; i < inputs[0].Size; i++)
        {
            if ((i & 0xFFFFF) == 0xFFFFF)
                context.Cancellation.ThrowIfCancellationRequested();
            bins[i] = Bin(edges, x[i], Right);
        }
        return result;
    }

    // NaN is greater than all edges, as in NumPy's sort order.
    private static int Bin(ReadOnlySpan<double> edges, double x, bool right)
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
