// Cases of Zarr stores, and of attributes in one: times and packed values.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

Func<Random, string> StoreCases(string format, string folder)
{
    var whole = new List<Dictionary<string, byte[]>>();
    foreach (
        Dictionary<string, byte[]> store in format is "times" or "packed"
            ? [Times()]
            : Stores(format == "zarr3" ? 3 : 2, Path.Combine(folder, "made"))
    )
        whole.Add(store);
    return random =>
    {
        Dictionary<string, byte[]> store = whole[random.Next(whole.Count)];
        string path = Path.Combine(folder, "x.zarr");
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        string[] keys = [.. store.Keys.Order(StringComparer.Ordinal)];
        string[] metadata = [.. keys.Where(IsMetadata)];
        var hit = new HashSet<string>();
        for (int hits = 1 + random.Next(3); hits > 0; hits--)
            hit.Add((random.Next(3) > 0 ? metadata : keys) is var from ? from[random.Next(from.Length)] : "");
        foreach (string key in keys)
        {
            byte[] value = store[key];
            if (format is "times" or "packed")
                value = key == "t/.zattrs" ? Encoding.UTF8.GetBytes(Attributes(format, random)) : value;
            else if (hit.Contains(key))
                value =
                    IsMetadata(key) && random.Next(4) > 0 ? DamagedJson(value, random) : Damaged(value, random, false);
            string file = Path.Combine(path, key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, value);
        }
        return path;
    };
}

static bool IsMetadata(string key) => Path.GetFileName(key) is [.., 'j', 's', 'o', 'n'] or ['.', 'z', ..];

IEnumerable<Dictionary<string, byte[]>> Stores(int format, string made)
{
    if (Directory.Exists(made))
        Directory.Delete(made, recursive: true);
    Directory.CreateDirectory(made);
    if (format == 2)
    {
        foreach (string zip in Directory.GetFiles(Path.Combine(data, "zarr"), "*.zip").Order(StringComparer.Ordinal))
        {
            using ZipArchive archive = ZipFile.OpenRead(zip);
            var store = new Dictionary<string, byte[]>();
            foreach (ZipArchiveEntry entry in archive.Entries.Where(e => e.Name.Length > 0))
            {
                using Stream reading = entry.Open();
                var content = new MemoryStream();
                reading.CopyTo(content);
                store[entry.FullName] = content.ToArray();
            }
            // Of a store of many arrays, each case has a few.
            string[] arrays =
            [
                .. store.Keys.Where(k => k.EndsWith("/.zarray")).Select(k => k[..^7]).Order(StringComparer.Ordinal),
            ];
            foreach (string[] some in arrays.Chunk(4))
            {
                yield return store
                    .Where(e =>
                        some.Any(a => e.Key.StartsWith(a))
                        || !arrays.Any(a => e.Key.StartsWith(a)) && !e.Key.EndsWith(".zmetadata")
                    )
                    .ToDictionary(e => e.Key, e => e.Value);
            }
            if (store.ContainsKey(".zmetadata"))
                yield return store
                    .Where(e =>
                        e.Key == ".zmetadata" || e.Key == ".zgroup" || e.Key.Split('/')[0] == arrays[0].Split('/')[0]
                    )
                    .ToDictionary(e => e.Key, e => e.Value);
        }
        yield break;
    }
    Dataset ds = OpenDataset(Path.Combine(data, "odd/times.nc"));
    Dataset text = OpenDataset(Path.Combine(data, "odd/strings.nc"));
    DataArray field = new DataArray(Rand.Normal((12, 10), chunks: (6, 5), seed: 1).Expression, ["y", "x"], name: "v");
    Dataset plain = field.ToDataset();
    ds.ToZarr(made + "/a.zarr", format: 3);
    text.ToZarr(made + "/b.zarr", format: 3, compression: ZarrCompression.Zstd(1));
    plain.ToZarr(
        made + "/c.zarr",
        format: 3,
        compression: ZarrCompression.Blosc("zstd", 3),
        shards: new Dictionary<string, long> { ["y"] = 2 }
    );
    plain.ToZarr(
        made + "/d.zarr",
        format: 3,
        compression: ZarrCompression.Gzip(),
        shards: new Dictionary<string, long> { ["x"] = 2 }
    );
    plain.ToZarr(made + "/e.zarr", format: 3, compression: ZarrCompression.Blosc("lz4", 3, "bit"));
    foreach (string store in Directory.GetDirectories(made).Order(StringComparer.Ordinal))
    {
        yield return Directory
            .GetFiles(store, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(store, f), File.ReadAllBytes);
    }
}
