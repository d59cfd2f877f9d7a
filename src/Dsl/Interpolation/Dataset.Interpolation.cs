namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Interpolates to other numeric labels of a dimension; text and times along it are dropped. See <see
    /// cref="DataArray.Interp(string, DimensionIndex, string, bool)"/>.
    /// </summary>
    public Dataset Interp(string dim, double[] labels, string method = "linear", bool extrapolate = false) =>
        NumbersAlong([dim]).Over([dim], v => v.Interp(dim, labels, method, extrapolate));

    /// <summary>Interpolates to other labels of a dimension; text and times along it are dropped.</summary>
    public Dataset Interp(string dim, DimensionIndex labels, string method = "linear", bool extrapolate = false) =>
        NumbersAlong([dim]).Over([dim], v => v.Interp(dim, labels, method, extrapolate));

    /// <summary>Interpolates to one label of each dimension; the dimensions are dropped.</summary>
    public Dataset Interp(params ReadOnlySpan<(string Dim, double Label)> targets)
    {
        (string Dim, double Label)[] all = targets.ToArray();
        string[] dims = [.. all.Select(t => t.Dim)];
        return NumbersAlong(dims).Over(dims, v => v.Interp([.. all.Where(t => v.Dims.Contains(t.Dim))]));
    }

    /// <summary>
    /// Interpolates at points; see <see cref="DataArray.Interp(string, ReadOnlySpan{ValueTuple{string, DataArray}})"/>.
    /// A variable with only some of the dimensions is interpolated along these.
    /// </summary>
    /// <param name="method"><c>linear</c> or <c>nearest</c>.</param>
    /// <param name="points">The dimensions with the labels of the points along each.</param>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown or has no numbers or times as labels, or the method is unknown.
    /// </exception>
    public Dataset Interp(string method, params ReadOnlySpan<(string Dim, DataArray Labels)> points)
    {
        (string Dim, DataArray Labels)[] all = points.ToArray();
        string[] dims = [.. all.Select(t => t.Dim)];
        return NumbersAlong(dims).Over(dims, v => v.Interp(method, [.. all.Where(t => v.Dims.Contains(t.Dim))]));
    }

    /// <summary>Interpolates to labels in an array; see <see cref="DataArray.Interp(string, DataArray, string)"/>.</summary>
    /// <param name="dim">A dimension with numbers or times as labels.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="method">"linear", "nearest" or another method of interpolation.</param>
    /// <exception cref="Engine.GchunkException">The dimension has no such labels, or all labels are outside.</exception>
    public Dataset Interp(string dim, DataArray labels, string method = "linear") =>
        NumbersAlong([dim]).Over([dim], v => v.Interp(dim, labels, method));

    /// <summary>
    /// Interpolates to the labels of another data set, along every dimension that has numbers or times as labels in
    /// both.
    /// </summary>
    public Dataset InterpLike(Dataset other, string method = "linear")
    {
        Dataset result = this;
        foreach (string dim in Dims)
        {
            if (
                Coords.IndexOf(dim) is NumberIndex or TimeIndex
                && other.Coords.IndexOf(dim) is { } labels
                && Coords.IndexOf(dim)!.FirstDifference(labels) >= 0
            )
            {
                result = result.Interp(dim, labels, method);
            }
        }

        return result;
    }

    /// <summary>Interpolates to one label of a dimension, which is dropped: <c>ds.Interp("lat", 44.5)</c>.</summary>
    /// <param name="dim">A dimension with numbers as labels.</param>
    /// <param name="label">The label.</param>
    /// <param name="method">"linear", "nearest" or another method of interpolation.</param>
    /// <param name="extrapolate">Whether a label beyond the ends is extrapolated; else it is an error.</param>
    /// <exception cref="Engine.GchunkException">The dimension has no such labels, or the label is outside.</exception>
    public Dataset Interp(string dim, double label, string method = "linear", bool extrapolate = false) =>
        Interp(dim, [label], method, extrapolate).Isel(dim, 0);
}
