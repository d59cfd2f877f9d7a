using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes the values and plots them: a line for one dimension, coloured cells for two. Missing values are gaps.
    /// </summary>
    /// <remarks>
    /// It calls <see cref="Line"/> or <see cref="PColorMesh"/>. A dimension that is <paramref name="row"/>, <paramref
    /// name="col"/> or <paramref name="hue"/> is not counted.
    /// </remarks>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="colors">Of cells, the name of a colour map; by default viridis, or a diverging one for values of both signs.</param>
    /// <param name="limits">The values at the ends of the colour bar; by default the smallest and the largest.</param>
    /// <param name="robust">Whether the colours span the 2nd to the 98th percentile.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="x">The dimension along the x axis.</param>
    /// <param name="y">The dimension along the y axis.</param>
    /// <param name="hue">The dimension whose labels get a line each, of its own colour.</param>
    /// <param name="row">A dimension whose labels get a row of panels each.</param>
    /// <param name="col">A dimension whose labels get a column of panels each.</param>
    /// <param name="colWrap">After how many panels of <paramref name="col"/> the next row begins.</param>
    /// <param name="label">The name of a line in the legend.</param>
    /// <param name="color">The colour of a line: a name such as "black", or #rrggbb.</param>
    /// <param name="dashed">Whether a line is dashed.</param>
    /// <param name="markers">Whether each value of a line is marked by a dot.</param>
    /// <param name="linewidth">The width of a line relative to the default.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">Whether y increases upwards; by default it does, unless its coordinate is positive: down.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// The array has no dimensions or more than two, a line's property is given for cells, the file's ending is
    /// unknown, or the folder does not exist.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Mean("time").Plot("mean.png", xlabel: "degrees east");
    /// </code></example>
    public Figure Plot(
        string? path = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        bool robust = false,
        string? title = null,
        string? x = null,
        string? y = null,
        string? hue = null,
        string? row = null,
        string? col = null,
        int? colWrap = null,
        string? label = null,
        string? color = null,
        bool dashed = false,
        bool markers = false,
        double linewidth = 1,
        (double Low, double High)? xlim = null,
        (double Low, double High)? ylim = null,
        string? log = null,
        bool? yincrease = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null,
        string? xlabel = null,
        string? ylabel = null
    )
    {
        int axes = Dims.Count - (row is null ? 0 : 1) - (col is null ? 0 : 1);
        if (axes == 1 || axes == 2 && hue is not null)
        {
            return Line(
                path,
                x,
                y,
                hue,
                row,
                col,
                colWrap,
                label,
                color,
                dashed,
                markers,
                linewidth,
                title,
                xlim,
                ylim,
                log,
                yincrease,
                figsize,
                dpi,
                xlabel,
                ylabel
            );
        }
        if (axes != 2)
        {
            string first = Dims.Count == 0 ? "time" : Dims[0];
            throw new GchunkException(
                $"Plot draws one or two dimensions; this array has {Dims.Count}{(Dims.Count == 0 ? "" : $" ({Sizes})")}; select with Isel or reduce, for example with Mean(\"{first}\"){(axes == 3 ? $", or draw a panel for each label with col: \"{first}\"" : "")}"
            );
        }
        if (color is not null || label is not null || dashed || markers)
        {
            throw new GchunkException(
                "color:, label:, dashed: and markers: are for lines; the cells of two dimensions have colors:, a colour map"
            );
        }
        return PColorMesh(
            path,
            x,
            y,
            colors,
            limits,
            robust,
            row: row,
            col: col,
            colWrap: colWrap,
            title: title,
            xlim: xlim,
            ylim: ylim,
            log: log,
            yincrease: yincrease,
            figsize: figsize,
            dpi: dpi,
            xlabel: xlabel,
            ylabel: ylabel
        );
    }
}
