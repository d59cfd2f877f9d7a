using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Regridding;

/// <summary>
/// The cells of a grid on the globe: regular, with latitudes and longitudes along dimensions of their own; curvilinear,
/// with both over the same two dimensions; or a list of cells, with both over one dimension.
/// </summary>
internal sealed class CellGrid
{
    private Lazy<CellCorners?>? corners;

    private CellGrid(string[] dims, long[] lengths, double[] latitudes, double[] longitudes, Coordinates coords) =>
        (Dims, Lengths, Latitudes, Longitudes, Coords) = (dims, lengths, latitudes, longitudes, coords);

    /// <summary>The dimensions of the cells.</summary>
    public string[] Dims { get; }

    /// <summary>The length of each dimension.</summary>
    public long[] Lengths { get; }

    /// <summary>The latitude of the centre of each cell, in C order; NaN where there is no cell.</summary>
    public double[] Latitudes { get; }

    /// <summary>The longitude of the centre of each cell.</summary>
    public double[] Longitudes { get; }

    /// <summary>The coordinates that an array on the grid has.</summary>
    public Coordinates Coords { get; }

    /// <summary>The number of cells.</summary>
    public int Count => Latitudes.Length;

    /// <summary>The axes of a regular grid; null for others.</summary>
    public RegularAxes? Regular { get; private init; }

    /// <summary>
    /// The corners of the cells, made when they are first asked for; null for a list of cells without bounds.
    /// </summary>
    public CellCorners? Corners => corners?.Value;

    /// <summary>The grid of an array, whose cells lie halfway between their neighbours.</summary>
    public static CellGrid Of(DataArray array, string what) => Of(array.Coords, _ => null, what);

    /// <summary>The grid of a data set, whose variables of bounds are used where they are there.</summary>
    public static CellGrid Of(Dataset dataset, string what) =>
        Of(
            dataset.Coords,
            name => dataset.Names.Contains(name) || dataset.Coords.Find(name) is not null ? dataset[name] : null,
            what
        );

    /// <summary>Returns whether an array has latitudes and longitudes over dimensions.</summary>
    public static bool IsOn(DataArray array) =>
        array.Coords.Any(c => c.Dims.Count is 1 or 2 && CfAxes.IsLatitude(c.Name, c.Attrs))
        && array.Coords.Any(c => c.Dims.Count is 1 or 2 && CfAxes.IsLongitude(c.Name, c.Attrs));

    /// <summary>A regular grid with the dimensions <c>lat</c> and <c>lon</c>.</summary>
    public static CellGrid Of(double[] latitudes, double[] longitudes) =>
        Of(
            new Coordinates([
                Degrees("lat", latitudes, "latitude", "degrees_north"),
                Degrees("lon", longitudes, "longitude", "degrees_east"),
            ]),
            _ => null,
            "the target"
        );

    private static Coordinate Degrees(string name, double[] labels, string standard, string units)
    {
        var attrs = new Attributes { ["standard_name"] = standard, ["units"] = units };
        return new Coordinate(name, new NumberIndex(labels), attrs);
    }

    private static CellGrid Of(Coordinates coords, Func<string, DataArray?> find, string what)
    {
        Coordinate latitude = Only(coords, CfAxes.IsLatitude, "latitude", what),
            longitude = Only(coords, CfAxes.IsLongitude, "longitude", what);
        string[] rows = [.. latitude.Dims],
            columns = [.. longitude.Dims];
        bool isRegular = rows.Length == 1 && columns.Length == 1 && rows[0] != columns[0];
        if (!isRegular && (rows.Length is < 1 or > 2 || !rows.SequenceEqual(columns)))
        {
            throw new GchunkException(
                $"{what}: '{latitude.Name}' is over ({string.Join(", ", rows)}) and '{longitude.Name}' over ({string.Join(", ", columns)}); a grid has them over a dimension each, over the same two, or over the same one"
            );
        }
        double[] lat = Values(coords, latitude),
            lon = Values(coords, longitude);
        DataArray? latBounds = Bounds(latitude, find),
            lonBounds = Bounds(longitude, find);
        string[] dims = isRegular ? [rows[0], columns[0]] : rows;
        var own = new Coordinates(
            coords.Where(c => c.Name == latitude.Name || c.Name == longitude.Name || dims.Contains(c.Name))
        );
        if (isRegular)
        {
            var axes = new RegularAxes(
                latitude.Name,
                longitude.Name,
                lat,
                lon,
                Intervals(latBounds, lat.Length),
                Intervals(lonBounds, lon.Length)
            );
            return new CellGrid(dims, [lat.Length, lon.Length], axes.EachLatitude(), axes.EachLongitude(), own)
            {
                Regular = axes,
                corners = new Lazy<CellCorners?>(axes.Corners),
            };
        }
        long[] lengths = Array.ConvertAll(dims, d => latitude.Variable.Expr.Shape[Array.IndexOf(rows, d)]);
        return new CellGrid(dims, lengths, lat, lon, own)
        {
            corners = new Lazy<CellCorners?>(() =>
                latBounds is not null && lonBounds is not null
                    ? CellCorners.FromBounds(latBounds, lonBounds, dims, lengths)
                : dims.Length == 2 ? CellCorners.BetweenCentres(lat, lon, lengths)
                : null
            ),
        };
    }

    // A coordinate of the array's own dimension, or of two, is preferred to others of the same kind (of stations).
    private static Coordinate Only(Coordinates coords, Func<string, Attributes, bool> isKind, string kind, string what)
    {
        Coordinate[] found = [.. coords.Where(c => c.Dims.Count is 1 or 2 && isKind(c.Name, c.Attrs))];
        if (found.Length > 1 && found.Where(c => c.Attrs.Text("standard_name") == kind).ToArray() is { Length: 1 } one)
            found = one;
        return found.Length switch
        {
            1 => found[0],
            0 => throw new GchunkException(
                $"{what} has no {kind}: a coordinate of units degrees_{(kind == "latitude" ? "north" : "east")}, or whose name begins with '{kind[..3]}'; it has {(coords.Count == 0 ? "no coordinates" : string.Join(", ", coords.Names))}; name one with AssignCoords or AssignAttrs"
            ),
            _ => throw new GchunkException(
                $"{what} has several coordinates that may be its {kind}: {string.Join(", ", found.Select(c => c.Name))}; drop the others with DropCoords, or give one the attribute standard_name = \"{kind}\""
            ),
        };
    }

    private static double[] Values(Coordinates coords, Coordinate coordinate) =>
        coordinate.Index switch
        {
            NumberIndex numbers => numbers.Labels.ToArray(),
            null when coordinate.Calendar is null => new DataArray(
                coordinate.Variable,
                Coordinates.Empty,
                coordinate.Name
            )
                .AsType(DType.Float64)
                .Compute()
                .ToArray<double>(),
            var other => throw new GchunkException($"'{coordinate.Name}' must hold degrees; it holds {other?.Span}"),
        };

    private static DataArray? Bounds(Coordinate coordinate, Func<string, DataArray?> find) =>
        coordinate.Attrs.Text("bounds") is { } name ? find(name) : null;

    // The bounds of a dimension's labels, n × 2.
    private static (double, double)[]? Intervals(DataArray? bounds, int n)
    {
        if (bounds is null || bounds.Shape.Rank != 2 || bounds.Shape[0] != n || bounds.Shape[1] != 2)
            return null;
        double[] values = bounds.AsType(DType.Float64).Compute().ToArray<double>();
        return [.. Enumerable.Range(0, n).Select(i => (values[2 * i], values[2 * i + 1]))];
    }
}
