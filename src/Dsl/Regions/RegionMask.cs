using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Regions;
using Gchunk.Dsl.Regridding;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>
/// Regions of the globe: the areas of a GeoJSON file or a shapefile, as masks on a grid and as the share of each cell
/// that they cover.
/// </summary>
/// <remarks>
/// Outlines are straight in longitude and latitude, as GeoJSON has them (RFC 7946, section 3.1.1), and may be shifted
/// by any number of full turns. The grid is regular, curvilinear, or a list of cells; its latitudes and longitudes are
/// found as by <see cref="Regridder"/> and are computed at once, because the masks depend only on them.
/// </remarks>
/// <example><code>
/// var box = FeatureCollection.Polygons([-73.2, -72.2, -72.2], [43.1, 43.1, 44.1]);
/// var rain = OpenDataset("rain.nc")["pr"];
/// DataArray share = new RegionMask(box).Share(rain);
/// Print(rain.Weighted(share.Isel("region", 0)).Mean("lat", "lon").Sizes);
/// </code></example>
public sealed class RegionMask
{
    private readonly RegionShape[] shapes;

    /// <summary>Takes the areas among features.</summary>
    /// <param name="shapes">The features: <c>OpenFeatures("countries.geojson")</c>.</param>
    /// <param name="names">The attribute whose texts name the regions; null numbers them from 0.</param>
    /// <exception cref="GchunkException">There is no area, or the attribute is unknown.</exception>
    public RegionMask(FeatureCollection shapes, string? names = null)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        MapFeature[] areas = [.. shapes.Where(f => f.Kind == FeatureKind.Polygon)];
        if (areas.Length == 0)
        {
            throw new GchunkException(
                $"regions must be areas, but there is none among the {shapes.Count} features; points and lines have no inside"
            );
        }

        if (names is not null && !shapes.Names.Contains(names))
            throw new GchunkException(Spelling.Unknown("attribute of the features", names, shapes.Names));
        this.shapes = [.. areas.Select(a => new RegionShape(a))];
        Names =
        [
            .. areas.Select(
                (a, i) =>
                    names is null || a[names] is not { } name
                        ? i.ToString(System.Globalization.CultureInfo.InvariantCulture)
                        : Convert.ToString(name, System.Globalization.CultureInfo.InvariantCulture)!
            ),
        ];
    }

    /// <summary>The names of the regions.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Returns the number of the region, from 0, that holds the centre of each cell; missing outside all. If regions
    /// overlap, the first one counts.
    /// </summary>
    /// <param name="like">An array on the grid.</param>
    /// <exception cref="GchunkException">The array has no latitudes or longitudes, or several.</exception>
    public DataArray Of(DataArray like)
    {
        CellGrid grid = CellGrid.Of(like, "the array");
        var numbers = new double[grid.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            int region = Array.FindIndex(shapes, s => s.Contains(grid.Longitudes[i], grid.Latitudes[i]));
            numbers[i] = region < 0 ? double.NaN : region;
        }

        return OnGrid(grid, numbers, [], [], "region");
    }

    /// <summary>
    /// Returns the share of each cell, from 0 to 1, that each region covers, along the new first dimension
    /// <c>region</c>, whose labels are the names: the weights of means over regions.
    /// </summary>
    /// <param name="like">An array on the grid; the cells lie halfway between its centres.</param>
    /// <exception cref="GchunkException">
    /// The array has no latitudes or longitudes, or several, or its cells have no known corners.
    /// </exception>
    public DataArray Share(DataArray like) => Share(CellGrid.Of(like, "the array"));

    /// <inheritdoc cref="Share(DataArray)"/>
    /// <param name="like">A data set on the grid, whose bounds are used.</param>
    public DataArray Share(Dataset like) => Share(CellGrid.Of(like, "the data set"));

    /// <summary>Names the regions.</summary>
    public override string ToString() =>
        $"RegionMask of {shapes.Length} region{(shapes.Length == 1 ? "" : "s")}: {string.Join(", ", Names.Take(8))}{(shapes.Length > 8 ? ", …" : "")}";

    /// <summary>The cells of a grid of which the regions together hold the centre, or cover a share.</summary>
    internal DataArray Any(DataArray like, double? leastCovered)
    {
        if (leastCovered is not { } least)
            return Of(like).NotNull();
        if (!(least >= 0 && least <= 1))
            throw new GchunkException($"leastCovered is a share from 0 to 1; got {least}");
        DataArray covered = Share(like).Sum("region");
        return least == 0 ? covered > 0.0 : covered >= least - 1e-9;
    }

    private DataArray Share(CellGrid grid)
    {
        CellCorners corners =
            grid.Corners
            ?? throw new GchunkException(
                "the share that a region covers needs the corners of cells: bounds in a data set, or at least 2 × 2 cells of a grid"
            );
        var cells = new CellShares(grid, corners);
        double[] all = [.. shapes.SelectMany(cells.Of)];
        var labels = new Coordinate("region", new TextIndex([.. Names]));
        return OnGrid(grid, all, ["region"], [labels], "share");
    }

    private DataArray OnGrid(CellGrid grid, double[] values, string[] before, Coordinate[] labels, string name)
    {
        if (before.FirstOrDefault(grid.Dims.Contains) is { } taken)
            throw new GchunkException($"the grid has a dimension '{taken}' already; rename it with Rename");
        long[] lengths = before.Length == 0 ? grid.Lengths : [shapes.Length, .. grid.Lengths];
        NDArray array = NDArray.From(values, new Shape(lengths));
        var variable = new Variable(
            [.. before, .. grid.Dims],
            new MemoryExpr(array, ChunkGrid.Auto(array.Shape, sizeof(double))),
            []
        );
        return new DataArray(variable, new Coordinates([.. labels, .. grid.Coords]), name);
    }
}
