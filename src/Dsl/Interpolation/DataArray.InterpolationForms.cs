namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Interpolates to one label of a dimension, which is dropped: <c>x.Interp("lat", 44.5)</c>.</summary>
    /// <param name="dim">A dimension with numbers as labels.</param>
    /// <param name="label">The label.</param>
    /// <param name="method">"linear", "nearest" or another method of interpolation.</param>
    /// <param name="extrapolate">Whether a label beyond the ends is extrapolated; else it is an error.</param>
    /// <exception cref="Engine.GchunkException">The dimension has no such labels, or the label is outside.</exception>
    public DataArray Interp(string dim, double label, string method = "linear", bool extrapolate = false) =>
        Interp(dim, [label], method, extrapolate).Isel(dim, 0);

    /// <summary>Interpolates to one time of a dimension, which is dropped.</summary>
    /// <param name="dim">A dimension with times as labels.</param>
    /// <param name="time">The time.</param>
    /// <param name="method">"linear", "nearest" or another method of interpolation.</param>
    /// <param name="extrapolate">Whether a time beyond the ends is extrapolated; else it is an error.</param>
    /// <exception cref="Engine.GchunkException">The dimension has no times, or the time is outside.</exception>
    public DataArray Interp(string dim, string time, string method = "linear", bool extrapolate = false) =>
        Interp(dim, [time], method, extrapolate).Isel(dim, 0);

    /// <summary>Interpolates to the numbers in an array, which is computed now.</summary>
    /// <param name="dim">A dimension with numbers as labels.</param>
    /// <param name="labels">The labels, along one axis.</param>
    /// <param name="method">"linear", "nearest" or another method of interpolation.</param>
    /// <param name="extrapolate">Whether labels beyond the ends are extrapolated.</param>
    /// <exception cref="Engine.GchunkException">The dimension has no such labels, or all labels are outside.</exception>
    public DataArray Interp(string dim, ChunkedArray labels, string method = "linear", bool extrapolate = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using Engine.Arrays.NDArray computed = labels.Compute();
        return Interp(dim, computed.ToArray<double>(), method, extrapolate);
    }

    /// <summary>
    /// Interpolates to labels in an array, which is computed: those of the dimension, <c>x.Interp("lat", x["lat"] +
    /// 0.5)</c>, or of points along another one.
    /// </summary>
    /// <param name="dim">A dimension with numbers or times as labels.</param>
    /// <param name="labels">The labels; if they have another dimension, it replaces this one.</param>
    /// <param name="method">"linear", "nearest" or, along the dimension itself, another method of interpolation.</param>
    /// <exception cref="Engine.GchunkException">The dimension has no such labels, or all labels are outside.</exception>
    public DataArray Interp(string dim, DataArray labels, string method = "linear")
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Dims is not [var own] || own != dim)
            return Interp(method, (dim, labels));
        using Engine.Arrays.NDArray computed = labels.Compute();
        return labels.Calendar is { } calendar
            ? Interp(dim, new TimeIndex(computed.ToArray<long>(), calendar), method)
            : Interp(dim, computed.ToArray<double>(), method);
    }

    /// <summary>Interpolates to one label of each of two dimensions by a method; the dimensions are dropped.</summary>
    /// <param name="first">A dimension and the label.</param>
    /// <param name="second">Another one.</param>
    /// <param name="method">"linear", "nearest" or another method of interpolation.</param>
    /// <exception cref="Engine.GchunkException">A dimension has no such labels, or a label is outside.</exception>
    public DataArray Interp((string Dim, double Label) first, (string Dim, double Label) second, string method) =>
        Interp(first.Dim, first.Label, method).Interp(second.Dim, second.Label, method);

    /// <summary>Interpolates to other labels of two dimensions by a method.</summary>
    /// <param name="first">A dimension and its labels.</param>
    /// <param name="second">Another one.</param>
    /// <param name="method">"linear", "nearest" or another method of interpolation.</param>
    /// <exception cref="Engine.GchunkException">A dimension has no such labels, or all labels are outside.</exception>
    public DataArray Interp((string Dim, double[] Labels) first, (string Dim, double[] Labels) second, string method) =>
        Interp(method, first, second);
}
