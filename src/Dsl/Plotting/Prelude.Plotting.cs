using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>The functions that scripts and the prompt can call without a class name.</summary>
public static partial class Prelude
{
    /// <summary>Returns an empty figure, to which layers are added: <c>Figure().Add(x.PColorMesh())</c>.</summary>
    /// <param name="title">The title.</param>
    /// <param name="xlabel">The label of the x axis; by default that of the first layer.</param>
    /// <param name="ylabel">The label of the y axis; by default that of the first layer.</param>
    /// <param name="xlim">The ends of the x axis; by default those of the layers.</param>
    /// <param name="ylim">The ends of the y axis; by default those of the layers.</param>
    /// <param name="log">The logarithmic axes: "x", "y" or "xy".</param>
    /// <param name="yincrease">Whether y increases upwards; false for pressure and depth.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <exception cref="GchunkException">An axis in <paramref name="log"/> is unknown.</exception>
    public static Figure Figure(
        string? title = null,
        string? xlabel = null,
        string? ylabel = null,
        (double Low, double High)? xlim = null,
        (double Low, double High)? ylim = null,
        string? log = null,
        bool? yincrease = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null
    )
    {
        var options = new FigureOptions(title, xlim, ylim, log, yincrease, figsize, dpi, xlabel, ylabel);
        return options.Sized(new Figure { Panels = [new FigurePanel { Given = options.Settings }] });
    }

    /// <summary>
    /// Draws a Taylor diagram: standard deviations and correlations of models with a reference (Taylor 2001).
    /// </summary>
    /// <param name="reference">The standard deviation of the reference.</param>
    /// <param name="deviations">The standard deviation of each model.</param>
    /// <param name="correlations">The correlation of each model with the reference, from -1 to 1.</param>
    /// <param name="names">The names of the models.</param>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="title">The title.</param>
    /// <param name="label">The label of the deviations, with their units.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <returns>The figure.</returns>
    /// <exception cref="GchunkException">
    /// The lengths differ, a correlation or a deviation is impossible, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// TaylorDiagram(2.0, [1.7, 2.3], [0.95, 0.8], ["model A", "model B"], "taylor.png");
    /// </code></example>
    public static Figure TaylorDiagram(
        double reference,
        double[] deviations,
        double[] correlations,
        string[] names,
        string? path = null,
        string title = "",
        string label = "standard deviation",
        (double Width, double Height)? figsize = null,
        double? dpi = null
    )
    {
        var layer = new TaylorPlot
        {
            Reference = reference,
            Deviations = deviations,
            Correlations = correlations,
            ModelNames = names,
            Label = label,
            Title = title,
        };
        return DataArray.Drawn(new FigureOptions { FigSize = figsize, Dpi = dpi }.Figure(layer), path);
    }

    /// <summary>
    /// Draws images of the globe, such as satellite images, from a tile server in Web Mercator, in the projection of a
    /// map: alone, or below the layers of the map to which they are added.
    /// </summary>
    /// <remarks>
    /// Tiles are kept for 30 days in the user's cache folder, up to 256 MB. A picture fetches at most 256 tiles. Many
    /// servers require an attribution, and some require a key in the address.
    /// </remarks>
    /// <param name="address">
    /// The address of a tile, with {z}, {x} and {y} (or {-y}, counted from the south) for its zoom, column and row; of
    /// WMTS, with {TileMatrix}, {TileCol} and {TileRow}.
    /// </param>
    /// <param name="attribution">The attribution of the images, for the lower right corner of the map.</param>
    /// <param name="zoom">The zoom; null: the zoom whose pixels are about as large as those of the picture.</param>
    /// <param name="projection">The projection of a map of tiles alone; by default Mercator().</param>
    /// <param name="extent">The edges of a map of tiles alone: west, east, south, north, in degrees.</param>
    /// <returns>The figure. Its tiles are fetched when it is saved.</returns>
    /// <exception cref="GchunkException">
    /// The address names no tiles. When the figure is saved: the server does not answer, or not with pictures.
    /// </exception>
    public static Figure Tiles(
        string address,
        string attribution = "",
        int? zoom = null,
        IProjection? projection = null,
        (double West, double East, double South, double North)? extent = null
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        var layer = new TilePlot
        {
            Address = address,
            Attribution = attribution,
            Zoom = zoom,
            Frame =
                projection is null && extent is null
                    ? null
                    : new Plotting.Maps.MapFrame
                    {
                        Projection = projection ?? new Mercator(),
                        Extent = extent,
                        Coastlines = false,
                    },
        };
        layer.Check();
        return layer.ToFigure();
    }

    /// <summary>Reads points, lines and areas from a GeoJSON file (.geojson, .json) or a shapefile (.shp).</summary>
    /// <remarks>The attributes of a shapefile are those of the .dbf file beside it.</remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="GchunkException">The file does not exist, is corrupt, or has another format.</exception>
    public static FeatureCollection OpenFeatures(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Plotting.Shapes.FeatureFile.Open(path);
    }

    /// <summary>
    /// Returns the projection that a grid mapping of the CF conventions describes, from the attributes of its variable:
    /// <c>ProjectionOf(ds["crs"].Attrs)</c>. The globe is a sphere, and false eastings do not matter.
    /// </summary>
    /// <exception cref="GchunkException">The attributes name no projection, or one that cannot be drawn.</exception>
    public static IProjection ProjectionOf(Attributes gridMapping)
    {
        ArgumentNullException.ThrowIfNull(gridMapping);
        return Plotting.Maps.CfProjection.Of(gridMapping);
    }
}
