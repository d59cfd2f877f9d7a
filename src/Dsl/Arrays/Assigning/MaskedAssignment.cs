using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Arrays.Assigning;

/// <summary>An assignment to the elements of an array where a mask is true.</summary>
internal static class MaskedAssignment
{
    /// <summary>Replaces the elements where a mask is true, and returns the array after that.</summary>
    /// <param name="array">The array.</param>
    /// <param name="mask">Bools in the shape of the array or of its first axes.</param>
    /// <param name="values">
    /// Values that broadcast to the other axes; or one for each element that the mask selects, in C order, for which
    /// the mask is counted at once.
    /// </param>
    /// <exception cref="Engine.GchunkException">The shape of the mask or of the values does not fit.</exception>
    public static ArrayExpr Replace(ArrayExpr array, ArrayExpr mask, ArrayExpr values)
    {
        if (!Compression.IsOfFirstAxes(mask.Shape, array.Shape))
            throw Compression.Misfit(mask.Shape, array.Shape, 0);
        ArrayExpr cast = AssignedValues.Cast(values, array.DType);
        var rest = new Shape([.. array.Shape.Skip(mask.Rank)]);
        bool isOfEach = cast.Rank == rest.Rank + 1 && cast.Shape[0] != 1;
        if (isOfEach || !AssignedValues.Broadcasts(cast.Shape, new Shape([1, .. rest])))
            return Fill(array, mask, cast, values.Shape);
        cast = AssignedValues.Fit(cast, rest, array.DType);
        var chunks = new long[array.Rank][];
        for (int axis = 0; axis < chunks.Length; axis++)
            chunks[axis] = axis < mask.Rank ? mask.Chunks.Sizes(axis).ToArray() : [1];
        mask = BroadcastExpr.Create(mask, [.. Enumerable.Range(0, mask.Rank)], new ChunkGrid(chunks));
        return RechunkExpr.Create(Exprs.Where(mask, cast, array), array.Chunks);
    }

    // The values of each chunk are those after the ones that the chunks before it take.
    private static ArrayExpr Fill(ArrayExpr array, ArrayExpr mask, ArrayExpr values, Shape given)
    {
        ArrayExpr flat = Compression.MergeFirst(array, mask.Rank),
            flags = Compression.MergeFirst(mask, mask.Rank);
        flags = Compression.Fixed(RechunkExpr.Create(flags, new ChunkGrid(flat.Chunks.Sizes(0).ToArray())));
        long[] counts = Compression.Count(flags);
        var selection = flat.Shape.With(0, counts.Sum());
        if (!AssignedValues.Broadcasts(values.Shape, selection))
            throw AssignedValues.Misfit(given, selection);
        if (selection[0] == 0)
            return array;
        values = RechunkExpr.Create(BroadcastExpr.To(values, selection), flat.Chunks.With(0, counts));
        int[] axes = [.. Enumerable.Range(0, flat.Rank)];
        var filled = new BlockOpExpr(
            new FillMaskOp(),
            [flat, flags, values],
            [axes, [0], axes],
            array.DType,
            flat.Chunks
        );
        return RechunkExpr.Create(ReshapeExpr.Create(filled, array.Shape.AsSpan()), array.Chunks);
    }
}

/// <summary>A block whose rows are replaced, in order, where a mask is true.</summary>
internal sealed unsafe record FillMaskOp : BlockOp
{
    public override string Name => "dsl.fill-mask";

    public override bool Takes(DType dtype) => true;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray values = inputs[2];
        ReadOnlySpan<bool> mask = inputs[1].Span<bool>();
        long found = mask.Count(true);
        if (found != values.Shape[0])
            throw Compression.Changed(values.Shape[0], found);
        Bounds.Require(inputs[0].Shape == context.Shape && mask.Length == context.Shape[0]);
        Bounds.RequireSameExcept(0, values.Shape, context.Shape);
        Bounds.Require(values.DType == context.DType && inputs[0].DType == context.DType);
        if (found == 0)
            return inputs[0].Share();
        NDArray result = inputs[0].Copy();
        long row = context.DType.Size;
        for (int axis = 1; axis < context.Shape.Rank; axis++)
            row *= context.Shape[axis];
        byte* source = values.Pointer;
        for (int i = 0; i < mask.Length; i++)
        {
            if (!mask[i])
                continue;
            Buffer.MemoryCopy(source, result.Pointer + i * row, row, row);
            source += row;
        }
        GC.KeepAlive(values);
        return result;
    }
}
