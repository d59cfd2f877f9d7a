// Opens mutated files and texts of every format in a watched child process, and counts what must not happen: crashes,
// cases of more than 10 s, memory beyond the limit and 200 MB, and exceptions that are not for users. Arguments: a format
// or "all", the number of cases (1000), the first seed (0). A seed gives the same case again. Files of faults are kept in
// the folder that is printed.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

const long Limit = 200_000_000,
    Beyond = 200_000_000;
const int Seconds = 10;

string[] formats =
[
    "classic",
    "hdf5",
    "zarr2",
    "zarr3",
    "zip",
    "catalogue",
    "npy",
    "model",
    "times",
    "packed",
    "texts",
];

static string Here([CallerFilePath] string path = "") => path;

string data = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../data"));
if (Args.Count > 0 && Args[0] == "child")
    Child(Args[1], int.Parse(Args[2]), int.Parse(Args[3]), Args[4]);
else
    Parent(
        Args.Count > 0 ? Args[0] : "all",
        Args.Count > 1 ? int.Parse(Args[1]) : 1000,
        Args.Count > 2 ? int.Parse(Args[2]) : 0
    );

// ---- The parent.

void Parent(string format, int cases, int first)
{
    if (format != "all" && !formats.Contains(format))
        throw new GchunkException($"no such format: {format}; formats are {string.Join(", ", formats)}");
    string faults = Directory.CreateTempSubdirectory("gchunk-faults-").FullName;
    bool isClean = true;
    foreach (string each in format == "all" ? formats : [format])
        isClean &= Watch(each, first, first + cases, faults);
    if (isClean)
        Directory.Delete(faults, recursive: true);
    else
        Print("faults are kept in", faults);
}

bool Watch(string format, int from, int to, string faults)
{
    int crashes = 0,
        hangs = 0,
        fat = 0,
        errors = 0,
        raw = 0;
    long peak = 0;
    var seen = new HashSet<string>();
    string folder = Directory.CreateTempSubdirectory("gchunk-fuzz-").FullName;
    for (int next = from; next < to; )
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (
            string argument in (string[])["--memory", "200MB", Here(), "child", format, $"{next}", $"{to}", folder]
        )
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        int seed = next;
        bool isOver = false;
        long since = Environment.TickCount64;
        var said = new StringBuilder();
        var reader = new Thread(() =>
        {
            while (child.StandardOutput.ReadLine() is { } line)
            {
                string[] parts = line.Split('\t');
                if (parts[0] == "case")
                    (seed, since) = (int.Parse(parts[1]), Environment.TickCount64);
                else if (parts[0] == "error")
                    errors++;
                else if (parts[0] == "over")
                    isOver = true;
                else if (parts[0] == "raw")
                {
                    raw++;
                    if (seen.Add(parts[1]))
                        Report("raw exception", parts[1]);
                }
            }
        });
        void Report(string what, string how)
        {
            Print($"{format} {seed}: {what}: {how}");
            Keep(folder, Path.Combine(faults, $"{format}-{seed}"));
        }
        reader.Start();
        var listener = new Thread(() =>
        {
            while (child.StandardError.ReadLine() is { } line)
            {
                lock (said)
                {
                    if (said.Length < 2000)
                        said.Append(line).Append(" / ");
                }
            }
        });
        listener.Start();
        double busy = 0;
        int watched = -1;
        while (!child.WaitForExit(100))
        {
            try
            {
                long memory = Peak(child.Id);
                peak = Math.Max(peak, memory);
                if (memory > Limit + Beyond + 150_000_000)
                {
                    fat++;
                    Report("memory", $"{memory / 1_000_000} MB");
                    child.Kill();
                    break;
                }
                child.Refresh();
                double now = child.TotalProcessorTime.TotalSeconds;
                if (watched != seed)
                    (watched, busy) = (seed, now);
                // On a busy machine a case may wait for its turn.
                long waited = Environment.TickCount64 - since;
                if (waited > 1000 * Seconds && (now - busy > Seconds || waited > 6000 * Seconds))
                {
                    hangs++;
                    Report("hang", $"{waited / 1000} s, {now - busy:0.0} s of a processor");
                    child.Kill();
                    break;
                }
            }
            catch (InvalidOperationException) { } // it has just ended
        }
        child.WaitForExit();
        reader.Join();
        listener.Join();
        if (isOver)
            break;
        if (child.ExitCode != 137)
        {
            crashes++;
            Report("crash", $"exit code {child.ExitCode}: {said}");
            if (said.ToString().Contains("fuzz.csx:"))
                return false; // this script is wrong
        }
        next = seed + 1;
    }
    Directory.Delete(folder, recursive: true);
    Print(
        $"{format}: {to - from} cases, {errors} errors for users, {crashes} crashes, {hangs} hangs, {fat} beyond the memory limit, {raw} raw exceptions ({seen.Count} kinds), peak {peak / 1_000_000} MB"
    );
    return crashes + hangs + fat + raw == 0;
}

