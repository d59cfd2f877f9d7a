using Gchunk.Dsl.Plotting;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Returns the projection of the globe seen from infinitely far above a point (degrees east, degrees north).
    /// </summary>
    public static IProjection Orthographic(double longitude = 0, double latitude = 0) =>
        new Orthographic(longitude, latitude);

    /// <summary>
    /// Returns the projection of the globe seen from a height in metres above a point (degrees east, degrees north).
    /// </summary>
    public static IProjection NearsidePerspective(
        double longitude = 0,
        double latitude = 0,
        double height = Plotting.NearsidePerspective.GeostationaryHeight
    ) => new NearsidePerspective(longitude, latitude, height);

    /// <summary>Returns the view of a geostationary satellite above a longitude (degrees east).</summary>
    public static IProjection Geostationary(double longitude = 0) => new Geostationary(longitude);

    /// <summary>
    /// Returns the projection with longitude and latitude as x and y, centred at a longitude (degrees east).
    /// </summary>
    public static IProjection PlateCarree(double centralLongitude = 0) => new PlateCarree(centralLongitude);

    /// <summary>Returns the Mercator projection, centred at a longitude (degrees east).</summary>
    public static IProjection Mercator(double centralLongitude = 0) => new Mercator(centralLongitude);

    /// <summary>Returns the transverse Mercator projection along a meridian (degrees east).</summary>
    public static IProjection TransverseMercator(double centralLongitude = 0, double centralLatitude = 0) =>
        new TransverseMercator(centralLongitude, centralLatitude);

    /// <summary>Returns the transverse Mercator projection of a UTM zone, 1 to 60.</summary>
    /// <exception cref="Engine.GchunkException">There is no such zone.</exception>
    public static IProjection Utm(int zone) => Plotting.TransverseMercator.Utm(zone);

    /// <summary>Returns Robinson's compromise projection of the world, centred at a longitude (degrees east).</summary>
    public static IProjection Robinson(double centralLongitude = 0) => new Robinson(centralLongitude);

    /// <summary>Returns the Mollweide projection of the world, centred at a longitude (degrees east).</summary>
    public static IProjection Mollweide(double centralLongitude = 0) => new Mollweide(centralLongitude);

    /// <summary>Returns the Equal Earth projection of the world, centred at a longitude (degrees east).</summary>
    public static IProjection EqualEarth(double centralLongitude = 0) => new EqualEarth(centralLongitude);

    /// <summary>Returns the sinusoidal projection of the world, centred at a longitude (degrees east).</summary>
    public static IProjection Sinusoidal(double centralLongitude = 0) => new Sinusoidal(centralLongitude);

    /// <summary>Returns Goode's projection of the world, cut through the oceans.</summary>
    public static IProjection InterruptedGoodeHomolosine(double centralLongitude = 0) =>
        new InterruptedGoodeHomolosine(centralLongitude);

    /// <summary>Returns Lambert's conformal cone (degrees east and north; two parallels of true scale).</summary>
    public static IProjection LambertConformal(
        double centralLongitude = -96,
        double centralLatitude = 39,
        double firstParallel = 33,
        double secondParallel = 45
    ) => new LambertConformal(centralLongitude, centralLatitude, firstParallel, secondParallel);

    /// <summary>Returns Albers' equal-area cone (degrees east and north; two parallels of true scale).</summary>
    public static IProjection AlbersEqualArea(
        double centralLongitude = 0,
        double centralLatitude = 0,
        double firstParallel = 20,
        double secondParallel = 50
    ) => new AlbersEqualArea(centralLongitude, centralLatitude, firstParallel, secondParallel);

    /// <summary>Returns Lambert's equal-area projection around a point (degrees east, degrees north).</summary>
    public static IProjection LambertAzimuthalEqualArea(double longitude = 0, double latitude = 0) =>
        new LambertAzimuthalEqualArea(longitude, latitude);

    /// <summary>Returns the projection with true distances from a point (degrees east, degrees north).</summary>
    public static IProjection AzimuthalEquidistant(double longitude = 0, double latitude = 0) =>
        new AzimuthalEquidistant(longitude, latitude);

    /// <summary>Returns the stereographic projection around a point (degrees east, degrees north).</summary>
    public static IProjection Stereographic(double longitude = 0, double latitude = 90) =>
        new Stereographic(longitude, latitude);

    /// <summary>
    /// Returns the stereographic map of the northern hemisphere; the central longitude (degrees east) points down.
    /// </summary>
    public static IProjection NorthPolarStereo(double centralLongitude = 0) => new Stereographic(centralLongitude, 90);

    /// <summary>
    /// Returns the stereographic map of the southern hemisphere; the central longitude (degrees east) points up.
    /// </summary>
    public static IProjection SouthPolarStereo(double centralLongitude = 0) => new Stereographic(centralLongitude, -90);
}
