using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    internal static readonly string[] LatitudeNames = ["lat", "latitude", "y", "nav_lat", "rlat"];
    internal static readonly string[] LongitudeNames = ["lon", "longitude", "x", "nav_lon", "rlon"];

    /// <summary>Computes the values and draws them on a map. The array must have a latitude and a longitude.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="projection">
    /// The projection, such as Orthographic(lon, lat) or Robinson(). Null: PlateCarree, whose centre is 0°, or the middle
    /// of data that span at most 300° and lie on both sides of the antimeridian.
    /// </param>
    /// <param name="colors">
    /// The name of a colour map, or of a set of categories (Category10) for integers, which get a legend.
    /// </param>
    /// <param name="limits">
    /// The values at the ends of the colour bar; by default the smallest and the largest value.
    /// </param>
    /// <param name="robust">Whether the colours span the 2nd to the 98th percentile.</param>
    /// <param name="coastlines">Whether, or in which colour, to draw coastlines.</param>
    /// <param name="borders">Whether, or in which colour, to draw borders.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <param name="kind">"pcolormesh" for cells, "contourf" for filled contours, "contour" for lines.</param>
    /// <param name="levels">The levels of contours; null: about 8 at round numbers.</param>
    /// <param name="states">Whether, or in which colour, to draw borders of states and provinces.</param>
    /// <param name="land">Whether, or in which colour, to fill land below the data.</param>
    /// <param name="ocean">Whether, or in which colour, to fill sea below the data.</param>
    /// <param name="lakes">Whether, or in which colour, to fill lakes below the data and draw their shores.</param>
    /// <param name="rivers">Whether, or in which colour, to draw rivers.</param>
    /// <param name="extent">The edges in degrees: west, east, south, north; null for those of the data.</param>
    /// <param name="globalExtent">Whether to show the whole globe.</param>
    /// <param name="gridlines">Whether to draw meridians and parallels.</param>
    /// <param name="missing">
    /// The colour of missing values, or "none" to show land and sea there; by default light grey.
    /// </param>
    /// <param name="row">A dimension whose labels get a row of maps each.</param>
    /// <param name="col">A dimension whose labels get a column of maps each.</param>
    /// <param name="colWrap">After how many maps of <paramref name="col"/> the next row begins.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <returns>The figure, to which layers can be added.</returns>
    /// <exception cref="GchunkException">
    /// The dimensions are not a latitude and a longitude, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Mean("time").PlotMap("map.png", projection: Robinson(), ocean: true);
    /// </code></example>
    public Figure PlotMap(
        string? path = null,
        IProjection? projection = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        bool robust = false,
        MapPaint? coastlines = null,
        MapPaint borders = default,
        string? title = null,
        string kind = "pcolormesh",
        double[]? levels = null,
        MapPaint states = default,
        MapPaint land = default,
        MapPaint ocean = default,
        MapPaint lakes = default,
        MapPaint rivers = default,
        (double West, double East, double South, double North)? extent = null,
        bool globalExtent = false,
        bool gridlines = true,
        string? missing = null,
        string? row = null,
        string? col = null,
        int? colWrap = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null
    )
    {
        var frame = new MapFrame
        {
            Projection = projection ?? new PlateCarree(),
            Coastlines = coastlines ?? true,
            Borders = borders,
            States = states,
            Land = land,
            Ocean = ocean,
            Lakes = lakes,
            Rivers = rivers,
            Extent = extent,
            IsGlobal = globalExtent,
            Graticule = gridlines,
        };
        var options = new FigureOptions(title, FigSize: figsize, Dpi: dpi) { Map = frame };
        Figure figure = Facets.Of(this, row, col, colWrap, options, array => [MapLayer(array)]);
        return Drawn(projection is null ? figure.Centred() : figure, path);

        Layer MapLayer(DataArray array)
        {
            if (kind is not ("pcolormesh" or "contourf" or "contour"))
                throw new GchunkException(Spelling.Unknown("kind of map", kind, ["pcolormesh", "contourf", "contour"]));
            if (MeshPlaces.Of(array, null, null, isMap: true) is { } places)
            {
                return kind == "pcolormesh"
                    ? places.Cells(array, colors, limits, robust, missing, frame)
                    : places.Triangles(array, frame) with
                    {
                        Kind = kind,
                        Colors = colors,
                        Levels = levels ?? Plotting.Levels.Within(limits),
                        Missing = missing,
                    };
            }
            (string lat, string lon) = array.GeographicDims();
            PlotGrid grid = PlotGrid.Of(array, lon, lat, colors);
            return kind == "pcolormesh"
                ? new MapPlot
                {
                    Latitudes = grid.Y.Values,
                    Longitudes = grid.X.Values,
                    Values = grid.Values,
                    Label = array.ValueLabel,
                    Title = array.SelectedTitle(),
                    Colors = colors,
                    Limits = limits,
                    Robust = robust,
                    Missing = missing,
                    Frame = frame,
                }
                : new ContourPlot
                {
                    X = grid.X,
                    Y = grid.Y,
                    Values = grid.Values,
                    Label = array.ValueLabel,
                    Title = array.SelectedTitle(),
                    Colors = colors,
                    Levels = levels ?? Plotting.Levels.Within(limits),
                    Missing = missing,
                    IsFilled = kind == "contourf",
                };
        }
    }

    internal string ValueLabel => PlotLabel(Name, Attrs);

    // Saves a figure if there is a file to save it to.
    internal static Figure Drawn(Figure figure, string? path)
    {
        if (path is null)
            return figure;
        figure.Save(path);
        return figure with { Path = path };
    }

    private (string Latitude, string Longitude) GeographicDims()
    {
        string lat = GeographicDim(LatitudeNames, "degrees_north", "latitude"),
            lon = GeographicDim(LongitudeNames, "degrees_east", "longitude");
        if (Dims.Count != 2)
        {
            throw new GchunkException(
                $"PlotMap draws a latitude and a longitude; this array also has {string.Join(", ", Dims.Where(d => d != lat && d != lon))}; select with Isel or reduce first, or give it as row: or col:"
            );
        }

        foreach (string dim in (string[])[lat, lon])
        {
            if (Coords.Find(dim)?.Index is not NumberIndex)
            {
                throw new GchunkException(
                    $"PlotMap needs labels in degrees along '{dim}', which has {(Coords.Find(dim) is null ? "no labels" : "other labels")}; add them with AssignCoords(\"{dim}\", …), or draw the array with Plot"
                );
            }
        }
        return (lat, lon);
    }

    internal double[] ComputeDoubles()
    {
        using NDArray values = Compute();
        return values.ToArray<double>();
    }

    internal PlotAxis PlotAxisOf(string dim)
    {
        DataArray coordinate = this[dim];
        DimensionIndex? index = Coords.Find(dim)?.Index;
        string label = PlotLabel(dim, coordinate.Attrs);
        if (index is null or NumberIndex)
            return new PlotAxis(coordinate.ComputeDoubles(), label);
        string[] names = [.. Enumerable.Range(0, (int)index.Length).Select(i => index.Label(i))];
        double[] values =
            index is TimeIndex
                ? coordinate.ComputeDoubles()
                : [.. Enumerable.Range(0, names.Length).Select(i => (double)i)];
        return new PlotAxis(values, index is TimeIndex ? coordinate.Attrs.Text("long_name") ?? dim : label)
        {
            Names = names,
            Calendar = (index as TimeIndex)?.Calendar,
        };
    }

    // As in xarray: the long name, else the standard name, else the name, with the units in brackets.
    internal static string PlotLabel(string? name, Attributes attrs)
    {
        string text = attrs.Text("long_name") ?? attrs.Text("standard_name") ?? name ?? "";
        return attrs.Text("units") is { Length: > 0 } units && units != "1" ? $"{text} [{units}]" : text;
    }

    // The labels that were selected from other dimensions: "time = 2015-01-01".
    internal string SelectedTitle() =>
        string.Join(", ", Coords.Where(c => c.Dims.Count == 0).Select(Selected).Where(text => text is not null));

    // Only the labels of some dimensions, those of a facet.
    internal string SelectedTitle(params string?[] names) =>
        string.Join(
            ", ",
            names
                .Select(n => n is null || Coords.Find(n) is not { } c ? null : Selected(c))
                .Where(text => text is not null)
        );

    private static string? Selected(Coordinate c) =>
        TextRepr.ValueOf(c) is not { } value ? null
        : c.Calendar is null && c.Attrs.Text("units") is { Length: > 0 } units && units != "1"
            ? $"{c.Name} = {value} [{units}]"
        : $"{c.Name} = {value}";

    internal bool IsVertical(string dim) =>
        LatitudeNames.Contains(dim, StringComparer.OrdinalIgnoreCase) || UnitsOf(dim) == "degrees_north";

    private string? UnitsOf(string dim) => Coords.Find(dim)?.Attrs.Text("units");

    private string GeographicDim(string[] names, string units, string meaning) =>
        Dims.FirstOrDefault(d => UnitsOf(d) == units)
        ?? Dims.FirstOrDefault(d => names.Contains(d, StringComparer.OrdinalIgnoreCase))
        ?? throw new GchunkException(
            $"PlotMap needs a {meaning}: a dimension with units {units} or called '{names[0]}'; this array has {(Dims.Count == 0 ? "no dimensions" : string.Join(", ", Dims))}"
        );
}
