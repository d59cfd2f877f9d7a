// Kills a process at random moments while it writes, and opens what is left: the old or the new content, whole; a region
// may be mixed if the store says so. Arguments: moments for each way to write (100), the first seed (0), and one way:
// netcdf, netcdf-append, zarr, zarr-append, zarr-region, npy, model, or caches: the compiled script and the manifest of a
// folder of files, after which the script gives the same. With "peers" after them, xarray reads each file too.
using System.Diagnostics;
using System.Runtime.CompilerServices;

static string Here([CallerFilePath] string path = "") => path;

const int Rows = 40,
    Columns = 5000;
string[] ways = ["netcdf", "netcdf-append", "zarr", "zarr-append", "zarr-region", "npy", "model", "caches"];

// Rows of one value, in 40 blocks.
static Dataset Rain(int value, int rows = Rows) =>
    new DataArray((Ones((rows, Columns), chunks: (4, 1250)) * value).Expression, ["t", "x"], name: "v").ToDataset();

static void Write(string way, string path, int value, bool resume = false)
{
    switch (way)
    {
        case "netcdf":
            Rain(value).ToNetCdf(path);
            break;
        case "netcdf-append":
            Rain(value).AppendToNetCdf(path, "t");
            break;
        case "zarr":
            Rain(value).ToZarr(path);
            break;
        case "zarr-append":
            Rain(value).ToZarr(path, "t");
            break;
        case "npy":
            (Ones((Rows, Columns), chunks: (4, 1250)) * value).ToNpy(path);
            break;
        case "model":
            new KMeans(1, seed: 1, starts: 1).Fit(Ones((10, 3)) * value).Save(path);
            break;
        default:
            Rain(value).ToZarr(path, [("t", 0..Rows)], resume: resume);
            break;
    }
}

if (Args.Count > 0 && Args[0] == "child")
{
    for (int value = 1; ; value++)
    {
        Console.Out.WriteLine(value);
        Console.Out.Flush();
        Write(Args[1], Args[2], value);
    }
}

int moments = Args.Count > 0 ? int.Parse(Args[0]) : 100,
    first = Args.Count > 1 ? int.Parse(Args[1]) : 0;
string[] chosen = Args.Count > 2 && ways.Contains(Args[2]) ? [Args[2]] : ways;
bool hasPeers = Args.Count > 2 && Args[^1] == "peers";
var notices = new List<string>();
Notice.Sink = notices.Add;
int faults = 0;
foreach (string way in chosen)
{
    if (way == "caches")
    {
        faults += Caches();
        continue;
    }
    int old = 0,
        isNew = 0,
        mixed = 0,
        wrong = 0;
    for (int seed = first; seed < first + moments; seed++)
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-crash-").FullName,
            path = Path.Combine(folder, $"v.{(way.StartsWith("netcdf") ? "nc" : way.Split('-')[0])}");
        if (way.StartsWith("netcdf"))
            Rain(0).ToNetCdf(path, unlimited: ["t"]);
        else if (way.StartsWith("zarr"))
            Rain(0).ToZarr(path);
        else
            Write(way, path, 0);
        using Process child = Process.Start(Program(Here(), "child", way, path))!;
        string? begun = child.StandardOutput.ReadLine();
        // Most writes are killed at any of their moments, some after a few others.
        var random = new Random(seed);
        var wait = Stopwatch.StartNew();
        double milliseconds = 2500 * random.NextDouble();
        while (wait.Elapsed.TotalMilliseconds < milliseconds)
            Thread.SpinWait(50);
        child.Kill();
        child.WaitForExit();
        while (child.StandardOutput.ReadLine() is { } more)
            begun = more;
        int last = int.Parse(begun!);
        notices.Clear();
        string found = Look(way, path, last);
        if (hasPeers && found is "old" or "new")
            found = Peer(path) ? found : "not read by xarray";
        _ = found switch
        {
            "old" => old++,
            "new" => isNew++,
            "mixed" => mixed++,
            _ => wrong++,
        };
        if (found is not ("old" or "new" or "mixed"))
            Print($"{way} {seed}: {found}, in write {last}");
        // The next write goes well, and leaves nothing else behind.
        Write(way, path, last + 1, resume: notices.Count > 0);
        notices.Clear();
        string after = Look(way, path, last + 2);
        string[] left = [.. Directory.GetFileSystemEntries(folder).Where(e => e != path)];
        if (after is not ("old" or "new") || left.Length > 0)
        {
            wrong++;
            Print($"{way} {seed}: then {after}, and left are {string.Join(", ", left.Select(Path.GetFileName))}");
        }
        Directory.Delete(folder, recursive: true);
    }
    faults += wrong;
    Print($"{way}: {moments} moments: {old} old, {isNew} new, {mixed} mixed and marked, {wrong} wrong");
}
Environment.Exit(faults == 0 ? 0 : 1);

