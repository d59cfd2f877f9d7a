using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Draws a histogram.</summary>
    /// <param name="edges">The edges of the bins, in ascending order; one more than there are counts.</param>
    /// <param name="counts">The height of each bar.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="color">The colour: a name such as "black", or #rrggbb.</param>
    /// <param name="title">The title.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis.</param>
    /// <param name="ylabel">The label of the y axis; "count" by default.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// The lengths do not match, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    public static Plotting.Figure BarPlot(
        double[] edges,
        double[] counts,
        string? path = null,
        string? color = null,
        string? title = null,
        (double Low, double High)? xlim = null,
        (double Low, double High)? ylim = null,
        string? log = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null,
        string? xlabel = null,
        string? ylabel = null
    )
    {
        var layer = new Plotting.BarPlot
        {
            Edges = edges,
            Counts = counts,
            Color = color,
        };
        layer.Check();
        var options = new FigureOptions(title, xlim, ylim, log, null, figsize, dpi, xlabel, ylabel);
        return DataArray.Drawn(options.Figure(layer), path);
    }

    /// <summary>Draws the histogram that <c>Histogram</c> returns; lazy counts are computed.</summary>
    /// <param name="edges">The edges of the bins, in ascending order; one more than there are counts.</param>
    /// <param name="counts">The height of each bar.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="color">The colour: a name such as "black", or #rrggbb.</param>
    /// <param name="title">The title.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis.</param>
    /// <param name="ylabel">The label of the y axis; "count" by default.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// The lengths do not match, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    /// <example><code>
    /// var (counts, edges) = Histogram(Linspace(0, 1, 100).Square(), bins: 20, range: (0, 1));
    /// BarPlot(edges, counts, "squares.png", xlabel: "square");
    /// </code></example>
    public static Plotting.Figure BarPlot(
        NDArray edges,
        ChunkedArray counts,
        string? path = null,
        string? color = null,
        string? title = null,
        (double Low, double High)? xlim = null,
        (double Low, double High)? ylim = null,
        string? log = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null,
        string? xlabel = null,
        string? ylabel = null
    )
    {
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(counts);
        using NDArray heights = counts.Compute();
        return BarPlot(
            edges.ToArray<double>(),
            heights.ToArray<double>(),
            path,
            color,
            title,
            xlim,
            ylim,
            log,
            figsize,
            dpi,
            xlabel,
            ylabel
        );
    }
}
