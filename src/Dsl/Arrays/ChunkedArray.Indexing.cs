using Gchunk.Dsl.Arrays;
using Gchunk.Dsl.Arrays.Assigning;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Selects elements, or replaces them, by indices, ranges or slices in Python's notation, one for each axis:
    /// <c>x[10]</c>, <c>x[^1, ..]</c>, <c>x["::-1, 2:10:3"]</c>, <c>x[NewAxis]</c>, <c>x[new long[] { 4, 0 }]</c>,
    /// <c>x[x > 0]</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// An assignment replaces the expression of this array, so every variable that refers to it sees the new elements;
    /// arrays that were derived from it before keep theirs. Nothing is copied or computed at once, except that the
    /// elements of a mask are counted if there is a value for each, and that integers in lazy arrays are computed.
    /// Chunks without an assigned element stay as they are.
    /// </para>
    /// <para>
    /// Values are broadcast to the shape of the selection and cast to the dtype of the array: floats lose their
    /// fraction in an array of integers. Of elements that are selected several times, the last value is kept.
    /// </para>
    /// </remarks>
    /// <exception cref="GchunkException">
    /// An index is out of bounds, there are more indices than axes, values do not broadcast to the selection, or NaN is
    /// assigned to integers (if it is not a scalar, when it is computed).
    /// </exception>
    /// <example><code>
    /// var y = Zeros((4, 6), chunks: (2, 3));
    /// y[..2, 3] = 5;
    /// y[y > 4] = Arange(2);
    /// y["::2, ::-1"] = y["1::2"] + 1;
    /// Print(y.Compute());
    /// </code></example>
    public ChunkedArray this[params ReadOnlySpan<AxisIndex> indices]
    {
        get =>
            indices is [{ Mask: { Rank: > 1 } mask }]
                ? new ChunkedArray(Compression.Along(Expression, 0, mask.Expression))
                : new ChunkedArray(new ArraySelection(indices, Expression).Get());
        set =>
            Expression = indices is [{ Mask: { } mask }]
                ? MaskedAssignment.Replace(Expression, mask.Expression, value.Expression)
                : new ArraySelection(indices, Expression).Set(value.Expression);
    }

    /// <summary>
    /// Gets or replaces the elements at positions along the first axis, such as <c>x[[0, 2]]</c>; negative ones count
    /// from the end.
    /// </summary>
    /// <exception cref="GchunkException">A position is out of bounds.</exception>
    public ChunkedArray this[int[] positions]
    {
        get => this[(AxisIndex)positions];
        set => this[(AxisIndex)positions] = value;
    }

    /// <summary>Gets or replaces the elements along the first axis where a mask is true.</summary>
    /// <exception cref="GchunkException">The mask is not as long as the axis.</exception>
    public ChunkedArray this[bool[] mask]
    {
        get => this[(AxisIndex)mask];
        set => this[(AxisIndex)mask] = value;
    }

    /// <summary>
    /// Returns the same array as a new object: assignments to one do not change the other. No data are copied.
    /// </summary>
    public ChunkedArray Copy() => new(Expression);
}
