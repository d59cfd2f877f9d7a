// Cases of classic NetCDF, HDF5, .npy, GeoTIFF, GRIB, Parquet, CSV and ONNX: a small file, damaged.

Func<Random, string> FileCases(string format, string folder)
{
    string ending = format switch
    {
        "classic" or "hdf5" => "nc",
        "tiff" => "tif",
        _ => format,
    };
    byte[][] files = format is "parquet" or "csv"
        ? [.. MadeTables(format, folder)]
        :
        [
            .. Directory
                .GetFiles(data, "*", SearchOption.AllDirectories)
                .Where(f => f.EndsWith("." + ending) || ending == "nc" && f.EndsWith(".h5"))
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes)
                .Where(b =>
                    b.Length is > 0 and < 200_000 && (ending != "nc" || (b[0] == 'C') == (format == "classic"))
                ),
        ];
    return random =>
    {
        string path = Path.Combine(folder, "x." + ending);
        File.WriteAllBytes(path, Damaged(files[random.Next(files.Length)], random, isBigEndian: format == "classic"));
        return path;
    };
}

// Small tables of numbers, times and texts.
IEnumerable<byte[]> MadeTables(string format, string folder)
{
    string csv = Path.Combine(folder, "made.csv"),
        parquet = Path.Combine(folder, "made.parquet");
    foreach (int rows in (int[])[1, 3, 300])
    {
        IEnumerable<string> lines = Enumerable
            .Range(0, rows)
            .Select(i => $"{i},{i * 0.7 - 9:0.00},2001-01-{1 + i % 28:00},\"a{i % 7}, b\"\n");
        File.WriteAllText(csv, "n,v,t,s\n" + string.Concat(lines));
        if (format == "parquet")
            ReadCsv(csv).ToParquet(parquet);
        yield return File.ReadAllBytes(format == "parquet" ? parquet : csv);
    }
}
