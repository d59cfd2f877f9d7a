namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Computes the values and plots them against their index: a line for one axis, coloured cells for two.
    /// </summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="colors">The name of a colour map.</param>
    /// <param name="limits">
    /// The values at the ends of the colour bar; by default the smallest and the largest value.
    /// </param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="Engine.GchunkException">
    /// The array has no axes or more than two, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    public Plotting.Figure Plot(string? path = null, string? colors = null, (double Low, double High)? limits = null) =>
        new DataArray(Expression, Enumerable.Range(0, Rank).Select(axis => $"axis {axis}")).Plot(path, colors, limits);
}