// The greatest resident memory of a process.
static long Peak(int process)
{
    try
    {
        foreach (string line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith("VmHWM:"))
                return 1024 * long.Parse(line[6..].Replace("kB", "").Trim());
        }
    }
    catch (IOException) { }
    return 0;
}

static void Keep(string from, string to)
{
    Directory.CreateDirectory(to);
    try
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
    catch (IOException) { }
}

// ---- The child.

void Child(string format, int from, int to, string folder)
{
    Notice.Sink = _ => { };
    Func<Random, string> make = Maker(format, folder);
    for (int seed = from; seed < to; seed++)
    {
        Console.Out.WriteLine($"case\t{seed}");
        Console.Out.Flush();
        Guard(() => Use(format, make(new Random(seed)), new Random(seed)));
    }
    Console.Out.WriteLine("over");
    Console.Out.Flush();
}

void Guard(Action action)
{
    try
    {
        action();
    }
    catch (GchunkException)
    {
        Console.Out.WriteLine("error");
    }
    catch (Exception e)
    {
        string frames = string.Join(
            " < ",
            (e.StackTrace ?? "")
                .Split('\n')
                .Select(f => f.Trim())
                .Where(f => f.StartsWith("at Gchunk."))
                .Take(3)
                .Select(f => f["at ".Length..].Split('(')[0])
        );
        Console.Out.WriteLine($"raw\t{e.GetType().Name} {frames}: {e.Message.Replace('\n', ' ').Replace('\t', ' ')}");
    }
}

// What is done with a case: all that opening a file and looking at it does.
void Use(string format, string path, Random random)
{
    switch (format)
    {
        case "catalogue":
            var catalog = OpenCatalog(path);
            _ = catalog.ToString();
            foreach (string name in catalog.Names)
            {
                Guard(() => catalog[name].ToDataset());
                Guard(() => catalog[name].ToCatalog());
            }
            break;
        case "npy":
            ChunkedArray read = FromNpy(path);
            Look(
                new DataArray(read.Expression, [.. Enumerable.Range(0, read.Rank).Select(i => $"d{i}")], name: "x"),
                random
            );
            break;
        case "model":
            _ = Load<KMeans>(path).ToString();
            break;
        case "texts":
            Text(path, random);
            break;
        default:
            Dataset ds = format.StartsWith("z") || format is "times" or "packed" ? OpenZarr(path) : OpenDataset(path);
            _ = ds.ToString() + ds.Info() + ds.ToHtml() + ds.NBytes;
            foreach (string variable in ds.Names.ToArray())
                Guard(() => Look(ds[variable], random));
            break;
    }
}

void Look(DataArray array, Random random)
{
    _ = array.ToString() + array.Info() + array.NBytes;
    if (array.NBytes < 1 << 20)
    {
        _ = array.Compute().ToString();
        return;
    }
    var part = array;
    foreach (string dim in array.Dims)
        part = part.Isel(dim, random.Next(2) == 0 ? ..1 : ^1..);
    _ = part.Compute().ToString();
}

DataArray? labelled = null;

