using Gchunk.Dsl.Plotting.Maps;

namespace Gchunk.Dsl.Plotting;

/// <summary>A map projection of the unit sphere: x to the right, y up, in units of the sphere's radius.</summary>
/// <remarks>Formulas: Snyder 1987, "Map Projections: A Working Manual", USGS Professional Paper 1395.</remarks>
public interface IProjection
{
    /// <summary>The longitude (degrees east) in the middle of the map.</summary>
    double CentralLongitude { get; }

    /// <summary>Whether the map is cut along the meridian opposite its middle, where lines must break.</summary>
    bool HasSeam { get; }

    /// <summary>Returns why such a map is impossible, or null if it is possible.</summary>
    string? FindFault() => MapFaults.Centre(this);

    /// <summary>Projects a position in degrees; false if it is not visible.</summary>
    bool TryForward(double longitude, double latitude, out double x, out double y);

    /// <summary>Returns the position in degrees of a point of the map; false beyond the globe's edge.</summary>
    bool TryInverse(double x, double y, out double longitude, out double latitude);

    /// <summary>Returns the globe's edge on the map as a closed line of x and y.</summary>
    IEnumerable<(double X, double Y)> Outline();
}
