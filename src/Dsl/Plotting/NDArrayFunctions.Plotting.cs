using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

// Plots of arrays in memory.
public static partial class NDArrayFunctions
{
    /// <summary>Computes the values and plots them against their index: a line, or cells for two axes.</summary>
    /// <param name="array">The array.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="colors">Of cells, the name of a colour map; by default viridis, or a diverging one for values of both signs.</param>
    /// <param name="limits">The values at the ends of the colour bar; by default the smallest and the largest.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="label">The name of a line in the legend.</param>
    /// <param name="color">The colour of a line: a name such as "black", or #rrggbb.</param>
    /// <param name="markers">Whether each value of a line is marked by a dot.</param>
    /// <param name="linewidth">The width of a line relative to the default.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="Engine.GchunkException">There are no axes or more than two, or the file cannot be written.</exception>
    public static Plotting.Figure Plot(
        this NDArray array,
        string? path = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        string? title = null,
        string? label = null,
        string? color = null,
        bool markers = false,
        double linewidth = 1,
        (double Low, double High)? xlim = null,
        (double Low, double High)? ylim = null,
        string? log = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null,
        string? xlabel = null,
        string? ylabel = null
    ) =>
        array
            .ToLazy()
            .Plot(
                path,
                colors: colors,
                limits: limits,
                title: title,
                label: label,
                color: color,
                markers: markers,
                linewidth: linewidth,
                xlim: xlim,
                ylim: ylim,
                log: log,
                figsize: figsize,
                dpi: dpi,
                xlabel: xlabel,
                ylabel: ylabel
            );

    /// <summary>Computes the values and draws a histogram of them; NaN is left out.</summary>
    /// <param name="array">The array.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="bins">The number of bins.</param>
    /// <param name="range">The lowest and the highest edge; by default those of the values.</param>
    /// <param name="density">Whether the area of the bars is 1.</param>
    /// <param name="color">The colour: a name such as "black", or #rrggbb.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="Engine.GchunkException">There are no values, or the file cannot be written.</exception>
    public static Plotting.Figure Hist(
        this NDArray array,
        string? path = null,
        int bins = 10,
        (double Low, double High)? range = null,
        bool density = false,
        string? color = null,
        string? title = null,
        (double Low, double High)? xlim = null,
        (double Low, double High)? ylim = null,
        string? log = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null,
        string? xlabel = null,
        string? ylabel = null
    ) =>
        array
            .ToLazy()
            .Hist(
                path,
                bins: bins,
                range: range,
                density: density,
                color: color,
                title: title,
                xlim: xlim,
                ylim: ylim,
                log: log,
                figsize: figsize,
                dpi: dpi,
                xlabel: xlabel,
                ylabel: ylabel
            );
}
