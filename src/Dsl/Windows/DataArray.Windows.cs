namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced: <c>ssh.Coarsen(("lat", 4), ("lon", 4)).Mean()</c>.
    /// Coordinates become the means of their labels.
    /// </summary>
    /// <remarks>
    /// What is left over at the end of a dimension that is no multiple is left out (xarray's boundary="trim").
    /// </remarks>
    /// <exception cref="Engine.GchunkException">A dimension is unknown, or shorter than a block.</exception>
    public CoarsenedArray Coarsen(params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        new(this, windows.ToArray(), "trim", "left");

    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced; with <paramref name="exact"/>, a length that is no
    /// multiple is an error.
    /// </summary>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, or shorter than a block, or its length no multiple.
    /// </exception>
    public CoarsenedArray Coarsen(bool exact, params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        new(this, windows.ToArray(), exact ? "exact" : "trim", "left");

    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced, with a choice for lengths that are no multiple.
    /// </summary>
    /// <param name="boundary">
    /// <c>trim</c> leaves the rest out, <c>pad</c> fills it up with missing values, <c>exact</c> makes it an error.
    /// </param>
    /// <param name="side">Where blocks begin to count: the rest is at the other end.</param>
    /// <param name="windows">The dimensions and how many positions are taken together.</param>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, or shorter than a block, or its length no multiple.
    /// </exception>
    public CoarsenedArray Coarsen(
        string boundary,
        string side,
        params ReadOnlySpan<(string Dim, int Factor)> windows
    ) => new(this, windows.ToArray(), boundary, side);

    /// <summary>
    /// A window that moves along a dimension, to be reduced: <c>x.Rolling("time", 5, center: true).Mean()</c>. Missing
    /// where too little is in the window.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="window">The number of positions in the window.</param>
    /// <param name="center">Whether the result stands at the middle of the window instead of at its end.</param>
    /// <param name="minPeriods">How many values must be there; by default all of the window.</param>
    public RollingArray Rolling(string dim, int window, bool center = false, int? minPeriods = null) =>
        new(this, [(dim, window)], center, minPeriods);

    /// <summary>
    /// A window that moves along several dimensions, to be reduced: <c>x.Rolling([("lat", 3), ("lon", 3)], center:
    /// true).Mean()</c>.
    /// </summary>
    public RollingArray Rolling((string Dim, int Window)[] windows, bool center = false, int? minPeriods = null) =>
        new(this, windows, center, minPeriods);
}
