using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// The same elements in C order with another shape. Its chunks are chosen so that each block is a box of the input.
/// </summary>
public sealed class ReshapeExpr : ArrayExpr
{
    private readonly ReshapeGroup[] groups;

    private ReshapeExpr(ArrayExpr input, ChunkGrid chunks, ReshapeGroup[] groups)
        : base(input.DType, chunks, input) => this.groups = groups;

    /// <summary>The input.</summary>
    public ArrayExpr Input => Inputs[0];

    /// <inheritdoc/>
    public override string Name => "reshape";

    /// <inheritdoc/>
    public override string Details => Shape.ToString();

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => new ReshapeExpr(inputs[0], Chunks, groups);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) { }

    /// <summary>Returns the box of the input that contains a block of the result.</summary>
    public (long[] Origin, long[] Count) InputBox(ReadOnlySpan<int> block)
    {
        var origin = new long[Input.Rank];
        long[] count = Input.Shape.ToArray();
        long[] blockOrigin = Chunks.BlockOrigin(block);
        Shape blockShape = Chunks.BlockShape(block);
        foreach (ReshapeGroup group in groups)
        {
            if (group.InAxes == 0 || group.OutAxes == 0)
                continue;
            // Only the first axis of a group is divided; its other axes are whole on both sides.
            long inRow = 1,
                outRow = 1;
            for (int a = 1; a < group.InAxes; a++)
                inRow *= Input.Shape[group.In + a];
            for (int a = 1; a < group.OutAxes; a++)
                outRow *= Shape[group.Out + a];
            if (inRow == 0 || outRow == 0)
                continue;
            origin[group.In] = blockOrigin[group.Out] * outRow / inRow;
            count[group.In] = blockShape[group.Out] * outRow / inRow;
        }
        return (origin, count);
    }

    /// <summary>
    /// Creates a reshape; returns the input itself if the shape is the same. One length may be -1 and is then inferred.
    /// </summary>
    /// <exception cref="GchunkException">The number of elements differs.</exception>
    public static ArrayExpr Create(ArrayExpr input, ReadOnlySpan<long> lengths)
    {
        Shape shape = Infer(input.Shape, lengths);
        if (shape == input.Shape)
            return input;
        // If the product is 0, groups of axes with equal products cannot be told apart, and there are no elements.
        if (shape.Size == 0)
            return new FullExpr(0L, input.DType, ChunkGrid.Single(shape));
        if (input is FullExpr full)
            return new FullExpr(full.Value, full.DType, ChunkGrid.Auto(shape, full.DType.Size));
        if (input is MemoryExpr memory)
            return new MemoryExpr(memory.Array.Reshape(shape), ChunkGrid.Auto(shape, memory.DType.Size));
        List<ReshapeGroup> groups = Group(input.Shape, shape);
        var chunks = new long[shape.Rank][];
        for (int axis = 0; axis < shape.Rank; axis++)
            chunks[axis] = [shape[axis]];
        foreach (ReshapeGroup g in groups)
        {
            if (g.InAxes > 0 && g.OutAxes > 0)
                chunks[g.Out] = ChunkFirst(input, shape, g);
        }

        return new ReshapeExpr(input, new ChunkGrid(chunks), [.. groups]);
    }

    // The chunks of a group's first result axis: multiples of whole rows of both sides, near the input's own chunks.
    private static long[] ChunkFirst(ArrayExpr input, Shape shape, ReshapeGroup g)
    {
        if (g is { InAxes: 1, OutAxes: 1 })
            return input.Chunks.Sizes(g.In).ToArray();
        long inRow = 1,
            outRow = 1;
        for (int a = 1; a < g.InAxes; a++)
            inRow *= input.Shape[g.In + a];
        for (int a = 1; a < g.OutAxes; a++)
            outRow *= shape[g.Out + a];
        long length = shape[g.Out];
        if (inRow == 0 || outRow == 0 || length == 0)
            return [length];
        long unit = inRow / Gcd(inRow, outRow);
        var cuts = new List<long>();
        long last = 0;
        foreach (long offset in input.Chunks.Offsets(g.In))
        {
            long cut = Math.Min(length, offset * inRow / outRow / unit * unit);
            if (cut > last)
            {
                cuts.Add(cut - last);
                last = cut;
            }
        }
        if (last < length)
            cuts.Add(length - last);
        return [.. cuts];
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);

    // Groups of axes with equal products on both sides.
    private static List<ReshapeGroup> Group(Shape from, Shape to)
    {
        var groups = new List<ReshapeGroup>();
        int i = 0,
            o = 0;
        while (i < from.Rank || o < to.Rank)
        {
            int i0 = i,
                o0 = o;
            long x = i < from.Rank ? from[i++] : 1,
                y = o < to.Rank ? to[o++] : 1;
            while (x != y)
            {
                if ((x < y && i < from.Rank) || o >= to.Rank)
                    x *= from[i++];
                else
                    y *= to[o++];
            }
            groups.Add(new ReshapeGroup(i0, i - i0, o0, o - o0));
        }
        return groups;
    }

    private static Shape Infer(Shape from, ReadOnlySpan<long> lengths)
    {
        long[] sizes = lengths.ToArray();
        int unknown = Array.IndexOf(sizes, -1);
        if (unknown >= 0)
        {
            long known = 1;
            for (int i = 0; i < sizes.Length; i++)
                known *= i == unknown ? 1 : sizes[i];
            if (Array.LastIndexOf(sizes, -1) != unknown || known <= 0 || from.Size % known != 0)
            {
                throw new GchunkException(
                    $"cannot reshape {from} ({from.Size} elements) to ({string.Join(", ", sizes)}): the length given as -1 cannot be inferred"
                );
            }

            sizes[unknown] = from.Size / known;
        }
        var shape = new Shape(sizes.AsSpan());
        if (shape.Size != from.Size)
        {
            throw new GchunkException(
                $"cannot reshape {from} ({from.Size} elements) to {shape} ({shape.Size} elements)"
            );
        }

        return shape;
    }

    private readonly record struct ReshapeGroup(int In, int InAxes, int Out, int OutAxes);
}
