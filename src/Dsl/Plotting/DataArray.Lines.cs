using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    private const int MostLines = 60;
    private const long MostPoints = 100_000_000;

    /// <summary>Computes the values and draws them as a line, or as one line for each label of a dimension.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">The dimension along the x axis.</param>
    /// <param name="y">The dimension along the y axis instead, as for a profile.</param>
    /// <param name="hue">The dimension whose labels get a line each, of its own colour.</param>
    /// <param name="row">A dimension whose labels get a row of panels each.</param>
    /// <param name="col">A dimension whose labels get a column of panels each.</param>
    /// <param name="colWrap">After how many panels of <paramref name="col"/> the next row begins.</param>
    /// <param name="label">The name in the legend; by default the label of <paramref name="hue"/>.</param>
    /// <param name="color">The colour: a name such as "black", or #rrggbb.</param>
    /// <param name="dashed">Whether the line is dashed.</param>
    /// <param name="markers">Whether each value is marked by a dot.</param>
    /// <param name="linewidth">The width relative to the default.</param>
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
    /// <exception cref="GchunkException">A dimension is unknown or left over, or the file cannot be written.</exception>
    /// <example><code>
    /// var pr = OpenDataset("rain.nc")["pr"].Mean("lon");
    /// pr.Isel("lat", ..3).Line("lines.svg", x: "time", hue: "lat", ylim: (0, 10));
    /// </code></example>
    public Figure Line(
        string? path = null,
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
        var style = new LinePlot
        {
            X = new PlotAxis([]),
            Values = [],
            Name = label ?? "",
            Color = color,
            Dashed = dashed,
            Markers = markers,
            Width = linewidth,
        };
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return Drawn(Facets.Of(this, row, col, colWrap, options, array => array.Lines(x, y, hue, style)), path);
    }

    /// <summary>Computes the values and draws them as a line that is level at each value.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">The dimension along the x axis.</param>
    /// <param name="y">The dimension along the y axis instead, as for a profile.</param>
    /// <param name="hue">The dimension whose labels get a line each, of its own colour.</param>
    /// <param name="where">Where the steps are: "pre", "mid" or "post", as in matplotlib.</param>
    /// <param name="label">The name in the legend; by default the label of <paramref name="hue"/>.</param>
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
    /// <exception cref="GchunkException">A dimension is unknown or left over, or the file cannot be written.</exception>
    public Figure Step(
        string? path = null,
        string? x = null,
        string? y = null,
        string? hue = null,
        string where = "pre",
        string? label = null,
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
        var style = new LinePlot
        {
            X = new PlotAxis([]),
            Values = [],
            Name = label ?? "",
            Color = color,
            Step = where,
        };
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return Drawn(options.Figure(Lines(x, y, hue, style)), path);
    }

    /// <summary>
    /// Computes the values of this array and of another one, and fills the area between them, as for an error band.
    /// </summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="high">The upper values; this array has the lower ones.</param>
    /// <param name="label">The name in the legend.</param>
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
    /// The arrays do not have the same single dimension, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// var pr = OpenDataset("rain.nc")["pr"].Mean("lat", "lon");
    /// (pr - 1).Band(pr + 1).Add(pr.Line()).Save("band.svg");
    /// </code></example>
    public Figure Band(
        DataArray high,
        string? path = null,
        string? label = null,
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
        ArgumentNullException.ThrowIfNull(high);
        if (Dims.Count != 1 || !high.Dims.SequenceEqual(Dims))
        {
            throw new GchunkException(
                $"a band lies along one dimension that both arrays have; they have ({string.Join(", ", Dims)}) and ({string.Join(", ", high.Dims)})"
            );
        }
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return Drawn(
            options.Figure(
                new BandPlot
                {
                    X = PlotAxisOf(Dims[0]),
                    Low = ComputeDoubles(),
                    High = high.ComputeDoubles(),
                    Label = ValueLabel,
                    Name = label ?? "",
                    Color = color,
                    Title = SelectedTitle(),
                }
            ),
            path
        );
    }

    // The lines of an array of one dimension, or of two with a hue.
    private IEnumerable<Layer> Lines(string? x, string? y, string? hue, LinePlot style)
    {
        if (x is not null && y is not null)
            throw new GchunkException("give x: or y:, the dimension along one axis; the values are along the other");
        string? along = x ?? y;
        foreach (string? dim in (string?[])[along, hue])
        {
            if (dim is not null)
                _ = Sizes[dim];
        }
        along ??= Dims.LastOrDefault(d => d != hue);
        string[] left = [.. Dims.Where(d => d != along && d != hue)];
        if (along is null || left.Length > 0 || along == hue)
        {
            throw new GchunkException(
                along is null || along == hue
                    ? "a line needs a dimension to run along; draw a single value with Scatter"
                    : $"Line draws one dimension, and a second one with hue:; this array also has {string.Join(", ", left)}; select with Isel, reduce with Mean, or give hue: \"{left[^1]}\""
            );
        }
        if (Shape.Size > MostPoints)
        {
            throw new GchunkException(
                $"a line of {Shape.Size} points would be loaded whole; make it shorter first, for example with Coarsen((\"{along}\", {Shape.Size / 1_000_000})).Mean()"
            );
        }
        if (hue is null)
            return [Of(this, style.Name)];
        if (Sizes[hue] > MostLines)
        {
            throw new GchunkException(
                $"{Sizes[hue]} lines along '{hue}' are more than can be told apart ({MostLines}); select some with Isel, or draw PColorMesh"
            );
        }
        DataArray loaded = Load();
        PlotAxis hues = PlotAxisOf(hue);
        hues.Check("hue");
        int n = hues.Values.Length;
        ColorMap? many = n > 10 ? ColorMap.Named("viridis") : null;
        return
        [
            .. Enumerable
                .Range(0, n)
                .Select(i =>
                    Of(loaded.Isel(hue, i), hues.Names?[i] ?? Levels.Name(hues.Values[i])) with
                    {
                        Color = style.Color ?? (many is null ? null : PlotColor.Hex(many.At(i / Math.Max(1.0, n - 1)))),
                        Title = loaded.SelectedTitle(),
                    }
                ),
        ];

        LinePlot Of(DataArray line, string name) =>
            style with
            {
                X = line.PlotAxisOf(along),
                Values = line.ComputeDoubles(),
                Label = ValueLabel,
                Name = name,
                IsVertical = y is not null,
                Title = line.SelectedTitle(),
                FallsByDefault = y is not null && line.IsPositiveDown(along),
            };
    }

    internal bool IsPositiveDown(string dim) => Coords.Find(dim)?.Attrs.Text("positive") == "down";
}
