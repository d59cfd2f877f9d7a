using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>Arrays concatenated along an axis.</summary>
/// <remarks>
/// A concatenation to which arrays are added one by one is a chain: each node holds the one before it and what it adds.
/// The inputs and chunks are listed only for the nodes that are computed, so a chain of n costs n.
/// </remarks>
public sealed class ConcatenateExpr : ArrayExpr
{
    private readonly ConcatenateExpr? before;
    private readonly ArrayExpr[] added;
    private long[]? offsets;

    private ConcatenateExpr(ConcatenateExpr? before, ArrayExpr[] added, int axis, Shape shape)
        : base(added[0].DType, shape)
    {
        (this.before, this.added, Axis) = (before, added, axis);
    }

    private ConcatenateExpr(ReadOnlySpan<ArrayExpr> inputs, int axis, ChunkGrid chunks)
        : base(inputs[0].DType, chunks, inputs)
    {
        (added, Axis) = (inputs.ToArray(), axis);
    }

    /// <summary>The axis.</summary>
    public int Axis { get; }

    /// <summary>The index along the axis at which each input begins, followed by the total length.</summary>
    public ReadOnlySpan<long> Offsets => offsets ??= OffsetsOf(Inputs, Axis);

    /// <inheritdoc/>
    public override bool IsPartOfRead => true;

    /// <inheritdoc/>
    public override string Name => "concatenate";

    /// <inheritdoc/>
    public override string Details =>
        string.Create(CultureInfo.InvariantCulture, $"axis {Axis}, {Inputs.Count} arrays");

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => new ConcatenateExpr(inputs, Axis, Chunks);

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
        long length = 0;
        foreach (ArrayExpr input in inputs)
        {
            dtype = DTypes.Promote(dtype, input.DType);
            if (input.Rank != first.Rank || input.Shape.With(along, 0) != first.With(along, 0))
            {
                throw new GchunkException(
                    $"arrays of shapes {first} and {input.Shape} cannot be concatenated along axis {along}: the other axes must have equal lengths"
                );
            }
            length = checked(length + input.Shape[along]);
        }
        if (inputs.Count == 1)
            return inputs[0];
        ConcatenateExpr? before = Part(inputs[0]);
        return new ConcatenateExpr(before, Added(), along, first.With(along, length));

        // What is concatenated along the axis already is taken apart, so that arrays added one by one do not nest.
        ConcatenateExpr? Part(ArrayExpr input) =>
            input is ConcatenateExpr inner && inner.Axis == along && inner.DType == dtype ? inner : null;

        ArrayExpr[] Added()
        {
            var added = new List<ArrayExpr>(inputs.Count);
            for (int i = before is null ? 0 : 1; i < inputs.Count; i++)
            {
                if (Part(inputs[i]) is { } inner)
                    added.AddRange(inner.Inputs);
                else
                    added.Add(CastExpr.Create(inputs[i], dtype));
            }
            return [.. added];
        }
    }

    /// <inheritdoc/>
    protected override NodeParts MakeParts()
    {
        var chain = new Stack<ArrayExpr[]>();
        for (ConcatenateExpr? node = this; node is not null; node = node.before)
            chain.Push(node.added);
        var inputs = new List<ArrayExpr>();
        foreach (ArrayExpr[] part in chain)
            inputs.AddRange(part);
        return new NodeParts([.. inputs], ChunksOf(inputs, Axis));
    }

    private static ChunkGrid ChunksOf(List<ArrayExpr> inputs, int along)
    {
        int rank = inputs[0].Rank;
        var chunks = new long[rank][];
        for (int a = 0; a < rank; a++)
        {
            if (a == along)
            {
                chunks[a] =
                [
                    .. inputs.SelectMany(i => i.Chunks.Sizes(along).ToArray().Where(s => s > 0)).DefaultIfEmpty(0),
                ];
            }
            else
            {
                chunks[a] = inputs[0].Chunks.Sizes(a).ToArray();
                foreach (ArrayExpr input in inputs)
                {
                    if (!input.Chunks.Sizes(a).SequenceEqual(chunks[a]))
                        chunks[a] = ChunkGrid.RefineAxis(input.Chunks.Offsets(a), new ChunkGrid(chunks[a]).Offsets(0));
                }
            }
        }
        return new ChunkGrid(chunks);
    }

    private static long[] OffsetsOf(IReadOnlyList<ArrayExpr> inputs, int axis)
    {
        var offsets = new long[inputs.Count + 1];
        for (int i = 0; i < inputs.Count; i++)
            offsets[i + 1] = offsets[i] + inputs[i].Shape[axis];
        return offsets;
    }
}
