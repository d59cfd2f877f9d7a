using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>An array repeated along new axes or axes of length 1; nothing is copied.</summary>
public sealed class BroadcastExpr : ViewExpr
{
    private BroadcastExpr(ArrayExpr input, int[] axes, ChunkGrid chunks, ArrayView view)
        : base(input, chunks, view) => Axes = axes;

    /// <summary>
    /// For each axis of the input, its axis in the result; an input axis of length 1 may be repeated there.
    /// </summary>
    public IReadOnlyList<int> Axes { get; }

    /// <inheritdoc/>
    public override string Name => "broadcast";

    /// <inheritdoc/>
    public override string Details => Shape.ToString();

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => Create(inputs[0], [.. Axes], Chunks);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        foreach (int axis in Axes)
            hash.Add(axis);
    }

    /// <summary>Places the axes of an array among others and repeats it along those.</summary>
    /// <param name="input">The array.</param>
    /// <param name="axes">For each axis of the input, its axis in the result, in ascending order.</param>
    /// <param name="chunks">
    /// The chunks of the result. Along an axis that is not repeated, their boundaries include those of the input's
    /// chunks.
    /// </param>
    public static ArrayExpr Create(ArrayExpr input, int[] axes, ChunkGrid chunks)
    {
        if (input.Chunks.Equals(chunks) && axes.SequenceEqual(Enumerable.Range(0, chunks.Rank)))
            return input;
        if (input is FullExpr full)
            return new FullExpr(full.Value, full.DType, chunks);
        var from = new int[chunks.Rank];
        var step = new long[chunks.Rank];
        Array.Fill(from, -1);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (input.Shape[axis] != chunks.Shape[axes[axis]] && input.Shape[axis] != 1)
                throw new GchunkException($"an array of shape {input.Shape} does not broadcast to {chunks.Shape}");
            if (input.Shape[axis] == 1 && chunks.Shape[axes[axis]] != 1)
                continue;
            (from[axes[axis]], step[axes[axis]]) = (axis, 1);
        }
        return new BroadcastExpr(
            input,
            axes,
            chunks,
            new ArrayView(new long[input.Rank], from, step, chunks.Shape.ToArray())
        );
    }

    /// <summary>
    /// Broadcasts to a shape, as NumPy's broadcast_to: trailing axes are matched; the chunks are the input's own.
    /// </summary>
    /// <exception cref="GchunkException">The shape does not broadcast to the other.</exception>
    public static ArrayExpr To(ArrayExpr input, Shape shape)
    {
        if (Shape.Broadcast(input.Shape, shape) != shape)
            throw new GchunkException($"an array of shape {input.Shape} does not broadcast to {shape}");
        int lead = shape.Rank - input.Rank;
        var chunks = new long[shape.Rank][];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            chunks[axis] =
                axis >= lead && input.Shape[axis - lead] == shape[axis]
                    ? input.Chunks.Sizes(axis - lead).ToArray()
                    : [shape[axis]];
        }

        return Create(input, [.. Enumerable.Range(lead, input.Rank)], new ChunkGrid(chunks));
    }
}
