namespace Gchunk.Dsl.Labels;

/// <summary>
/// Recognises latitudes and longitudes by their units or standard name (CF conventions, sections 4.1 and 4.2), or by the
/// name of their dimension.
/// </summary>
internal static class CfAxes
{
    private static readonly string[] North =
    [
        "degrees_north",
        "degree_north",
        "degree_N",
        "degrees_N",
        "degreeN",
        "degreesN",
    ];

    private static readonly string[] East =
    [
        "degrees_east",
        "degree_east",
        "degree_E",
        "degrees_E",
        "degreeE",
        "degreesE",
    ];

    public static bool IsLatitude(string name, Attributes attrs) => Is(name, attrs, North, "latitude", "lat");

    public static bool IsLongitude(string name, Attributes attrs) => Is(name, attrs, East, "longitude", "lon");

    // Units or a standard name of something else are stronger than a name: "lon" may be a length.
    private static bool Is(string name, Attributes attrs, string[] units, string standard, string start) =>
        (attrs.Text("units") is { } unit && units.Contains(unit))
        || attrs.Text("standard_name") == standard
        || name.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
