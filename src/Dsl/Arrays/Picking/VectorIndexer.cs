using Gchunk.Dsl.Arrays;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>Selection of points by paired indices; see <see cref="ChunkedArray.Vindex"/>.</summary>
public sealed class VectorIndexer
{
    private readonly ChunkedArray array;

    internal VectorIndexer(ChunkedArray array) => this.array = array;

    /// <summary>
    /// Selects the points that arrays of indices describe together, or replaces them. The axes of the points come
    /// first, followed by the axes that are sliced.
    /// </summary>
    /// <exception cref="GchunkException">
    /// An index is out of bounds, or the arrays of indices do not broadcast to one shape.
    /// </exception>
    public ChunkedArray this[params ReadOnlySpan<AxisIndex> indices]
    {
        get => new(new ArraySelection(indices, array.Expression, pointsFirst: true).Get());
        set => array.Replace(new ArraySelection(indices, array.Expression, pointsFirst: true).Set(value.Expression));
    }
}