// A text where users type texts.
void Text(string text, Random random)
{
    labelled ??= OpenDataset(Path.Combine(data, "labelled/day_200101.nc")) is var ds ? ds[ds.Names.First()] : null;
    DataArray x = labelled!;
    string other = text.Length > 3 ? text[(text.Length / 2)..] : text;
    Guard(() => _ = x.Sel("time", text).ToString());
    Guard(() => _ = x.Sel("time", Slice(text, other)).ToString());
    Guard(() => _ = x.Isel("time", text).ToString());
    Guard(() => _ = x.GroupBy(text).Mean().ToString());
    Guard(() => _ = x.Resample("time", text).Mean().ToString());
    Guard(() => _ = Einsum(text, Ones((3, 3)), Ones((3, 3))).ToString());
    Guard(() => _ = Ones((10, 10))[text].ToString());
    Guard(() => _ = DateRange(text, periods: 5).ToString());
    Guard(() => _ = DateRange("2001-01-01", periods: 5, frequency: text).ToString());
}

// ---- Cases.

Func<Random, string> Maker(string format, string folder)
{
    string At(string name) => Path.Combine(folder, name);
    switch (format)
    {
        case "classic" or "hdf5" or "npy":
            byte[][] files =
            [
                .. Directory
                    .GetFiles(data, "*", SearchOption.AllDirectories)
                    .Where(f => format == "npy" ? f.EndsWith(".npy") : f.EndsWith(".nc") || f.EndsWith(".h5"))
                    .Order(StringComparer.Ordinal)
                    .Select(File.ReadAllBytes)
                    .Where(b => b.Length < 200_000 && (format == "npy" || (b[0] == 'C') == (format == "classic"))),
            ];
            return random =>
            {
                string path = At(format == "npy" ? "x.npy" : "x.nc");
                File.WriteAllBytes(
                    path,
                    Damaged(files[random.Next(files.Length)], random, isBigEndian: format == "classic")
                );
                return path;
            };
        case "zip" or "model":
            string plain = At("plain");
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
                string path = At("x.zip");
                if (random.Next(2) == 0)
                    File.WriteAllBytes(path, Damaged(zip, random, isBigEndian: false));
                else
                    Rezip(zip, path, random);
                return path;
            };
        case "zarr2" or "zarr3" or "times" or "packed":
            var whole = new List<Dictionary<string, byte[]>>();
            foreach (
                Dictionary<string, byte[]> store in format is "times" or "packed"
                    ? [Times()]
                    : Stores(format == "zarr3" ? 3 : 2, At("made"))
            )
                whole.Add(store);
            return random =>
            {
                Dictionary<string, byte[]> store = whole[random.Next(whole.Count)];
                string path = At("x.zarr");
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
                            IsMetadata(key) && random.Next(4) > 0
                                ? DamagedJson(value, random)
                                : Damaged(value, random, false);
                    string file = Path.Combine(path, key);
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    File.WriteAllBytes(file, value);
                }
                return path;
            };
        case "catalogue":
            byte[] catalog = Encoding.UTF8.GetBytes(Catalogue);
            return random =>
            {
                string path = At("x.yml");
                File.WriteAllBytes(
                    path,
                    random.Next(2) == 0 ? Damaged(catalog, random, false) : Pieced(Catalogue, YamlPieces, random)
                );
                return path;
            };
        default:
            return random => Encoding.UTF8.GetString(Pieced(Texts[random.Next(Texts.Length)], TextPieces, random));
    }
}

static bool IsMetadata(string key) => Path.GetFileName(key) is [.., 'j', 's', 'o', 'n'] or ['.', 'z', ..];

