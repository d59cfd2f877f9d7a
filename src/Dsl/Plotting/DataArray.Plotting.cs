using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    private static readonly string[] LatitudeNames = ["lat", "latitude", "y", "nav_lat", "rlat"];
    private static readonly string[] LongitudeNames = ["lon", "longitude", "x", "nav_lon", "rlon"];

    /// <summary>
    /// Computes the values and plots them to a file: a line for one dimension, coloured cells for two. Missing values
    /// are gaps.
    /// </summary>
    /// <param name="path">The file to write. Its ending selects the format: .png, .svg or .pdf.</param>
    /// <param name="colors">
    /// The name of a colour map; by default viridis, or a diverging one if the values have both signs.
    /// </param>
    /// <param name="limits">
    /// The values at the ends of the colour bar; by default the smallest and the largest value.
    /// </param>
    /// <param name="robust">Whether the colours span the 2nd to the 98th percentile.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <exception cref="GchunkException">
    /// The array has no dimensions or more than two, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Mean("time").Plot("mean.png");
    /// </code></example>
    public void Plot(
        string path,
        string? colors = null,
        (double Low, double High)? limits = null,
        bool robust = false,
        string? title = null
    )
    {
        switch (Dims.Count)
        {
            case 1:
                new LinePlot
                {
                    X = PlotAxisOf(Dims[0]),
                    Values = ComputeDoubles(),
                    Label = PlotLabel(Name, Attrs),
                    Title = title ?? SelectedTitle(),
                }.Save(path);
                break;
            case 2:
                // Latitude is on the vertical axis, time and longitude on the horizontal one.
                DataArray grid = IsVertical(Dims[1]) && !IsVertical(Dims[0]) ? Transpose(Dims[1], Dims[0]) : this;
                new GridPlot
                {
                    X = grid.PlotAxisOf(grid.Dims[1]),
                    Y = grid.PlotAxisOf(grid.Dims[0]),
                    Values = grid.ComputeDoubles(),
                    Label = PlotLabel(Name, Attrs),
                    Title = title ?? SelectedTitle(),
                    Colors = colors,
                    Limits = limits,
                    Robust = robust,
                }.Save(path);
                break;
            default:
                throw new GchunkException(
                    $"Plot draws one or two dimensions; this array has {Dims.Count}{(Dims.Count == 0 ? "" : $" ({Sizes})")}; select with Isel or reduce, for example with Mean(\"{(Dims.Count == 0 ? "time" : Dims[0])}\")"
                );
        }
    }

    /// <summary>Computes the values and draws them on a map. The array must have a latitude and a longitude.</summary>
    /// <param name="path">The file to write. Its ending selects the format: .png, .svg or .pdf.</param>
    /// <param name="projection">The projection: PlateCarree(), Orthographic(lon, lat) or Robinson().</param>
    /// <param name="colors">
    /// The name of a colour map, or of a set of categories (Category10) for integers, which get a legend.
    /// </param>
    /// <param name="limits">
    /// The values at the ends of the colour bar; by default the smallest and the largest value.
    /// </param>
    /// <param name="robust">Whether the colours span the 2nd to the 98th percentile.</param>
    /// <param name="coastlines">Whether to draw coastlines.</param>
    /// <param name="borders">Whether to draw borders.</param>
    /// <param name="title">The title; by default the selected labels.</param>
    /// <exception cref="GchunkException">
    /// The dimensions are not a latitude and a longitude, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Mean("time").PlotMap("map.png", projection: Robinson(), coastlines: true);
    /// </code></example>
    public void PlotMap(
        string path,
        IProjection? projection = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        bool robust = false,
        bool coastlines = true,
        bool borders = false,
        string? title = null
    )
    {
        string lat = GeographicDim(LatitudeNames, "degrees_north", "latitude"),
            lon = GeographicDim(LongitudeNames, "degrees_east", "longitude");
        if (Dims.Count != 2)
        {
            throw new GchunkException(
                $"PlotMap draws a latitude and a longitude; this array also has {string.Join(", ", Dims.Where(d => d != lat && d != lon))}; select with Isel or reduce first"
            );
        }

        foreach (string dim in (string[])[lat, lon])
        {
            if (Coords.Find(dim)?.Index is not NumberIndex)
            {
                throw new GchunkException(
                    $"PlotMap needs labels in degrees along '{dim}', which has {(Coords.Find(dim) is null ? "no labels" : "other labels")}; add them with AssignCoords(\"{dim}\", …), or draw the array with Plot. A grid whose latitude and longitude have two dimensions each cannot be mapped yet"
                );
            }
        }

        DataArray map = Transpose(lat, lon);
        new MapPlot
        {
            Latitudes = this[lat].ComputeDoubles(),
            Longitudes = this[lon].ComputeDoubles(),
            Values = map.ComputeDoubles(),
            Projection = projection ?? new PlateCarree(),
            Label = PlotLabel(Name, Attrs),
            Title = title ?? SelectedTitle(),
            Colors = colors,
            Limits = limits,
            Robust = robust,
            Coastlines = coastlines,
            Borders = borders,
        }.Save(path);
    }

    private double[] ComputeDoubles()
    {
        using NDArray values = Compute();
        return values.ToArray<double>();
    }

    private PlotAxis PlotAxisOf(string dim)
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
        return new PlotAxis(values, index is TimeIndex ? "" : label) { Names = names };
    }

    // As in xarray: the long name, else the standard name, else the name, with the units in brackets.
    private static string PlotLabel(string? name, Attributes attrs)
    {
        string text = attrs.Text("long_name") ?? attrs.Text("standard_name") ?? name ?? "";
        return attrs.Text("units") is { Length: > 0 } units && units != "1" ? $"{text} [{units}]" : text;
    }

    // The labels that were selected from other dimensions: "time = 2015-01-01".
    private string SelectedTitle() =>
        string.Join(
            ", ",
            Coords
                .Where(c => c.Dims.Count == 0)
                .Select(c => TextRepr.ValueOf(c) is { } value ? $"{c.Name} = {value}" : null)
                .Where(text => text is not null)
        );

    private bool IsVertical(string dim) =>
        LatitudeNames.Contains(dim, StringComparer.OrdinalIgnoreCase) || UnitsOf(dim) == "degrees_north";

    private string? UnitsOf(string dim) => Coords.Find(dim)?.Attrs.Text("units");

    private string GeographicDim(string[] names, string units, string meaning) =>
        Dims.FirstOrDefault(d => UnitsOf(d) == units)
        ?? Dims.FirstOrDefault(d => names.Contains(d, StringComparer.OrdinalIgnoreCase))
        ?? throw new GchunkException(
            $"PlotMap needs a {meaning}: a dimension with units {units} or called '{names[0]}'; this array has {(Dims.Count == 0 ? "no dimensions" : string.Join(", ", Dims))}"
        );
}
