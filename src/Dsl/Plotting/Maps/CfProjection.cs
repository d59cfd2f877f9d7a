using System.Collections;
using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>The projections that the attributes of a CF grid mapping name (CF conventions 1.11, appendix F).</summary>
internal static class CfProjection
{
    /// <summary>Returns the projection of a grid mapping.</summary>
    /// <exception cref="GchunkException">The attributes name no projection, or one that cannot be drawn.</exception>
    public static IProjection Of(Attributes attrs)
    {
        string name =
            attrs.Text("grid_mapping_name")
            ?? throw new GchunkException(
                "these are not the attributes of a grid mapping: grid_mapping_name is missing; give the attributes of the variable that the attribute grid_mapping names"
            );
        double lon = Number("longitude_of_central_meridian", Number("longitude_of_projection_origin", 0)),
            lat = Number("latitude_of_projection_origin", 0),
            height = Number("perspective_point_height", NearsidePerspective.GeostationaryHeight);
        (double first, double second) = Parallels();
        return name switch
        {
            "latitude_longitude" => new PlateCarree(),
            "albers_conical_equal_area" => new AlbersEqualArea(lon, lat, first, second),
            "azimuthal_equidistant" => new AzimuthalEquidistant(lon, lat),
            "geostationary" => new Geostationary(lon, height),
            "lambert_azimuthal_equal_area" => new LambertAzimuthalEqualArea(lon, lat),
            "lambert_conformal_conic" => new LambertConformal(lon, lat, first, second),
            "mercator" => new Mercator(lon),
            "orthographic" => new Orthographic(lon, lat),
            "polar_stereographic" => new Stereographic(
                Number("straight_vertical_longitude_from_pole", lon),
                lat < 0 ? -90 : 90
            ),
            "sinusoidal" => new Sinusoidal(lon),
            "stereographic" => new Stereographic(lon, lat),
            "transverse_mercator" => new TransverseMercator(lon, lat),
            "vertical_perspective" => new NearsidePerspective(lon, lat, height),
            _ => throw new GchunkException(
                Spelling.Unknown(
                    "projection for the grid mapping",
                    name,
                    [
                        "latitude_longitude",
                        "albers_conical_equal_area",
                        "azimuthal_equidistant",
                        "geostationary",
                        "lambert_azimuthal_equal_area",
                        "lambert_conformal_conic",
                        "mercator",
                        "orthographic",
                        "polar_stereographic",
                        "sinusoidal",
                        "stereographic",
                        "transverse_mercator",
                        "vertical_perspective",
                    ]
                )
            ),
        };

        double Number(string key, double otherwise) => Numbers(key) is [var one, ..] ? one : otherwise;

        double[] Numbers(string key) =>
            !attrs.TryGetValue(key, out object? value) ? []
            : value is string or not (IEnumerable or IConvertible) ? []
            : value is IEnumerable many
                ? [.. many.Cast<object>().Select(v => Convert.ToDouble(v, CultureInfo.InvariantCulture))]
            : [Convert.ToDouble(value, CultureInfo.InvariantCulture)];

        (double First, double Second) Parallels() =>
            Numbers("standard_parallel") switch
            {
                [var a, var b, ..] => (a, b),
                [var a] => (a, a),
                _ => (lat, lat),
            };
    }
}
