using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class MaskedArray
{
    /// <summary>Selects by indices, ranges or slices, as <see cref="ChunkedArray.this[ReadOnlySpan{AxisIndex}]"/>.</summary>
    public MaskedArray this[params ReadOnlySpan<AxisIndex> indices] => new(Values[indices], Mask[indices], fillValue);

    /// <inheritdoc cref="ChunkedArray.Transpose"/>
    public MaskedArray Transpose(params int[] axes) => Both(x => x.Transpose(axes));

    /// <inheritdoc cref="ChunkedArray.SwapAxes"/>
    public MaskedArray SwapAxes(int first, int second) => Both(x => x.SwapAxes(first, second));

    /// <inheritdoc cref="ChunkedArray.MoveAxis(int, int)"/>
    public MaskedArray MoveAxis(int source, int destination) => Both(x => x.MoveAxis(source, destination));

    /// <inheritdoc cref="ChunkedArray.Reshape(Engine.Arrays.Shape)"/>
    public MaskedArray Reshape(Shape shape) => Both(x => x.Reshape(shape));

    /// <inheritdoc cref="ChunkedArray.Ravel"/>
    public MaskedArray Ravel() => Both(x => x.Ravel());

    /// <inheritdoc cref="ChunkedArray.Flatten"/>
    public MaskedArray Flatten() => Both(x => x.Flatten());

    /// <inheritdoc cref="ChunkedArray.ExpandDims(int)"/>
    public MaskedArray ExpandDims(int axis) => Both(x => x.ExpandDims(axis));

    /// <inheritdoc cref="ChunkedArray.Squeeze(Axes)"/>
    public MaskedArray Squeeze(Axes axis) => Both(x => x.Squeeze(axis));

    /// <inheritdoc cref="ChunkedArray.BroadcastTo(Engine.Arrays.Shape)"/>
    public MaskedArray BroadcastTo(Shape shape) => Both(x => x.BroadcastTo(shape));

    /// <inheritdoc cref="ChunkedArray.Rechunk(Shape)"/>
    public MaskedArray Rechunk(Shape chunks) => Both(x => x.Rechunk(chunks));

    /// <inheritdoc cref="ChunkedArray.Flip"/>
    public MaskedArray Flip(Axes axis = default) => Both(x => x.Flip(axis));

    /// <inheritdoc cref="ChunkedArray.Roll(long, int?)"/>
    public MaskedArray Roll(long shift, int? axis = null) => Both(x => x.Roll(shift, axis));

    /// <inheritdoc cref="ChunkedArray.Repeat"/>
    public MaskedArray Repeat(long repeats, int? axis = null) => Both(x => x.Repeat(repeats, axis));

    /// <inheritdoc cref="ChunkedArray.Tile"/>
    public MaskedArray Tile(Shape repeats) => Both(x => x.Tile(repeats));

    /// <inheritdoc cref="ChunkedArray.Take(long[], int?)"/>
    public MaskedArray Take(long[] indices, int? axis = null) => Both(x => x.Take(indices, axis));

    /// <summary>Returns the values that are not masked, in C order; a pass counts them at once.</summary>
    public ChunkedArray Compressed() => Values.Flatten().Compress(!Mask.Flatten());
}
