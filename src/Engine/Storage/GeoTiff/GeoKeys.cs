namespace Gchunk.Engine.Storage.GeoTiff;

/// <summary>
/// The coordinate reference system of a GeoTIFF file, as a grid mapping of the CF conventions where it is one of the
/// simple ones.
/// </summary>
/// <remarks>"GeoTIFF Standard", OGC 19-008r4, and "CF Conventions 1.11", appendix F.</remarks>
internal sealed class GeoKeys
{
    private const int UserDefined = 32767;

    private readonly Dictionary<int, object> keys = [];

    private GeoKeys() { }

    /// <summary>True if coordinates are longitudes and latitudes.</summary>
    public bool IsGeographic => Code(1024) == 2 || (Code(1024) == 0 && Code(2048) > 0 && Code(3072) == 0);

    /// <summary>True if coordinates are lengths of a projection.</summary>
    public bool IsProjected => Code(1024) == 1 || Code(3072) > 0;

    /// <summary>True if the tie point is the centre of a pixel, not its corner.</summary>
    public bool IsPoint => Code(1025) == 2;

    /// <summary>The EPSG code, or 0 if there is none.</summary>
    public int Epsg => Code(IsGeographic ? 2048 : 3072) is var code && code is > 0 and not UserDefined ? code : 0;

    /// <summary>Reads the keys of a file; those that are damaged are left out.</summary>
    public static GeoKeys Read(TiffDirectory tags)
    {
        var result = new GeoKeys();
        if (tags.Numbers(34735) is not { Length: >= 4 } directory)
            return result;
        double[] doubles = tags.Floats(34736) ?? [];
        string texts = tags.Text(34737) ?? "";
        long count = Math.Min(directory[3], directory.Length / 4 - 1);
        for (int i = 1; i <= count; i++)
        {
            (long key, long place, long n, long value) = (
                directory[4 * i],
                directory[4 * i + 1],
                directory[4 * i + 2],
                directory[4 * i + 3]
            );
            if (place == 0)
                result.keys[(int)key] = (double)value;
            else if (place == 34736 && value < doubles.Length)
                result.keys[(int)key] = doubles[value];
            else if (place == 34737 && value <= texts.Length && n <= texts.Length - value)
                result.keys[(int)key] = texts.Substring((int)value, (int)n).TrimEnd('|');
        }

        return result;
    }

    /// <summary>The attributes of the grid mapping.</summary>
    public IEnumerable<StoredAttribute> GridMapping()
    {
        if (Epsg > 0)
            yield return new("epsg_code", $"EPSG:{Epsg}");
        if ((Text(1026) ?? Text(3073) ?? Text(2049)) is { Length: > 0 } citation)
            yield return new("crs_name", citation);
        foreach ((string name, object value) in Parameters())
            yield return new(name, value is double number ? new[] { number } : value);
    }

    private List<(string Name, object Value)> Parameters()
    {
        List<(string, object)> found = IsGeographic ? [("grid_mapping_name", "latitude_longitude")] : Projection();
        if (found.Count == 0)
            return found;
        if (Epsg == 3857)
            return [.. found, ("earth_radius", 6378137.0)];
        if (Ellipsoid() is { } axes)
            found.AddRange([("semi_major_axis", axes.Major), ("inverse_flattening", axes.Inverse)]);
        return found;
    }

    private (double Major, double Inverse)? Ellipsoid()
    {
        if (Number(2057) is { } major && Number(2059) is { } inverse)
            return (major, inverse);
        int datum = IsGeographic ? Epsg : Code(2048);
        return (datum, Epsg) switch
        {
            (4326, _) or (_, >= 32601 and <= 32660) or (_, >= 32701 and <= 32760) or (_, 3413 or 3031 or 3395) => (
                6378137,
                298.257223563
            ),


            (4269 or 4258, _)
            or
            (_, >= 25828 and <= 25838)
            or
            (_, >= 26901 and <= 26923)
            or (_, 3035 or 5070 or 2154) => (6378137, 298.257222101),
            (4267, _) => (6378206.4, 294.978698213898),
            _ => null,
        };
    }

