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
        Bounds.Require(Edges.DType == DType.Float64);
        Bounds.Require(inputs[0].DType == DType.Float64 && inputs[0].Shape == context.Shape);
        NDArray result = context.Allocate(DType.Int64);
        double* x = (double*)inputs[0].Pointer,
            edges = (double*)Edges.Pointer;
        long* bins = (long*)result.Pointer;
        long size = inputs[0].Size,
            length = Edges.Size;
        bool last = !Right;
        CancellationToken cancellation = context.Cancellation;
        // NaN is greater than all edges, as in NumPy's sort order.
        context.Divide(
            size,
            size * Search.Cost(length),
            (from, to) => Search.Bounds(edges, length, x + from, to - from, last, length, bins + from, cancellation)
        );
        GC.KeepAlive(inputs[0]);
        GC.KeepAlive(Edges);
        return result;
    }
}
