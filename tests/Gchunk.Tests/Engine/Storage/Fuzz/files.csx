// Cases of classic NetCDF, HDF5, .npy, GeoTIFF and GRIB: a small file of the tests, damaged.

Func<Random, string> FileCases(string format, string folder)
{
    byte[][] files =
    [
        .. Directory
            .GetFiles(data, "*", SearchOption.AllDirectories)
            .Where(f =>
                format == "npy" ? f.EndsWith(".npy")
                : format == "tiff" ? f.EndsWith(".tif")
                : format == "grib" ? f.EndsWith(".grib")
                : f.EndsWith(".nc") || f.EndsWith(".h5")
            )
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .Where(b =>
                b.Length < 200_000 && (format is "npy" or "tiff" or "grib" || (b[0] == 'C') == (format == "classic"))
            ),
    ];
    return random =>
    {
        string path = Path.Combine(folder, format == "npy" ? "x.npy" : "x.nc");
        File.WriteAllBytes(path, Damaged(files[random.Next(files.Length)], random, isBigEndian: format == "classic"));
        return path;
    };
}
