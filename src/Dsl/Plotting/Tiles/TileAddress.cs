using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Tiles;

/// <summary>A square of a map in Web Mercator: at zoom z, the world has 2^z columns and rows, from the north-west.</summary>
internal readonly record struct Tile(int Zoom, int Column, int Row)
{
    /// <summary>The latitude at which the square world of Web Mercator ends.</summary>
    public const double North = 85.0511287798066;

    /// <summary>Returns the place of a point in the world, 0 to 1 to the right and downwards.</summary>
    public static (double X, double Y) Place(double longitude, double latitude)
    {
        double x = (longitude + 180) / 360,
            sine = Math.Sin(latitude * Math.PI / 180);
        return (x - Math.Floor(x), 0.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)));
    }
}

/// <summary>
/// The address of tiles: of XYZ with {z}, {x} and {y}, or {-y} counted from the south, or of WMTS with {TileMatrix},
/// {TileCol} and {TileRow}, of a matrix set like GoogleMapsCompatible.
/// </summary>
internal sealed record TileAddress(string Template)
{
    private static readonly (string Name, string Means)[] Names =
    [
        ("{z}", "z"),
        ("{TileMatrix}", "z"),
        ("{x}", "x"),
        ("{TileCol}", "x"),
        ("{y}", "y"),
        ("{TileRow}", "y"),
        ("{-y}", "-y"),
    ];

    public void Check()
    {
        bool IsNamed(string means) =>
            Names.Any(n => n.Means.EndsWith(means) && Template.Contains(n.Name, StringComparison.OrdinalIgnoreCase));

        if (!(IsNamed("z") && IsNamed("x") && IsNamed("y")))
        {
            throw new GchunkException(
                $"'{Template}' is not a tile address; give one with {{z}}, {{x}} and {{y}}, or of WMTS with {{TileMatrix}}, {{TileCol}} and {{TileRow}}"
            );
        }
        Uri address = Of(default);
        if (address.UserInfo.Length > 0)
            throw new GchunkException("others would see the password in the tile address; leave it out");
    }

    public Uri Of(Tile tile)
    {
        string text = Template;
        foreach ((string name, string means) in Names)
        {
            int value = means switch
            {
                "z" => tile.Zoom,
                "x" => tile.Column,
                "y" => tile.Row,
                _ => (1 << tile.Zoom) - 1 - tile.Row,
            };
            text = text.Replace(name, value.ToString(CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase);
        }
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new GchunkException($"'{Template}' is not a tile address; it must begin with https:// or http://");
    }
}