static byte[] Damaged(byte[] original, Random random, bool isBigEndian)
{
    if (original.Length < 2)
        return [(byte)random.Next(256)];
    var bytes = (byte[])original.Clone();
    int reach = random.Next(3) switch
    {
        0 => bytes.Length,
        1 => Math.Min(bytes.Length, 512),
        _ => Math.Min(bytes.Length, 8192),
    };
    for (int strokes = 1 << random.Next(4); strokes > 0; strokes--)
    {
        int at = random.Next(random.Next(20) == 0 ? 0 : Math.Min(4, reach - 1), reach),
            from = random.Next(bytes.Length),
            width = 1 << random.Next(4);
        Span<byte> here = bytes.AsSpan(at, Math.Min(width, bytes.Length - at));
        switch (random.Next(7))
        {
            case 0:
                here.Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                break;
            case 1:
                here[0] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                random.NextBytes(here);
                break;
            case 3:
                Span<byte> number = stackalloc byte[8];
                long value = Odd[random.Next(Odd.Length)] + random.Next(3) - 1;
                if (isBigEndian && width == 8)
                    BinaryPrimitives.WriteInt64BigEndian(number, value);
                else if (isBigEndian)
                    BinaryPrimitives.WriteInt32BigEndian(number, (int)value);
                else
                    BinaryPrimitives.WriteInt64LittleEndian(number, value);
                number[..here.Length].CopyTo(here);
                break;
            case 4:
                bytes
                    .AsSpan(from, Math.Min(random.Next(1, 64), bytes.Length - Math.Max(from, at)))
                    .CopyTo(bytes.AsSpan(at));
                break;
            case 5:
                here[0] = (byte)random.Next(256);
                break;
            default:
                here[0] += (byte)(random.Next(2) == 0 ? 1 : 255);
                break;
        }
    }
    return random.Next(12) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
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

// Replaces, removes, repeats or nests some values.
static byte[] DamagedJson(byte[] original, Random random)
{
    JsonNode root;
    try
    {
        root = JsonNode.Parse(original)!;
    }
    catch (JsonException)
    {
        return Damaged(original, random, false);
    }
    for (int strokes = 1 + random.Next(3); strokes > 0; strokes--)
    {
        var places = new List<(JsonNode Parent, object Key)>();
        Collect(root, places);
        if (places.Count == 0)
            break;
        (JsonNode parent, object key) = places[random.Next(places.Count)];
        JsonNode? value = random.Next(5) switch
        {
            0 when places[random.Next(places.Count)] is var other => (
                other.Parent is JsonObject o ? o[(string)other.Key] : other.Parent[(int)other.Key]
            )?.DeepClone(),
            1 => new JsonArray([
                .. Enumerable
                    .Range(0, random.Next(1, 40))
                    .Select(_ => (JsonNode?)JsonValue.Create(Odd[random.Next(Odd.Length)])),
            ]),
            2 => JsonValue.Create(Odd[random.Next(Odd.Length)]),
            _ => JsonNode.Parse(OddJson[random.Next(OddJson.Length)]),
        };
        if (parent is JsonObject members)
        {
            if (random.Next(10) == 0)
                members.Remove((string)key);
            else
                members[(string)key] = value;
        }
        else if (parent is JsonArray list)
        {
            if (random.Next(5) == 0)
                list.Add(value);
            else
                list[(int)key] = value;
        }
    }
    return Encoding.UTF8.GetBytes(WithLone(root.ToJsonString()));
}

// A surrogate without its other half cannot be in a node.
static string WithLone(string json) => json.Replace("LONE", "\\ud800");

static void Collect(JsonNode? node, List<(JsonNode, object)> places)
{
    if (node is JsonObject members)
    {
        foreach ((string name, JsonNode? value) in members)
        {
            places.Add((node, name));
            Collect(value, places);
        }
    }
    else if (node is JsonArray list)
    {
        for (int i = 0; i < list.Count; i++)
        {
            places.Add((node, i));
            Collect(list[i], places);
        }
    }
}

// Cuts, repeats and replaces parts of a text.
static byte[] Pieced(string text, string[] pieces, Random random)
{
    var made = new StringBuilder(text);
    for (int strokes = 1 + random.Next(4); strokes > 0; strokes--)
    {
        int at = random.Next(made.Length + 1),
            length = random.Next(Math.Min(12, made.Length - at + 1));
        switch (random.Next(4))
        {
            case 0:
                made.Remove(at, length);
                break;
            case 1:
                made.Insert(at, pieces[random.Next(pieces.Length)]);
                break;
            case 2:
                made.Remove(at, length).Insert(at, pieces[random.Next(pieces.Length)]);
                break;
            default:
                made.Insert(at, text.AsSpan(random.Next(text.Length)));
                break;
        }
    }
    return Encoding.UTF8.GetBytes(made.ToString());
}

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

Dictionary<string, byte[]> Times()
{
    var values = new byte[32];
    BinaryPrimitives.WriteInt64LittleEndian(values.AsSpan(8), 700_000);
    BinaryPrimitives.WriteInt64LittleEndian(values.AsSpan(16), long.MaxValue);
    BinaryPrimitives.WriteInt64LittleEndian(values.AsSpan(24), -5);
    return new Dictionary<string, byte[]>
    {
        [".zgroup"] = "{\"zarr_format\":2}"u8.ToArray(),
        ["t/.zarray"] =
            """{"zarr_format":2,"shape":[4],"chunks":[4],"dtype":"<i8","compressor":null,"fill_value":0,"order":"C","filters":null}"""u8.ToArray(),
        ["t/0"] = values,
        ["t/.zattrs"] = [],
    };
}

string Attributes(string format, Random random)
{
    var all = new JsonObject { ["_ARRAY_DIMENSIONS"] = new JsonArray(random.Next(2) == 0 ? "t" : "n") };
    if (format == "times")
    {
        all["units"] = Encoding.UTF8.GetString(Pieced(Units[random.Next(Units.Length)], TextPieces, random));
        all["calendar"] =
            random.Next(3) == 0
                ? Encoding.UTF8.GetString(Pieced("standard", TextPieces, random))
                : Calendars[random.Next(Calendars.Length)];
        if (random.Next(4) > 0)
            return WithLone(all.ToJsonString());
    }
    foreach (
        string name in (string[])
            [
                "scale_factor",
                "add_offset",
                "_FillValue",
                "missing_value",
                "valid_range",
                "valid_min",
                "valid_max",
                "flag_values",
                "_Unsigned",
                "units",
                "dtype",
                "bounds",
                "coordinates",
            ]
    )
    {
        if (random.Next(3) == 0)
            all[name] =
                random.Next(2) == 0
                    ? JsonNode.Parse(OddJson[random.Next(OddJson.Length)])
                    : JsonValue.Create(Odd[random.Next(Odd.Length)]);
    }
    return WithLone(all.ToJsonString());
}

static readonly long[] Odd =
[
    0,
    1,
    2,
    3,
    7,
    8,
    255,
    256,
    32767,
    65535,
    65536,
    1 << 20,
    1 << 24,
    int.MaxValue,
    uint.MaxValue,
    1L << 32,
    1L << 40,
    1L << 60,
    1L << 61,
    (1L << 61) + 2,
    1L << 62,
    long.MaxValue - 2,
    long.MinValue + 2,
    -1,
    -2,
    -128,
];

static readonly string[] OddJson =
[
    "null",
    "true",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[[]]",
    "[1,2,3]",
    "[-1]",
    "[0]",
    "1e400",
    "-1e400",
    "1e18",
    "1e19",
    "1.5",
    "-0.0",
    "123456789012345678901234567890",
    "\"NaN\"",
    "\"Infinity\"",
    "\"../../x\"",
    "\"/etc/passwd\"",
    "\"<f8\"",
    "\">f4\"",
    "\"|O\"",
    "\"|S99999999\"",
    "\"<U2147483647\"",
    "\"<M8[ns]\"",
    "\"<m8[25s]\"",
    "\"<M8[0s]\"",
    "\"|V8\"",
    "\"|b1\"",
    "\"<c16\"",
    "[[\"a\",\"<f8\"],[\"b\",\"<i4\"]]",
    "\"float64\"",
    "\"r8\"",
    "\"0x7fc00000\"",
    "\"AAAA\"",
    "\"%\"",
    "\"LONE\"",
    "\"\\u0000\"",
    "{\"id\":\"zlib\",\"level\":99}",
    "{\"id\":\"blosc\"}",
    "{\"id\":\"delta\",\"dtype\":\"<i8\",\"astype\":\"|u1\"}",
    "{\"id\":\"fixedscaleoffset\",\"scale\":0,\"offset\":1e300,\"dtype\":\"<f8\",\"astype\":\"<i2\"}",
    "{\"id\":\"quantize\",\"digits\":-400,\"dtype\":\"<f8\"}",
    "{\"id\":\"shuffle\",\"elementsize\":0}",
    "{\"id\":\"shuffle\",\"elementsize\":-1}",
    "{\"id\":\"vlen-utf8\"}",
    "{\"id\":\"crc32\"}",
    "{\"id\":\"packbits\"}",
    "{\"id\":\"astype\",\"encode_dtype\":\"<f4\",\"decode_dtype\":\"|b1\"}",
    "{\"id\":\"bitround\",\"keepbits\":99}",
    "{\"name\":\"bytes\",\"configuration\":{\"endian\":\"big\"}}",
    "{\"name\":\"transpose\",\"configuration\":{\"order\":[1,1]}}",
    "{\"name\":\"transpose\",\"configuration\":{\"order\":[0,5]}}",
    "{\"name\":\"sharding_indexed\",\"configuration\":{\"chunk_shape\":[0,0],\"codecs\":[{\"name\":\"bytes\"}],\"index_codecs\":[{\"name\":\"bytes\"}]}}",
    "{\"name\":\"gzip\",\"configuration\":{\"level\":-5}}",
    "{\"name\":\"crc32c\"}",
    "{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":[0]}}",
    "{\"name\":\"default\",\"configuration\":{\"separator\":\"x\"}}",
];

