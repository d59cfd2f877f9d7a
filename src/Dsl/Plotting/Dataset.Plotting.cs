using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Computes two variables and draws a dot for each pair of their values.</summary>
    /// <param name="x">The variable, or coordinate, to the right.</param>
    /// <param name="y">The variable, or coordinate, upwards.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="hue">A variable whose values colour the dots.</param>
    /// <param name="markersize">A variable whose values are the areas of the dots.</param>
    /// <param name="colors">The name of a colour map, for <paramref name="hue"/>.</param>
    /// <param name="limits">The values at the ends of the colours.</param>
    /// <param name="color">The colour of all dots: a name such as "black", or #rrggbb.</param>
    /// <param name="size">The size of dots relative to the default.</param>
    /// <param name="label">The name in the legend.</param>
    /// <param name="projection">The projection of a map, if x are longitudes and y latitudes, in degrees.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">Whether y increases upwards.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// A variable is unknown, their dimensions do not fit, there are too many points, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc");
    /// ds.Assign("doubled", ds["pr"] * 2).Isel("time", 0).Scatter("pr", "doubled", "scatter.png", hue: "lat");
    /// </code></example>
    public Figure Scatter(
        string x,
        string y,
        string? path = null,
        string? hue = null,
        string? markersize = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        string? color = null,
        double size = 1,
        string? label = null,
        IProjection? projection = null,
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
        string[] names = [.. new[] { x, y, hue, markersize }.OfType<string>()];
        DataArray[] arrays = Prelude.Broadcast([.. names.Select(n => this[n])]);
        PlotAxis[] axes = [.. arrays.Select((a, i) => new PlotAxis(a.ComputeDoubles(), this[names[i]].ValueLabel))];
        int next = 2;
        PlotAxis? colored = hue is null ? null : axes[next++],
            sized = markersize is null ? null : axes[next];
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return DataArray.Drawn(
            options
                .On(projection)
                .Figure(
                    new ScatterPlot
                    {
                        X = axes[0],
                        Y = axes[1],
                        ColorValues = colored?.Values,
                        Sizes = sized?.Values,
                        Label = colored?.Label ?? "",
                        Colors = colors,
                        Limits = limits,
                        Color = color,
                        MarkerSize = size,
                        Name = label ?? "",
                    }
                ),
            path
        );
    }

    /// <summary>Computes two variables and draws them as arrows, with a key.</summary>
    /// <param name="u">The variable to the right or, on a map, to the east.</param>
    /// <param name="v">The variable upwards or, on a map, to the north.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">The dimension to the right; by default the last one, or longitude.</param>
    /// <param name="y">The dimension upwards; by default the other one.</param>
    /// <param name="every">
    /// The interval of the points at which an arrow is drawn; by default, as many as there is room for.
    /// </param>
    /// <param name="length">The length of arrows relative to the default.</param>
    /// <param name="color">The colour of the arrows.</param>
    /// <param name="colors">The name of a colour map by which the speed colours the arrows.</param>
    /// <param name="projection">
    /// The projection of a map, if the dimensions are a longitude and a latitude; null for plain axes.
    /// </param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">Whether y increases upwards.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// A variable or a dimension is unknown, there are not two dimensions, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// var pr = OpenDataset("rain.nc")["pr"].Isel("time", 0);
    /// var wind = pr.ToDataset("u").Assign("v", pr * 0.5);
    /// wind.Quiver("u", "v", "wind.png", projection: PlateCarree());
    /// </code></example>
    public Figure Quiver(
        string u,
        string v,
        string? path = null,
        string? x = null,
        string? y = null,
        int? every = null,
        double length = 1,
        string color = "black",
        string? colors = null,
        IProjection? projection = null,
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
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        VectorPlot vectors = Vectors(u, v, x, y, nameof(Quiver));
        return DataArray.Drawn(
            options
                .On(projection)
                .Figure(
                    vectors with
                    {
                        Every = every,
                        Length = length,
                        Color = color,
                        Colors = colors,
                        Units = this[u].Attrs.Text("units") ?? "",
                        Label = this[u].Attrs.Text("units") is { } units ? $"speed [{units}]" : "speed",
                    }
                ),
            path
        );
    }

    /// <summary>Computes two variables and draws them as wind barbs: 5, 10 and 50 for each half stroke, stroke and flag.</summary>
    /// <param name="u">The variable to the right or, on a map, to the east.</param>
    /// <param name="v">The variable upwards or, on a map, to the north.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">The dimension to the right; by default the last one, or longitude.</param>
    /// <param name="y">The dimension upwards; by default the other one.</param>
    /// <param name="every">
    /// The interval of the points at which a barb is drawn; by default, as many as there is room for.
    /// </param>
    /// <param name="color">The colour of the barbs.</param>
    /// <param name="projection">
    /// The projection of a map, if the dimensions are a longitude and a latitude; null for plain axes.
    /// </param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">Whether y increases upwards.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// A variable or a dimension is unknown, there are not two dimensions, or the file cannot be written.
    /// </exception>
    public Figure Barbs(
        string u,
        string v,
        string? path = null,
        string? x = null,
        string? y = null,
        int? every = null,
        string color = "black",
        IProjection? projection = null,
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
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        VectorPlot vectors = Vectors(u, v, x, y, nameof(Barbs));
        return DataArray.Drawn(
            options.On(projection).Figure(vectors with { Barbs = true, Every = every, Color = color }),
            path
        );
    }

    /// <summary>Computes two variables and draws lines along the flow.</summary>
    /// <param name="u">The variable to the right or, on a map, to the east.</param>
    /// <param name="v">The variable upwards or, on a map, to the north.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">The dimension to the right; by default the last one, or longitude.</param>
    /// <param name="y">The dimension upwards; by default the other one.</param>
    /// <param name="density">How close lines are, relative to the default.</param>
    /// <param name="color">The colour of the lines.</param>
    /// <param name="projection">
    /// The projection of a map, if the dimensions are a longitude and a latitude; null for plain axes.
    /// </param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">Whether y increases upwards.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// A variable or a dimension is unknown, there are not two dimensions, or the file cannot be written.
    /// </exception>
    public Figure StreamPlot(
        string u,
        string v,
        string? path = null,
        string? x = null,
        string? y = null,
        double density = 1,
        string color = "black",
        IProjection? projection = null,
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
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        VectorPlot vectors = Vectors(u, v, x, y, nameof(StreamPlot));
        return DataArray.Drawn(
            options
                .On(projection)
                .Figure(
                    new Plotting.StreamPlot
                    {
                        X = vectors.X,
                        Y = vectors.Y,
                        U = vectors.U,
                        V = vectors.V,
                        Title = vectors.Title,
                        Density = density,
                        Color = color,
                    }
                ),
            path
        );
    }

    // Two variables on the same grid.
    private VectorPlot Vectors(string u, string v, string? x, string? y, string method)
    {
        DataArray east = this[u],
            north = this[v];
        if (!east.Dims.Order().SequenceEqual(north.Dims.Order()))
        {
            throw new GchunkException(
                $"'{u}' has the dimensions ({string.Join(", ", east.Dims)}) and '{v}' has ({string.Join(", ", north.Dims)}); {method} needs the same two"
            );
        }
        (string across, string up) = PlotGrid.Dims(east, x, y, method);
        PlotGrid grid = PlotGrid.Of(east, across, up);
        return new VectorPlot
        {
            X = grid.X,
            Y = grid.Y,
            U = grid.Values,
            V = PlotGrid.Of(north, across, up).Values,
            Title = east.SelectedTitle(),
        };
    }
}
