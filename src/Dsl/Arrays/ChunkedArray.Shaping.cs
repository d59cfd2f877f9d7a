using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Reorders the axes, by default in reverse order.</summary>
    /// <exception cref="Engine.GchunkException">The order does not name each axis once.</exception>
    public ChunkedArray Transpose(params int[] axes) =>
        new(TransposeExpr.Create(Expression, axes.Length == 0 ? [.. Enumerable.Range(0, Rank).Reverse()] : axes));

    /// <summary>Changes the shape; the elements keep their C order.</summary>
    /// <exception cref="Engine.GchunkException">The number of elements differs.</exception>
    public ChunkedArray Reshape(Shape shape) => new(ReshapeExpr.Create(Expression, shape.AsSpan()));

    /// <inheritdoc cref="Reshape(Shape)"/>
    public ChunkedArray Reshape(long first, long second, params ReadOnlySpan<long> others) =>
        new(ReshapeExpr.Create(Expression, [first, second, .. others]));

    /// <summary>Returns the elements in C order along one axis.</summary>
    public ChunkedArray Flatten() => new(ReshapeExpr.Create(Expression, [Size]));

    /// <summary>Changes the chunks.</summary>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <exception cref="Engine.GchunkException">The number of axes differs, or a chunk is not positive.</exception>
    public ChunkedArray Rechunk(Shape chunks) =>
        new(RechunkExpr.Create(Expression, ChunkGrid.Regular(Shape, chunks.AsSpan())));

    /// <summary>Changes the chunks; see <see cref="Rechunk(Shape)"/>.</summary>
    public ChunkedArray Rechunk(long first, long second, params ReadOnlySpan<long> others) =>
        Rechunk(new Shape([first, second, .. others]));

    /// <summary>Broadcasts the array along axes that are new or have length 1.</summary>
    /// <exception cref="Engine.GchunkException">The shapes do not match.</exception>
    public ChunkedArray BroadcastTo(Shape shape) => new(BroadcastExpr.To(Expression, shape));

    /// <inheritdoc cref="BroadcastTo(Shape)"/>
    public ChunkedArray BroadcastTo(long first, long second, params ReadOnlySpan<long> others) =>
        BroadcastTo(new Shape([first, second, .. others]));

    /// <summary>Removes all axes of length 1.</summary>
    public ChunkedArray Squeeze() =>
        new(
            SliceExpr.Create(
                Expression,
                [.. Shape.Select(n => n == 1 ? new AxisSlice(0, 1, 1, Drop: true) : AxisSlice.All(n))]
            )
        );
}