static readonly string[] Calendars =
[
    "standard",
    "gregorian",
    "proleptic_gregorian",
    "noleap",
    "365_day",
    "all_leap",
    "366_day",
    "360_day",
    "julian",
    "none",
    "",
];

static readonly string[] Units =
[
    "days since 2001-01-01",
    "hours since 1800-1-1 00:00:0.0",
    "seconds since 1970-01-01T00:00:00Z",
    "minutes since 2000-02-29 23:59:59.999999 -5:30",
    "months since 1-1-1",
    "years since 0000-01-01",
    "days since -4713-01-01 12:00",
    "nanoseconds since 1970-01-01",
    "microseconds since 1582-10-15",
    "weeks since 2000-W01",
];

static readonly string[] Texts =
[
    "2001-01-05",
    "2001-01",
    "2001",
    "2001-01-05T12:30:00",
    "2001-01-05 12:30:00.123456789",
    "::-1",
    "1:10:2",
    "-3:",
    "time.month",
    "time.dayofyear",
    "time.season",
    "1D",
    "QS-DEC",
    "12h",
    "MS",
    "5D",
    "W-SUN",
    "ij,jk->ik",
    "ii->i",
    "...ij,jk",
    "3, :",
    "..., ::2",
    "0, -1",
];

static readonly string[] TextPieces =
[
    "0",
    "9",
    "-",
    ":",
    "T",
    "Z",
    ".",
    ",",
    " ",
    "since",
    "99999999999999999999",
    "-0",
    "00",
    "e9",
    "+",
    "\0",
    "\u001b[2J",
    "\u202e",
    "é",
    "𝟙",
    "LONE",
    "NaN",
    "inf",
    "1e308",
    "2147483648",
    "-9223372036854775808",
    "->",
    "...",
    "month",
    "h",
    "ns",
    "١",
    "--",
    "::",
    "60",
    "24:00",
    "13",
    "31",
    "feb",
    "%s",
    "{0}",
];

