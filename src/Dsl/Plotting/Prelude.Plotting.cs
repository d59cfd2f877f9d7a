using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>The functions that scripts and the prompt can call without a class name.</summary>
public static partial class Prelude
{
    /// <summary>
    /// Returns the projection of the globe seen from far above a point (degrees east, degrees north).
    /// </summary>
    public static IProjection Orthographic(double longitude = 0, double latitude = 0) =>
        new Orthographic(longitude, latitude);

    /// <summary>
    /// Returns the projection with longitude and latitude as x and y, centred at a longitude (degrees east).
    /// </summary>
    public static IProjection PlateCarree(double centralLongitude = 0) => new PlateCarree(centralLongitude);

    /// <summary>Returns Robinson's compromise projection of the world, centred at a longitude (degrees east).</summary>
    public static IProjection Robinson(double centralLongitude = 0) => new Robinson(centralLongitude);

    /// <summary>
    /// Draws a histogram: <paramref name="edges"/> has one value more than <paramref name="counts"/>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The lengths do not match, the file's ending is unknown, or the folder does not exist.
    /// </exception>
    public static void BarPlot(double[] edges, double[] counts, string path) =>
        new BarPlot { Edges = edges, Counts = counts }.Save(path);
}
