namespace Gchunk.Dsl.Plotting;

/// <summary>What the parts of a feature are.</summary>
public enum FeatureKind
{
    /// <summary>Points.</summary>
    Point,

    /// <summary>Lines.</summary>
    Line,

    /// <summary>
    /// Areas: closed lines. Counted from outside, each odd one begins an area and each even one a hole.
    /// </summary>
    Polygon,
}

/// <summary>Points, lines or areas with their attributes, as in a GeoJSON file or a shapefile.</summary>
/// <param name="Kind">What the parts are.</param>
/// <param name="Parts">The points of each part: x, y, x, y, …; on a map, degrees east and north.</param>
/// <param name="Attributes">The attributes by name: texts, numbers (double), bools and null.</param>
public sealed record MapFeature(
    FeatureKind Kind,
    IReadOnlyList<double[]> Parts,
    IReadOnlyDictionary<string, object?> Attributes
)
{
    /// <summary>Returns an attribute; null if there is none of this name.</summary>
    public object? this[string name] => Attributes.GetValueOrDefault(name);

    /// <summary>Returns an attribute as a number; NaN if it is not a number.</summary>
    public double Number(string name) => this[name] is double value ? value : double.NaN;
}