// This program, with other arguments.
static ProcessStartInfo Program(params string[] arguments)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
    if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
    foreach (string argument in arguments)
        start.ArgumentList.Add(argument);
    return start;
}

// Kills a script while it writes its compiled form and a manifest. Whatever is left, the next runs give the same.
int Caches()
{
    string folder = Directory.CreateTempSubdirectory("gchunk-crash-").FullName,
        script = Path.Combine(folder, "work.csx"),
        data = Path.GetFullPath(Path.Combine(Here(), "../../../../../scripts/data/pr/*.nc"));
    File.WriteAllText(script, $"""Print(OpenMfDataset("{data}")["pr"].Sum().Compute());""");
    Process Start(string cache)
    {
        ProcessStartInfo start = Program(script);
        start.RedirectStandardError = true;
        start.Environment["XDG_CACHE_HOME"] = Directory.CreateDirectory(Path.Combine(folder, cache)).FullName;
        return Process.Start(start)!;
    }
    string[] FilesOf(string cache) => Directory.GetFiles(Path.Combine(folder, cache), "*", SearchOption.AllDirectories);
    string RunToEnd(string cache)
    {
        using Process process = Start(cache);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return $"{output}{errors.Result}{(process.ExitCode == 0 ? "" : $" (exit code {process.ExitCode})")}";
    }
    var clock = Stopwatch.StartNew();
    string expected = RunToEnd("whole");
    double longest = clock.Elapsed.TotalMilliseconds;
    int entries = FilesOf("whole").Length,
        some = 0,
        wrong = 0;
    for (int seed = first; seed < first + moments; seed++)
    {
        string cache = $"cache-{seed}";
        using (Process child = Start(cache))
        {
            // The files are written in the second half.
            if (!child.WaitForExit((int)(longest * (0.3 + 0.8 * new Random(seed).NextDouble()))))
                child.Kill();
            child.WaitForExit();
        }
        some += FilesOf(cache).Length > 0 ? 1 : 0;
        string[] runs = [RunToEnd(cache), RunToEnd(cache)];
        string[] left = [.. FilesOf(cache).Where(f => f.EndsWith(".tmp"))];
        if (runs.Any(r => r != expected) || left.Length > 0 || FilesOf(cache).Length != entries)
        {
            wrong++;
            Print($"caches {seed}: {string.Join(" / ", runs)}; left: {string.Join(" ", left)}");
        }
        Directory.Delete(Path.Combine(folder, cache), recursive: true);
    }
    Directory.Delete(folder, recursive: true);
    Print($"caches: {moments} moments: {some} left files, {wrong} wrong");
    return wrong;
}

// What the file has while a write may have been killed: "old", "new", "mixed" if it says so, or what is wrong.
string Look(string way, string path, int last)
{
    try
    {
        if (way is "npy" or "model")
        {
            double[] values = (
                way == "npy" ? FromNpy(path).Compute() : Load<KMeans>(path).Centers.Compute()
            ).ToArray<double>();
            return values.Distinct().Count() != 1 ? "a mixture"
                : values.Length != (way == "npy" ? Rows * Columns : 3) ? $"{values.Length} values"
                : values[0] == last ? "new"
                : values[0] == last - 1 ? "old"
                : $"{values[0]}";
        }
        DataArray v = way.StartsWith("netcdf") ? OpenDataset(path)["v"] : OpenZarr(path)["v"];
        double[] rows = v.Min("x").Compute().ToArray<double>(),
            greatest = v.Max("x").Compute().ToArray<double>();
        bool isUniform = rows.SequenceEqual(greatest);
        if (way.EndsWith("append"))
        {
            // Some appends were killed before: each has its value.
            bool isWhole = isUniform && rows.Length % Rows == 0 && rows.Chunk(Rows).All(r => r.Distinct().Count() == 1);
            return !isWhole ? $"{rows.Length} rows of {string.Join(" ", rows.Distinct())}"
                : rows[^1] == last ? "new"
                : rows[^1] == last - 1 || last == 1 ? "old"
                : $"the last append has {rows[^1]}";
        }
        if (isUniform && rows.Distinct().Count() == 1 && rows.Length == Rows)
        {
            return rows[0] == last ? "new"
                : rows[0] == last - 1 ? "old"
                : $"{rows[0]}";
        }
        return way == "zarr-region" && notices.Count > 0
            ? "mixed"
            : $"a mixture of {string.Join(" ", rows.Concat(greatest).Distinct())}";
    }
    catch (GchunkException e)
    {
        return e.Message;
    }
}

static bool Peer(string path)
{
    using var python = Process.Start(
        "/usr/bin/python3",
        [
            "-c",
            "import sys, xarray; p = sys.argv[1]; (xarray.open_zarr(p) if p.endswith('zarr') else xarray.open_dataset(p)).load()",
            path,
        ]
    );
    python.WaitForExit();
    return python.ExitCode == 0;
}
