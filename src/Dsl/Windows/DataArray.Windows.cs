namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Divides some dimensions into adjacent blocks, to reduce them: <c>ssh.Coarsen(("lat", 4), ("lon", 4)).Mean()</c>.
    /// The labels of a block are averaged.
    /// </summary>
    /// <remarks>An incomplete block at the end of a dimension is dropped (xarray's boundary="trim").</remarks>
    /// <exception cref="Engine.GchunkException">A dimension is unknown, or shorter than a block.</exception>
    public CoarsenedArray Coarsen(params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        new(this, windows.ToArray(), "trim", "left");

    /// <summary>
    /// Divides some dimensions into adjacent blocks; with <paramref name="exact"/>, a length that is not a multiple is
    /// an error.
    /// </summary>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, shorter than a block, or its length is not a multiple.
    /// </exception>
    public CoarsenedArray Coarsen(bool exact, params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        new(this, windows.ToArray(), exact ? "exact" : "trim", "left");

    /// <summary>
    /// Divides some dimensions into adjacent blocks, with a choice for lengths that are not a multiple.
    /// </summary>
    /// <param name="boundary">
    /// <c>trim</c> drops the rest, <c>pad</c> fills it with missing values, <c>exact</c> makes it an error.
    /// </param>
    /// <param name="side">
    /// The side on which blocks start, <c>left</c> or <c>right</c>; the rest is at the other end.
    /// </param>
    /// <param name="windows">The dimensions with the lengths of their blocks.</param>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, shorter than a block, or its length is not a multiple.
    /// </exception>
    public CoarsenedArray Coarsen(
        string boundary,
        string side,
        params ReadOnlySpan<(string Dim, int Factor)> windows
    ) => new(this, windows.ToArray(), boundary, side);

    /// <summary>Makes blocks along one dimension: <c>x.Coarsen("lat", 4).Mean()</c>.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="factor">The elements of a block.</param>
    /// <param name="boundary">"trim", "pad", or "exact", which refuses elements that are left over.</param>
    /// <param name="side">Which end is whole: "left" or "right".</param>
    /// <exception cref="Engine.GchunkException">The dimension, the boundary or the side is unknown.</exception>
    public CoarsenedArray Coarsen(string dim, int factor, string boundary = "trim", string side = "left") =>
        Coarsen(boundary, side, (dim, factor));

    /// <summary>Makes blocks along two dimensions, and says what happens to elements that are left over.</summary>
    /// <param name="first">A dimension and the elements of a block along it.</param>
    /// <param name="second">Another one.</param>
    /// <param name="boundary">"trim", "pad", or "exact", which refuses elements that are left over.</param>
    /// <param name="side">Which end is whole: "left" or "right".</param>
    /// <exception cref="Engine.GchunkException">A dimension, the boundary or the side is unknown.</exception>
    public CoarsenedArray Coarsen(
        (string Dim, int Factor) first,
        (string Dim, int Factor) second,
        string boundary,
        string side = "left"
    ) => Coarsen(boundary, side, first, second);

    /// <summary>
    /// Rolls a window along a dimension, to reduce it: <c>x.Rolling("time", 5, center: true).Mean()</c>. The result is
    /// missing where the window has too few values.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="window">The length of the window.</param>
    /// <param name="center">True to label the window at its center instead of at its end.</param>
    /// <param name="minPeriods">The minimum number of values for a result; by default the length of the window.</param>
    public RollingArray Rolling(string dim, int window, bool center = false, int? minPeriods = null) =>
        new(this, [(dim, window)], center, minPeriods);

    /// <summary>
    /// Rolls a window along several dimensions, to reduce it: <c>x.Rolling([("lat", 3), ("lon", 3)], center:
    /// true).Mean()</c>.
    /// </summary>
    public RollingArray Rolling((string Dim, int Window)[] windows, bool center = false, int? minPeriods = null) =>
        new(this, windows, center, minPeriods);
}
