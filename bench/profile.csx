// Profiles the array benchmarks: compares them with the bandwidth and the peak of the machine, and lists their time by
// kind of task. Prints the page bench/PROFILE.md, see CONTRIBUTING.md. Arguments select cases.
using System.Diagnostics;
using System.Globalization;

// The peaks of the machine, on both cores: reading from memory, and matrix products in double precision.
const double PeakBytes = 36e9,
    PeakFlops = 108e9;
int cores = Environment.ProcessorCount;
string[] only = [.. Args];
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
Console.WriteLine(
    $"""
    # Where the time of the array benchmarks goes

    Written by `./gchunk bench/profile.csx` on {DateTime.Now:yyyy-MM-dd}: {cores} cores, load {load}. Seconds are the
    lowest CPU time of several runs, divided by the number of cores: the wall time on an idle machine if all cores were
    always busy. MB are the bytes that the case must read from memory at least once. The peaks are {PeakBytes
        / 1e9:0} GB/s
    of reading and {PeakFlops / 1e9:0} GFLOP/s of matrix products in double precision.

    | case | seconds | MB | GB/s | of peak | GFLOP/s | of peak | kinds of task with their share of the time (tasks) |
    |---|---|---|---|---|---|---|---|
    """
);

void Case(string name, double bytes, double flops, Func<object> work, int runs = 7)
{
    if (only.Length > 0 && !only.Contains(name))
        return;
    work();
    double best = double.MaxValue;
    string kinds = "";
    for (int i = 0; i < runs; i++)
    {
        using var report = new RunReport();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        double seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / cores;
        if (seconds >= best)
            continue;
        best = seconds;
        double all = report.Kinds.Values.Sum(k => k.Time.TotalSeconds);
        kinds = string.Join(
            ", ",
            report
                .Kinds.OrderByDescending(k => k.Value.Time)
                .Where(k => k.Value.Time.TotalSeconds > 0.01 * all)
                .Select(k => $"{k.Key} {k.Value.Time.TotalSeconds / all:0%} ({k.Value.Tasks})")
        );
    }
    string rate = bytes > 0 ? $"{bytes / best / 1e9:0.0} | {bytes / best / PeakBytes:0%}" : "- | -";
    string speed = flops > 0 ? $"{flops / best / 1e9:0.0} | {flops / best / PeakFlops:0%}" : "- | -";
    Console.WriteLine($"| {name} | {best:0.0000} | {bytes / 1e6:0} | {rate} | {speed} | {kinds} |");
}

var x = Rand.Uniform((20_000, 4_000), chunks: (1_000, 1_000), seed: 0).Compute();
var a = FromArray(x, chunks: (1_000, 1_000));
double size = x.NBytes,
    n = x.Size;
Case("sum", size, n, () => (double)a.Sum().Compute());
Case("mean0", size, n, () => a.Mean(axis: 0).Compute().GetDouble(0));

// A cosine takes 15 fused multiply-adds and a few other operations.
Case("cos2.mean0", size, 36 * n, () => Cos(a).Pow(2).Mean(axis: 0).Compute().GetDouble(0));
Case("x*rev.mean", 2 * size, 2 * n, () => (double)(a * a["::-1, ::-1"]).Mean().Compute());
var big = Ones((200_000, 4_000), chunks: (1_000, 1_000));
RunOptions folding = RunOptions.Default;
RunOptions.Default = folding with { DisabledPasses = new HashSet<string> { "fold-constants" } };
Case("ones.mean.unfolded", 0, 2.0 * big.Size, () => (double)(big * big["::-1, ::-1"]).Mean().Compute(), runs: 3);
RunOptions.Default = folding;
Case(
    "normal.hist",
    0,
    0,
    () =>
        Histogram(Rand.Normal(200_000_000, chunks: 1_000_000, seed: 1), bins: 100, range: (-5, 5))
            .Item1.Compute()
            .GetDouble(50),
    runs: 2
);
var d = FromArray(Rand.Uniform((1000, 1000), seed: 1).Compute(), chunks: (100, 100));
Case(
    "zscore.small",
    0,
    0,
    () => ((d - d.Mean(axis: 1, keepDims: true)) / d.Std(axis: 1, keepDims: true)).Compute().GetDouble(0, 0),
    runs: 20
);
var r = FromArray(Rand.Uniform((8_000, 8_000), seed: 2).Compute(), chunks: (8_000, 100));
Case("rechunk", r.NBytes, r.Size, () => (double)r.Rechunk((100, 8_000)).Max(axis: 1).Sum().Compute());
var m = FromArray(Rand.Uniform((4_000, 4_000), seed: 2).Compute(), chunks: (2_000, 2_000));
Case("matmul 4000³", 0, 2 * Math.Pow(4_000, 3), () => (double)m.MatMul(m).Sum().Compute(), runs: 2);
