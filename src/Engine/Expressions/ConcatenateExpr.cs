using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>Arrays concatenated along an axis.</summary>
public sealed class ConcatenateExpr : ArrayExpr
{
    private ConcatenateExpr(ArrayExpr[] inputs, int axis, ChunkGrid chunks)
        : base(inputs[0].DType, chunks, inputs)
    {
        Axis = axis;
        var offsets = new long[inputs.Length + 1];
        for (int i = 0; i < inputs.Length; i++)
            offsets[i + 1] = offsets[i] + inputs[i].Shape[axis];
        Offsets = offsets;
    }

    /// <summary>The axis.</summary>
    public int Axis { get; }

    /// <summary>The index along the axis at which each input begins, followed by the total length.</summary>
    public long[] Offsets { get; }

    /// <inheritdoc/>
    public override string Name => "concatenate";

    /// <inheritdoc/>
    public override string Details =>
        string.Create(CultureInfo.InvariantCulture, $"axis {Axis}, {Inputs.Count} arrays");

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) =>
        new ConcatenateExpr(inputs.ToArray(), Axis, Chunks);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(Axis);

    /// <summary>Concatenates arrays along an axis; dtypes are promoted, the other axes must be equal.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ in another axis.</exception>
    public static ArrayExpr Create(IReadOnlyList<ArrayExpr> inputs, int axis)
    {
        if (inputs.Count == 0)
            throw new GchunkException("there is nothing to concatenate: give at least one array");
        Shape first = inputs[0].Shape;
        int along = first.NormalizeAxis(axis);
        DType dtype = inputs[0].DType;
        foreach (ArrayExpr input in inputs)
        {
            dtype = DTypes.Promote(dtype, input.DType);
            if (input.Rank != first.Rank || input.Shape.With(along, 0) != first.With(along, 0))
            {
                throw new GchunkException(
                    $"arrays of shapes {first} and {input.Shape} cannot be concatenated along axis {along}: the other axes must have equal lengths"
                );
            }
        }
        if (inputs.Count == 1)
            return inputs[0];
        ArrayExpr[] same = Flat(inputs, along, dtype);
        var chunks = new long[first.Rank][];
        for (int a = 0; a < first.Rank; a++)
        {
            if (a == along)
            {
                chunks[a] =
                [
                    .. same.SelectMany(i => i.Chunks.Sizes(along).ToArray().Where(s => s > 0)).DefaultIfEmpty(0),
                ];
            }
            else
            {
                chunks[a] = same[0].Chunks.Sizes(a).ToArray();
                foreach (ArrayExpr input in same)
                {
                    if (!input.Chunks.Sizes(a).SequenceEqual(chunks[a]))
                        chunks[a] = ChunkGrid.RefineAxis(input.Chunks.Offsets(a), new ChunkGrid(chunks[a]).Offsets(0));
                }
            }
        }
        return new ConcatenateExpr(same, along, new ChunkGrid(chunks));
    }

    // What is concatenated along the axis already is taken apart, so that arrays added one by one do not nest.
    private static ArrayExpr[] Flat(IReadOnlyList<ArrayExpr> inputs, int axis, DType dtype)
    {
        var flat = new List<ArrayExpr>(inputs.Count);
        foreach (ArrayExpr input in inputs)
        {
            if (input is ConcatenateExpr inner && inner.Axis == axis && inner.DType == dtype)
                flat.AddRange(inner.Inputs);
            else
                flat.Add(CastExpr.Create(input, dtype));
        }
        return [.. flat];
    }
}
