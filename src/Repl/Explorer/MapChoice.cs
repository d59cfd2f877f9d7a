using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Repl.Explorer;

/// <summary>A projection that the page offers.</summary>
/// <param name="Name">Its function's name.</param>
/// <param name="HasLatitude">Whether its centre has a latitude, which the function takes after the longitude.</param>
/// <param name="At">Makes it for a centre: the longitude and the latitude in degrees.</param>
internal sealed record MapChoice(string Name, bool HasLatitude, Func<double, double, IProjection> At)
{
    /// <summary>The projections in the order in which the page lists them.</summary>
    public static IReadOnlyList<MapChoice> All { get; } =
    [
        new(nameof(Prelude.Orthographic), true, Prelude.Orthographic),
        new(nameof(Prelude.Robinson), false, (longitude, _) => Prelude.Robinson(longitude)),
        new(nameof(Prelude.Mollweide), false, (longitude, _) => Prelude.Mollweide(longitude)),
        new(nameof(Prelude.EqualEarth), false, (longitude, _) => Prelude.EqualEarth(longitude)),
        new(nameof(Prelude.Mercator), false, (longitude, _) => Prelude.Mercator(longitude)),
        new(nameof(Prelude.Sinusoidal), false, (longitude, _) => Prelude.Sinusoidal(longitude)),
        new(
            nameof(Prelude.InterruptedGoodeHomolosine),
            false,
            (longitude, _) => Prelude.InterruptedGoodeHomolosine(longitude)
        ),
        new(nameof(Prelude.LambertAzimuthalEqualArea), true, Prelude.LambertAzimuthalEqualArea),
        new(nameof(Prelude.AzimuthalEquidistant), true, Prelude.AzimuthalEquidistant),
        new(nameof(Prelude.NorthPolarStereo), false, (longitude, _) => Prelude.NorthPolarStereo(longitude)),
        new(nameof(Prelude.SouthPolarStereo), false, (longitude, _) => Prelude.SouthPolarStereo(longitude)),
    ];

    /// <summary>Returns the projection of a name.</summary>
    /// <exception cref="GchunkException">The page offers none of this name.</exception>
    public static MapChoice Named(string name) =>
        All.FirstOrDefault(choice => choice.Name == name)
        ?? throw new GchunkException(Spelling.Unknown("projection", name, [.. All.Select(choice => choice.Name)]));

    /// <summary>Returns the expression of C# that makes the projection.</summary>
    public string Code(double longitude, double latitude)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        string centre = longitude.ToString("R", plain);
        return HasLatitude ? $"{Name}({centre}, {latitude.ToString("R", plain)})" : $"{Name}({centre})";
    }
}
