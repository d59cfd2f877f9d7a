namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <inheritdoc cref="ChunkedArray.MatMul"/>
    public static ChunkedArray MatMul(ChunkedArray x, ChunkedArray y) => x.MatMul(y);

    /// <inheritdoc cref="ChunkedArray.Dot"/>
    public static ChunkedArray Dot(ChunkedArray x, ChunkedArray y) => x.Dot(y);

    /// <summary>Computes the sum of products of two arrays over dimensions; see <see cref="DataArray.Dot"/>.</summary>
    public static DataArray Dot(DataArray a, DataArray b, params string[] dims) => a.Dot(b, dims);

    /// <inheritdoc cref="ChunkedArray.TensorDot(ChunkedArray, int)"/>
    public static ChunkedArray TensorDot(ChunkedArray x, ChunkedArray y, int axes = 2) => x.TensorDot(y, axes);

    /// <inheritdoc cref="ChunkedArray.TensorDot(ChunkedArray, int[], int[])"/>
    public static ChunkedArray TensorDot(ChunkedArray x, ChunkedArray y, int[] axes, int[] otherAxes) =>
        x.TensorDot(y, axes, otherAxes);

    /// <inheritdoc cref="ChunkedArray.Outer"/>
    public static ChunkedArray Outer(ChunkedArray x, ChunkedArray y) => x.Outer(y);

    /// <inheritdoc cref="ChunkedArray.Cross"/>
    public static ChunkedArray Cross(ChunkedArray x, ChunkedArray y, int axis = -1) => x.Cross(y, axis);

    /// <inheritdoc cref="ChunkedArray.Inner"/>
    public static ChunkedArray Inner(ChunkedArray x, ChunkedArray y) => x.Inner(y);

    /// <inheritdoc cref="ChunkedArray.VDot"/>
    public static ChunkedArray VDot(ChunkedArray x, ChunkedArray y) => x.VDot(y);

    /// <inheritdoc cref="ChunkedArray.Trace"/>
    public static ChunkedArray Trace(ChunkedArray x, long offset = 0, int axis1 = 0, int axis2 = 1) =>
        x.Trace(offset, axis1, axis2);
}
