namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>What makes a projection impossible.</summary>
internal static class MapFaults
{
    /// <summary>Returns the fault of a centre that is not on the globe, or null.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="latitude">The latitude of its centre, degrees north.</param>
    public static string? Centre(IProjection projection, double latitude = 0) =>
        double.IsFinite(projection.CentralLongitude) && latitude is >= -90 and <= 90
            ? null
            : $"{projection} has no centre on the globe; give a longitude and a latitude from -90 to 90, in degrees";

    /// <summary>Returns the fault of a height, in metres, from which nothing is seen, or null.</summary>
    public static string? Height(IProjection projection, double height) =>
        height is > 0 and < 1e12
            ? null
            : $"{projection} sees nothing of the globe; give a height in metres above the ground";
}