static readonly string[] YamlPieces =
[
    "&a ",
    "*a",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "? ",
    "| ",
    "> ",
    "!!int ",
    "!!binary ",
    "!x ",
    "{{ x }}",
    "{{ CATALOG_DIR }}",
    "{{",
    "}}",
    "{% for a in b %}",
    "\"",
    "'",
    "#",
    "---\n",
    "...\n",
    "%YAML 9.9\n",
    "<<: ",
    "null",
    "~",
    "1e999",
    "0x",
    "99999999999999999999",
    "http://127.0.0.1:1/x.zarr",
    "file:///etc/passwd",
    "../../..",
    "\t",
    "\u0085",
    "yaml_file",
];

const string Catalogue = """
    sources:
      rain:
        description: Daily rain
        driver: netcdf
        args:
          urlpath: "{{ CATALOG_DIR }}/{{ name }}_{{ n }}.nc"
          chunks: {time: 10}
          xarray_kwargs: {decode_times: false, mask_and_scale: true}
        parameters:
          name: {description: the file, type: str, default: rain, allowed: [rain, snow]}
          n: {description: number, type: int, default: 3, min: 1, max: 5}
          when: {description: day, type: datetime, default: 2001-01-01}
        metadata: &m {a: 1, b: [1, 2]}
      other: {driver: zarr, args: {urlpath: x.zarr}, metadata: *m}
      more: {driver: yaml_file, args: {path: x.yml}}
    """;
