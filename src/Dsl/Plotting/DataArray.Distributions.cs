using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    private const int MostBoxes = 200;

    /// <summary>Computes the values and draws a histogram of them; missing values are left out.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="bins">The number of bins.</param>
    /// <param name="range">The lowest and the highest edge; by default the smallest and the largest value.</param>
    /// <param name="density">Whether the area of all bars is 1, instead of their heights being counts.</param>
    /// <param name="color">The colour: a name such as "black", or #rrggbb.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">
    /// Whether y increases upwards; by default it does, unless its coordinate has the attribute positive: down.
    /// </param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// There are no values, the number of bins is below 1, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Hist("histogram.png", bins: 40, log: "y");
    /// </code></example>
    public Figure Hist(
        string? path = null,
        int bins = 10,
        (double Low, double High)? range = null,
        bool density = false,
        string? color = null,
        string? title = null,
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
        if (bins is < 1 or > 100_000)
            throw new GchunkException($"bins: {bins} is not a number of bins; give 1 to 100000");
        if (Shape.Size == 0)
            throw new GchunkException("nothing to draw: there are no values");
        var flat = new ChunkedArray(Expression);
        if (range is null)
        {
            double low = Min().Scalar(),
                high = Max().Scalar();
            if (!(double.IsFinite(low) && double.IsFinite(high)))
                throw new GchunkException("nothing to draw: all values are missing, or some are infinite; give range:");
            range = low < high ? (low, high) : (low - 0.5, high + 0.5);
        }
        (ChunkedArray counts, NDArray borders) = Prelude.Histogram(flat, bins, range.Value);
        double[] edges = borders.ToArray<double>();
        double[] heights = counts.Compute().ToArray<double>();
        double all = heights.Sum();
        if (all == 0)
        {
            throw new GchunkException(
                $"nothing to draw: no value lies in the range {range.Value.Low} to {range.Value.High}"
            );
        }
        if (density)
            heights = [.. heights.Select((h, i) => h / all / (edges[i + 1] - edges[i]))];
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return Drawn(
            options.Figure(
                new BarPlot
                {
                    Edges = edges,
                    Counts = heights,
                    XLabel = ValueLabel,
                    YLabel = density ? "density" : "count",
                    Color = color,
                    Title = SelectedTitle(),
                }
            ),
            path
        );
    }

    /// <summary>Computes the values and draws them as bars from zero, one for each label of the dimension.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="color">The colour: a name such as "black", or #rrggbb.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">
    /// Whether y increases upwards; by default it does, unless its coordinate has the attribute positive: down.
    /// </param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">There is not one dimension, or the file cannot be written.</exception>
    public Figure Bar(
        string? path = null,
        string? color = null,
        string? title = null,
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
        if (Dims.Count != 1)
        {
            throw new GchunkException(
                $"Bar draws one dimension; this array has {(Dims.Count == 0 ? "none" : $"{Dims.Count} ({Sizes})")}; select with Isel or reduce with Mean"
            );
        }
        PlotAxis axis = PlotAxisOf(Dims[0]);
        axis.Check("x");
        double[] heights = ComputeDoubles();
        if (axis.Values[^1] < axis.Values[0])
        {
            Array.Reverse(heights);
            axis = axis.Reversed();
        }
        bool isNamed = axis.Names is not null && Coords.IndexOf(Dims[0]) is not TimeIndex;
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return Drawn(
            options.Figure(
                new BarPlot
                {
                    Edges = CellAxis.EdgesOf(axis.Values),
                    Counts = heights,
                    XLabel = isNamed ? "" : axis.Label,
                    YLabel = ValueLabel,
                    BarNames = axis.Names,
                    Fill = 0.8,
                    Color = color,
                    Title = SelectedTitle(),
                }
            ),
            path
        );
    }

    /// <summary>
    /// Computes the values and draws a box from the first to the third quartile, with the median, for each label of a
    /// dimension; whiskers reach to the last value within 1.5 box lengths, and values beyond are dots.
    /// </summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="by">The dimension whose labels get a box each; null for one box of all values.</param>
    /// <param name="color">The colour of the boxes: a name such as "black", or #rrggbb.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">
    /// Whether y increases upwards; by default it does, unless its coordinate has the attribute positive: down.
    /// </param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">The dimension is unknown, or the file cannot be written.</exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Box("boxes.png", by: "lat");
    /// </code></example>
    public Figure Box(
        string? path = null,
        string? by = null,
        string? color = null,
        string? title = null,
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
        long boxes = by is null ? 1 : Sizes[by];
        if (boxes > MostBoxes)
        {
            throw new GchunkException(
                $"{boxes} boxes along '{by}' are more than can be seen ({MostBoxes}); select some with Isel, or group them first"
            );
        }
        if (Shape.Size > MostPoints)
        {
            throw new GchunkException(
                $"the quartiles of {Shape.Size} values need all of them in memory; draw a part, for example Isel(\"{Dims[0]}\", ..{Math.Max(1, Sizes[Dims[0]] * 10_000_000 / Shape.Size)})"
            );
        }
        DataArray loaded = Load();
        PlotAxis? axis = by is null ? null : PlotAxisOf(by);
        double[][] groups = by is null
            ? [loaded.ComputeDoubles()]
            : [.. Enumerable.Range(0, (int)boxes).Select(i => loaded.Isel(by, i).ComputeDoubles())];
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return Drawn(
            options.Figure(
                new BoxPlot
                {
                    Groups = groups,
                    GroupNames = axis is null ? [""] : axis.Names ?? [.. axis.Values.Select(v => Levels.Name(v))],
                    GroupLabel = axis?.Label ?? "",
                    Label = ValueLabel,
                    Color = color,
                    Title = SelectedTitle(),
                }
            ),
            path
        );
    }
}
