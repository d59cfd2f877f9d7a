using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>What scripts and the prompt can call without a prefix.</summary>
public static partial class Prelude
{
    /// <summary>The globe seen from far above a point (degrees east, degrees north).</summary>
    public static IProjection Orthographic(double longitude = 0, double latitude = 0) =>
        new Orthographic(longitude, latitude);

    /// <summary>Longitude and latitude as they are, about a central longitude (degrees east).</summary>
    public static IProjection PlateCarree(double centralLongitude = 0) => new PlateCarree(centralLongitude);

    /// <summary>Robinson's compromise projection of the whole world about a central longitude (degrees east).</summary>
    public static IProjection Robinson(double centralLongitude = 0) => new Robinson(centralLongitude);

    /// <summary>
    /// Draws a histogram: <paramref name="edges"/> has one value more than <paramref name="counts"/>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// Lengths that don't fit, an unknown ending, a folder that does not exist.
    /// </exception>
    public static void BarPlot(double[] edges, double[] counts, string path) =>
        new BarPlot { Edges = edges, Counts = counts }.Save(path);
}