    private List<(string, object)> Projection()
    {
        int zone = Epsg switch
        {
            >= 32601 and <= 32660 => Epsg - 32600,
            >= 32701 and <= 32760 => Epsg - 32700,
            >= 25828 and <= 25838 => Epsg - 25800,
            >= 26901 and <= 26923 => Epsg - 26900,
            _ => 0,
        };
        if (zone > 0)
            return TransverseMercator(0, zone * 6 - 183, 0.9996, 500000, Epsg is > 32700 and <= 32760 ? 10000000 : 0);
        return Epsg switch
        {
            3857 or 3395 => Mercator(0, 0, 0),
            3035 => Azimuthal(52, 10, 4321000, 3210000),
            3413 => Polar(-45, 70, 90, 0, 0),
            3031 => Polar(0, -71, -90, 0, 0),
            5070 => Conic("albers_conical_equal_area", 29.5, 45.5, 23, -96, 0, 0),
            2154 => Conic("lambert_conformal_conic", 49, 44, 46.5, 3, 700000, 6600000),
            0 => OfKeys(),
            _ => [],
        };
    }

    // Angles and lengths are in degrees and metres unless another unit is named.
    private List<(string, object)> OfKeys()
    {
        if (Code(2054) is not (0 or 9102) || Code(3076) is not (0 or 9001))
            return [];
        double longitude = Number(3080) ?? Number(3084) ?? Number(3088) ?? 0,
            latitude = Number(3081) ?? Number(3085) ?? Number(3089) ?? 0,
            east = Number(3082) ?? Number(3086) ?? 0,
            north = Number(3083) ?? Number(3087) ?? 0,
            first = Number(3078) ?? 0,
            second = Number(3079) ?? 0;
        return Code(3075) switch
        {
            1 => TransverseMercator(latitude, longitude, Number(3092) ?? 1, east, north),
            7 when Number(3092) is null or 1 => Mercator(longitude, east, north),
            8 => Conic("lambert_conformal_conic", first, second, latitude, longitude, east, north),
            10 => Azimuthal(latitude, longitude, east, north),
            11 => Conic("albers_conical_equal_area", first, second, latitude, longitude, east, north),
            15 => Polar(Number(3095) ?? longitude, latitude, latitude < 0 ? -90 : 90, east, north),
            _ => [],
        };
    }

    private static List<(string, object)> TransverseMercator(
        double latitude,
        double longitude,
        double scale,
        double east,
        double north
    ) =>
        [
            ("grid_mapping_name", "transverse_mercator"),
            ("latitude_of_projection_origin", latitude),
            ("longitude_of_central_meridian", longitude),
            ("scale_factor_at_central_meridian", scale),
            ("false_easting", east),
            ("false_northing", north),
        ];

    private static List<(string, object)> Mercator(double longitude, double east, double north) =>
        [
            ("grid_mapping_name", "mercator"),
            ("longitude_of_projection_origin", longitude),
            ("standard_parallel", 0.0),
            ("false_easting", east),
            ("false_northing", north),
        ];

    private static List<(string, object)> Azimuthal(double latitude, double longitude, double east, double north) =>
        [
            ("grid_mapping_name", "lambert_azimuthal_equal_area"),
            ("latitude_of_projection_origin", latitude),
            ("longitude_of_projection_origin", longitude),
            ("false_easting", east),
            ("false_northing", north),
        ];

    private static List<(string, object)> Polar(
        double longitude,
        double parallel,
        double origin,
        double east,
        double north
    ) =>
        [
            ("grid_mapping_name", "polar_stereographic"),
            ("straight_vertical_longitude_from_pole", longitude),
            ("latitude_of_projection_origin", origin),
            ("standard_parallel", parallel),
            ("false_easting", east),
            ("false_northing", north),
        ];

    private static List<(string, object)> Conic(
        string name,
        double first,
        double second,
        double latitude,
        double longitude,
        double east,
        double north
    ) =>
        [
            ("grid_mapping_name", name),
            ("standard_parallel", new[] { first, second }),
            ("latitude_of_projection_origin", latitude),
            ("longitude_of_central_meridian", longitude),
            ("false_easting", east),
            ("false_northing", north),
        ];

    private int Code(int key) => Number(key) is { } value && value is > 0 and <= 65535 ? (int)value : 0;

    private double? Number(int key) => keys.GetValueOrDefault(key) as double?;

    private string? Text(int key) => keys.GetValueOrDefault(key) as string;
}
