// Writes references/day.parq: the references of references/day.json in Parquet, in the layout of fsspec's
// LazyReferenceMapper (flush and write in fsspec/implementations/reference.py): .zmetadata with record_size, and a file
// VARIABLE/refs.N.parq for each record_size chunks, with the columns path (texts, by a dictionary), offset, size and raw
// (bytes), compressed by Zstandard and without statistics. It is written by Apache's own library, which pyarrow wraps, as
// pandas' engine "pyarrow" would.
//
//     cd tests/data && ../../gchunk make_references_parquet.csx
#r "nuget: ParquetSharp, 25.0.1.2"
using System.Text.Json;
using System.Text.Json.Nodes;
using ParquetSharp;

const int recordSize = 12;
JsonNode document = JsonNode.Parse(File.ReadAllText("references/day.json"));
string template = (string)document["templates"]["u"];
var refs = (JsonObject)document["refs"];
if (Directory.Exists("references/day.parq"))
    Directory.Delete("references/day.parq", true);
Directory.CreateDirectory("references/day.parq");

var metadata = new JsonObject();
foreach (var (key, value) in refs)
{
    if (key.Split('/')[^1].StartsWith('.'))
        metadata[key] = JsonNode.Parse((string)value);
}
File.WriteAllText(
    "references/day.parq/.zmetadata",
    new JsonObject { ["metadata"] = metadata.DeepClone(), ["record_size"] = recordSize }.ToJsonString() + "\n"
);

foreach (
    string name in metadata.Where(m => m.Key.EndsWith("/.zarray")).Select(m => m.Key[..^"/.zarray".Length]).ToArray()
)
{
    long[] Lengths(string what) => [.. ((JsonArray)metadata[name + "/.zarray"][what]).Select(n => (long)n)];
    long[] counts = [.. Lengths("shape").Zip(Lengths("chunks"), (s, c) => (s + c - 1) / c)];
    foreach (
        var record in refs.Where(r => r.Key.StartsWith(name + "/") && !r.Key.Contains("/.z"))
            .GroupBy(r => Number(r.Key) / recordSize)
    )
    {
        var (paths, offsets, sizes, raws) = (
            new string[recordSize],
            new long[recordSize],
            new long[recordSize],
            new byte[recordSize][]
        );
        foreach (var (key, value) in record)
        {
            long row = Number(key) % recordSize;
            if (value is JsonArray range)
                (paths[row], offsets[row], sizes[row]) = (
                    ((string)range[0]).Replace("{{u}}", template),
                    (long)range[1],
                    (long)range[2]
                );
            else
                raws[row] = Convert.FromBase64String(((string)value)["base64:".Length..]);
        }
        Directory.CreateDirectory($"references/day.parq/{name}");
        using var file = new ParquetFileWriter(
            $"references/day.parq/{name}/refs.{record.Key}.parq",
            [
                new Column<string>("path"),
                new Column<long>("offset"),
                new Column<long>("size"),
                new Column<byte[]>("raw"),
            ],
            new WriterPropertiesBuilder().Compression(Compression.Zstd).DisableStatistics().Build()
        );
        using RowGroupWriter group = file.AppendRowGroup();
        using (var column = group.NextColumn().LogicalWriter<string>())
            column.WriteBatch(paths);
        using (var column = group.NextColumn().LogicalWriter<long>())
            column.WriteBatch(offsets);
        using (var column = group.NextColumn().LogicalWriter<long>())
            column.WriteBatch(sizes);
        using (var column = group.NextColumn().LogicalWriter<byte[]>())
            column.WriteBatch(raws);
        file.Close();
    }

    long Number(string key)
    {
        long number = 0;
        foreach (var (index, count) in key[(key.LastIndexOf('/') + 1)..].Split('.').Zip(counts.DefaultIfEmpty(1)))
            number = number * count + long.Parse(index);
        return number;
    }
}
