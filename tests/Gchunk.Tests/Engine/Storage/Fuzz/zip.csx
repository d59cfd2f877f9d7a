// Cases of zip stores and saved estimators: the archive is damaged, or one of its entries.
using System.IO.Compression;

Func<Random, string> ZipCases(string format, string folder)
{
    string plain = Path.Combine(folder, "plain");
    if (format == "model")
        new KMeans(2, seed: 1).Fit(Rand.Normal((40, 3), seed: 1)).Save(plain);
    byte[][] zips =
        format == "model"
            ? [File.ReadAllBytes(plain)]
            :
            [
                .. Directory
                    .GetFiles(Path.Combine(data, "zarr"), "*.zip")
                    .Order(StringComparer.Ordinal)
                    .Select(File.ReadAllBytes),
            ];
    return random =>
    {
        byte[] zip = zips[random.Next(zips.Length)];
        string path = Path.Combine(folder, "x.zip");
        if (random.Next(2) == 0)
            File.WriteAllBytes(path, Damaged(zip, random, isBigEndian: false));
        else
            Rezip(zip, path, random);
        return path;
    };
}

// Damages one entry of a zip file, so that its checksum is right.
static void Rezip(byte[] zip, string path, Random random)
{
    using var from = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
    var into = new MemoryStream();
    using (var to = new ZipArchive(into, ZipArchiveMode.Create, leaveOpen: true))
    {
        int hit = random.Next(from.Entries.Count);
        for (int i = 0; i < from.Entries.Count; i++)
        {
            using Stream reading = from.Entries[i].Open();
            var content = new MemoryStream();
            reading.CopyTo(content);
            byte[] bytes = content.ToArray();
            if (i == hit && bytes.Length > 0)
                bytes =
                    from.Entries[i].Name.EndsWith("json") || IsMetadata(from.Entries[i].FullName)
                        ? DamagedJson(bytes, random)
                        : Damaged(bytes, random, false);
            using Stream writing = to.CreateEntry(
                    from.Entries[i].FullName,
                    random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest
                )
                .Open();
            writing.Write(bytes);
        }
    }
    File.WriteAllBytes(path, into.ToArray());
}
