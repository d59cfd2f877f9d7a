using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Indexing;

/// <summary>
/// Takes one element along an axis for each element of a field of positions, which shares other axes with the array:
/// NumPy's <c>take_along_axis</c>. The inputs are the array and the positions; each block gets the axis whole.
/// </summary>
/// <param name="Axis">The axis of the array that the positions index.</param>
/// <param name="ArrayAxes">For each axis of the array, the axis of the result, -1 for the one that is indexed.</param>
/// <param name="FieldAxes">For each axis of the positions, the axis of the result.</param>
internal sealed unsafe record TakeFieldOp(int Axis, int[] ArrayAxes, int[] FieldAxes) : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public override string Name => "dsl.take-field";

    /// <summary>Makes the lazy array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="dims">The names of its axes.</param>
    /// <param name="dim">The name of the axis that is indexed.</param>
    /// <param name="field">The positions along it, int64 and not negative.</param>
    /// <param name="fieldDims">The names of the axes of the positions.</param>
    /// <param name="result">The names of the axes of the result: those of the positions and of the rest of the array.</param>
    public static ArrayExpr Create(
        ArrayExpr array,
        string[] dims,
        string dim,
        ArrayExpr field,
        string[] fieldDims,
        string[] result
    )
    {
        int axis = Array.IndexOf(dims, dim);
        int[] arrayAxes = Array.ConvertAll(dims, d => d == dim ? -1 : Array.IndexOf(result, d)),
            fieldAxes = Array.ConvertAll(fieldDims, d => Array.IndexOf(result, d));
        var chunks = new long[result.Length][];
        for (int r = 0; r < result.Length; r++)
        {
            int own = Array.IndexOf(dims, result[r]);
            chunks[r] =
                own >= 0 && own != axis
                    ? array.Chunks.Sizes(own).ToArray()
                    : field.Chunks.Sizes(Array.IndexOf(fieldDims, result[r])).ToArray();
        }
        array = RechunkExpr.Create(array, array.Chunks.With(axis, [array.Shape[axis]]));
        field = RechunkExpr.Create(field, new ChunkGrid(Array.ConvertAll(fieldAxes, r => chunks[r])));
        return new BlockOpExpr(
            new TakeFieldOp(axis, arrayAxes, fieldAxes),
            [array, field],
            [arrayAxes, fieldAxes],
            array.DType,
            new ChunkGrid(chunks)
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray array = inputs[0],
            field = inputs[1];
        int rank = context.Shape.Rank;
        Bounds.Require(
            array.DType == context.DType
                && field.DType == DType.Int64
                && ArrayAxes.Length == array.Rank
                && FieldAxes.Length == field.Rank
                && Axis >= 0
                && Axis < array.Rank
        );
        long[] arrayStrides = array.Shape.Strides(),
            fieldStrides = field.Shape.Strides(),
            along = new long[rank],
            fieldAlong = new long[rank];
        for (int a = 0; a < array.Rank; a++)
        {
            if (a == Axis)
                continue;
            Bounds.Require(ArrayAxes[a] >= 0 && ArrayAxes[a] < rank && array.Shape[a] == context.Shape[ArrayAxes[a]]);
            along[ArrayAxes[a]] = arrayStrides[a];
        }
        for (int a = 0; a < field.Rank; a++)
        {
            Bounds.Require(FieldAxes[a] >= 0 && FieldAxes[a] < rank && field.Shape[a] == context.Shape[FieldAxes[a]]);
            fieldAlong[FieldAxes[a]] = fieldStrides[a];
        }
        NDArray result = context.Allocate(context.DType);
        int size = context.DType.Size;
        long length = array.Shape[Axis],
            step = arrayStrides[Axis],
            from = 0,
            at = 0;
        var index = new long[rank];
        long* positions = (long*)field.Pointer;
        byte* target = result.Pointer;
        for (long i = 0; i < context.Shape.Size; i++, target += size)
        {
            long position = positions[at];
            Bounds.RequireIndex(position, length);
            Buffer.MemoryCopy(array.Pointer + (from + position * step) * size, target, size, size);
            for (int a = rank - 1; a >= 0; a--)
            {
                from += along[a];
                at += fieldAlong[a];
                if (++index[a] < context.Shape[a])
                    break;
                from -= index[a] * along[a];
                at -= index[a] * fieldAlong[a];
                index[a] = 0;
            }
        }
        GC.KeepAlive(array);
        GC.KeepAlive(field);
        return result;
    }
}
