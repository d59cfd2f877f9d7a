// The array benchmarks of gchunk, run by bench/run. Prints one row per case: name, median seconds, value. Arguments
// select cases.
using System.Diagnostics;
using System.Globalization;

string[] only = [.. Args];

void Case(string name, Func<object> work, int runs = 3)
{
    if (only.Length > 0 && !only.Contains(name))
        return;
    var seconds = new List<double>();
    object value = 0;
    // The first run is not counted, because it includes compilation, which the peers do not have.
    for (int i = 0; i <= runs; i++)
    {
        long start = Stopwatch.GetTimestamp();
        value = work();
        if (i > 0)
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
    seconds.Sort();
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}\t{seconds[seconds.Count / 2]:0.0000}\t{value}")
    );
}

var big = Ones((200_000, 4_000), chunks: (1_000, 1_000));
Case("ones.mean", () => (double)(big * big["::-1, ::-1"]).Mean().Compute());
RunOptions folding = RunOptions.Default;
RunOptions.Default = folding with { DisabledPasses = new HashSet<string> { "fold-constants" } };
Case("ones.mean.unfolded", () => (double)(big * big["::-1, ::-1"]).Mean().Compute());
RunOptions.Default = folding;

var x = Rand.Uniform((20_000, 4_000), chunks: (1_000, 1_000), seed: 0).Compute();
var a = FromArray(x, chunks: (1_000, 1_000));
Case("cos2.mean0", () => Cos(a).Pow(2).Mean(axis: 0).Compute().GetDouble(0));
Case("x*rev.mean", () => (double)(a * a["::-1, ::-1"]).Mean().Compute());

var d = FromArray(Rand.Uniform((1000, 1000), seed: 1).Compute(), chunks: (100, 100));
Case(
    "zscore.small",
    () => ((d - d.Mean(axis: 1, keepDims: true)) / d.Std(axis: 1, keepDims: true)).Compute().GetDouble(0, 0)
);

var r = FromArray(Rand.Uniform((8_000, 8_000), seed: 2).Compute(), chunks: (8_000, 100));
Case("rechunk", () => (double)r.Rechunk((100, 8_000)).Max(axis: 1).Sum().Compute());

Case(
    "normal.hist",
    () =>
        Histogram(Rand.Normal(200_000_000, chunks: 1_000_000, seed: 1), bins: 100, range: (-5, 5))
            .Item1.Compute()
            .GetDouble(50),
    runs: 1
);

var blocks = r.Rechunk((2_000, 2_000));
Case("matmul", () => (double)blocks.MatMul(blocks).Sum().Compute(), runs: 1);

var inc = Delay<int, int>(v => v + 1);
Case("delayed.20000", () => Collect(Enumerable.Range(0, 20_000).Select(i => inc(i)).ToList()).Compute().Count);

if (only.Length == 0 || only.Any(c => c is "client.map.5000" or "ones.mean.processes"))
{
    var client = new Client(workers: 2, threadsPerWorker: 1, memoryLimit: "4GB");
    Case("client.map.5000", () => client.Gather(client.Map(v => v + 1, Enumerable.Range(0, 5000))).Count);
    // Constant folding is off, because the benchmark is meant to measure the work on the workers.
    RunOptions.Default = RunOptions.Default with
    {
        DisabledPasses = new HashSet<string> { "fold-constants" },
    };
    Case("ones.mean.processes", () => (double)(big * big["::-1, ::-1"]).Mean().Compute());
    client.Shutdown();
}
