using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Computes the values and draws them as coloured cells.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">
    /// The dimension to the right; by default the last one, or time or longitude. Or, with <paramref name="y"/>, a
    /// coordinate with as many dimensions as the array: of a curvilinear grid, or of points, which are joined to
    /// triangles.
    /// </param>
    /// <param name="y">The dimension or coordinate upwards; by default the other dimension.</param>
    /// <param name="colors">
    /// The name of a colour map; by default viridis, or a diverging one if the values have both signs.
    /// </param>
    /// <param name="limits">The values at the ends of the colours; by default the smallest and the largest.</param>
    /// <param name="robust">Whether the colours span the 2nd to the 98th percentile.</param>
    /// <param name="missing">The colour of missing values, or "none"; by default light grey.</param>
    /// <param name="projection">
    /// The projection of a map, if the dimensions are a longitude and a latitude; null for plain axes.
    /// </param>
    /// <param name="row">A dimension whose labels get a row of panels each.</param>
    /// <param name="col">A dimension whose labels get a column of panels each.</param>
    /// <param name="colWrap">After how many panels of <paramref name="col"/> the next row begins.</param>
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
    /// A dimension is unknown or left over, levels are not in ascending order, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Isel("time", ..8).PColorMesh("days.png", col: "time", colWrap: 4, colors: "Blues");
    /// </code></example>
    public Figure PColorMesh(
        string? path = null,
        string? x = null,
        string? y = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        bool robust = false,
        string? missing = null,
        IProjection? projection = null,
        string? row = null,
        string? col = null,
        int? colWrap = null,
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
        return Drawn(Facets.Of(this, row, col, colWrap, options.On(projection), array => [LayerOf(array)]), path);

        Layer LayerOf(DataArray array)
        {
            if (MeshPlaces.Of(array, x, y, projection is not null) is { } places)
                return places.Cells(array, colors, limits, robust, missing, options.On(projection).Map);
            (string across, string up) = PlotGrid.Dims(array, x, y, nameof(PColorMesh));
            PlotGrid grid = PlotGrid.Of(array, across, up, colors);
            return new GridPlot
            {
                X = grid.X,
                Y = grid.Y,
                Values = grid.Values,
                Label = array.ValueLabel,
                Title = array.SelectedTitle(),
                FallsByDefault = array.IsPositiveDown(up),
                Colors = colors,
                Limits = limits,
                Robust = robust,
                Missing = missing,
            };
        }
    }

    /// <summary>Computes the values and draws lines of equal value, with labels.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">
    /// The dimension to the right; by default the last one, or time or longitude. Or, with <paramref name="y"/>, a
    /// coordinate with as many dimensions as the array: of a curvilinear grid, or of points, which are joined to
    /// triangles.
    /// </param>
    /// <param name="y">The dimension or coordinate upwards; by default the other dimension.</param>
    /// <param name="levels">The values of the lines, in ascending order; by default about 8 at round numbers.</param>
    /// <param name="labels">Whether the lines carry their values.</param>
    /// <param name="color">The colour of all lines; those of negative levels are dashed.</param>
    /// <param name="colors">The name of a colour map that colours lines by their values instead.</param>
    /// <param name="linewidth">The width relative to the default.</param>
    /// <param name="projection">
    /// The projection of a map, if the dimensions are a longitude and a latitude; null for plain axes.
    /// </param>
    /// <param name="row">A dimension whose labels get a row of panels each.</param>
    /// <param name="col">A dimension whose labels get a column of panels each.</param>
    /// <param name="colWrap">After how many panels of <paramref name="col"/> the next row begins.</param>
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
    /// A dimension is unknown or left over, levels are not in ascending order, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// var pr = OpenDataset("rain.nc")["pr"].Mean("time");
    /// pr.PColorMesh().Add(pr.Contour(levels: [1, 2, 3], color: "white")).Save("both.png");
    /// </code></example>
    public Figure Contour(
        string? path = null,
        string? x = null,
        string? y = null,
        double[]? levels = null,
        bool labels = true,
        string color = "black",
        string? colors = null,
        double linewidth = 1,
        IProjection? projection = null,
        string? row = null,
        string? col = null,
        int? colWrap = null,
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
        return Drawn(Facets.Of(this, row, col, colWrap, options.On(projection), array => [LayerOf(array)]), path);

        Layer LayerOf(DataArray array) =>
            MeshPlaces.Of(array, x, y, projection is not null) is { } places
                ? places.Triangles(array, options.On(projection).Map) with
                {
                    Kind = "contour",
                    Levels = levels,
                    Labels = labels,
                    Color = color,
                    Colors = colors,
                    Width = linewidth,
                }
                : array.Contours(x, y, nameof(Contour)) with
                {
                    Levels = levels,
                    Labels = labels,
                    Color = color,
                    Colors = colors,
                    Width = linewidth,
                };
    }

    /// <summary>Computes the values and fills the areas between levels with colours.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="x">
    /// The dimension to the right; by default the last one, or time or longitude. Or, with <paramref name="y"/>, a
    /// coordinate with as many dimensions as the array: of a curvilinear grid, or of points, which are joined to
    /// triangles.
    /// </param>
    /// <param name="y">The dimension or coordinate upwards; by default the other dimension.</param>
    /// <param name="levels">The bounds of the areas, in ascending order; by default about 8 at round numbers.</param>
    /// <param name="colors">
    /// The name of a colour map; by default viridis, or a diverging one if the levels have both signs.
    /// </param>
    /// <param name="limits">The values between which levels are chosen.</param>
    /// <param name="missing">The colour of missing values, or "none"; by default light grey.</param>
    /// <param name="projection">
    /// The projection of a map, if the dimensions are a longitude and a latitude; null for plain axes.
    /// </param>
    /// <param name="row">A dimension whose labels get a row of panels each.</param>
    /// <param name="col">A dimension whose labels get a column of panels each.</param>
    /// <param name="colWrap">After how many panels of <paramref name="col"/> the next row begins.</param>
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
    /// A dimension is unknown or left over, levels are not in ascending order, or the file cannot be written.
    /// </exception>
    public Figure ContourF(
        string? path = null,
        string? x = null,
        string? y = null,
        double[]? levels = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        string? missing = null,
        IProjection? projection = null,
        string? row = null,
        string? col = null,
        int? colWrap = null,
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
        return Drawn(Facets.Of(this, row, col, colWrap, options.On(projection), array => [LayerOf(array)]), path);

        Layer LayerOf(DataArray array) =>
            MeshPlaces.Of(array, x, y, projection is not null) is { } places
                ? places.Triangles(array, options.On(projection).Map) with
                {
                    Kind = "contourf",
                    Levels = levels ?? Levels.Within(limits),
                    Colors = colors,
                    Missing = missing,
                }
                : array.Contours(x, y, nameof(ContourF), colors) with
                {
                    Levels = levels ?? Levels.Within(limits),
                    IsFilled = true,
                    Colors = colors,
                    Missing = missing,
                };
    }

    /// <summary>
    /// Computes the values and draws their evolution: a dimension of space to the right, and time downwards (Hovmöller
    /// 1949, "The Trough-and-Ridge diagram").
    /// </summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="time">The dimension downwards; by default the one with times.</param>
    /// <param name="levels">The bounds of filled contours; null for coloured cells.</param>
    /// <param name="colors">The name of a colour map.</param>
    /// <param name="limits">The values at the ends of the colours; by default the smallest and the largest.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="xlim">The ends of the x axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="ylim">The ends of the y axis; if they are in descending order, the axis is reversed.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">
    /// Whether time goes upwards; by default it goes downwards.
    /// </param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the values along it.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the values along it.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// There are not two dimensions, none of them has times, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Mean("lat").Hovmoller("hovmoller.png", colors: "Blues");
    /// </code></example>
    public Figure Hovmoller(
        string? path = null,
        string? time = null,
        double[]? levels = null,
        string? colors = null,
        (double Low, double High)? limits = null,
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
        time ??=
            Dims.FirstOrDefault(d => Coords.IndexOf(d) is TimeIndex)
            ?? throw new GchunkException(
                $"a Hovmöller diagram needs times along one of its dimensions ({string.Join(", ", Dims)}); give time:, the dimension downwards"
            );
        return levels is null
            ? PColorMesh(
                path,
                y: time,
                colors: colors,
                limits: limits,
                title: title,
                xlim: xlim,
                ylim: ylim,
                log: log,
                yincrease: yincrease ?? false,
                figsize: figsize,
                dpi: dpi,
                xlabel: xlabel,
                ylabel: ylabel
            )
            : ContourF(
                path,
                y: time,
                levels: levels,
                colors: colors,
                title: title,
                xlim: xlim,
                ylim: ylim,
                log: log,
                yincrease: yincrease ?? false,
                figsize: figsize,
                dpi: dpi,
                xlabel: xlabel,
                ylabel: ylabel
            );
    }

    private ContourPlot Contours(string? x, string? y, string method, string? colors = null)
    {
        (string across, string up) = PlotGrid.Dims(this, x, y, method);
        PlotGrid grid = PlotGrid.Of(this, across, up, colors);
        return new ContourPlot
        {
            X = grid.X,
            Y = grid.Y,
            Values = grid.Values,
            Label = ValueLabel,
            Title = SelectedTitle(),
            FallsByDefault = IsPositiveDown(up),
        };
    }
}
