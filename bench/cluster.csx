// Times a cluster of two nodes of one worker, on this machine, beside two workers of one machine and two threads: until
// it is ready, a task of 20,000 delayed calls, and computations, with the bytes that crossed the network and the least
// that must where each node holds half of the blocks. Compressed blocks, and an uneven share, need fewer. All results must be
// equal. Run it where nobody else uses the loopback interface:
//   sudo unshare -n sh -c 'ip link set lo up; ./gchunk bench/cluster.csx'
// The median of the runs given, 3 by default.
using System.Diagnostics;

const int Calls = 20_000;
int runs = Args.Count > 0 ? int.Parse(Args[0]) : 3;
var x = Rand.Normal((4000, 2000), chunks: (250, 2000), seed: 1);
var samples = Rand.Normal((100_000, 16), chunks: (5000, 16), seed: 2);
var square = Delay((int i) => i * i);

// Rows that are on both nodes in equal parts, read by columns, move half of their bytes; a reduction moves one partial
// result.
var work = new (string Name, double Least, Func<double[]> Run)[]
{
    ("mean", x.NBytes / 4000.0, () => x.Mean(axis: 0).Compute().ToArray<double>()),
    (
        "rechunk",
        x.NBytes / 2.0,
        () => x.Rechunk((4000, 125)).MapBlocks(b => b).Sum(axis: 0).Compute().ToArray<double>()
    ),
    ("product", 2000.0 * 2000 * 8, () => (x.T.MatMul(x)).Sum(axis: 0).Compute().ToArray<double>()),
    ("kmeans", 0, () => [new KMeans(4, seed: 1, starts: 2, maxIterations: 10).Fit(samples).Inertia]),
    ("calls", 0, () => [.. Compute(Enumerable.Range(0, Calls).Select(i => square(i))).Select(v => (double)v)]),
};

static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

static long Carried() =>
    long.Parse(
        File.ReadLines("/proc/net/dev")
            .First(l => l.TrimStart().StartsWith("lo:"))
            .Split(':')[1]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]
    );

(double Seconds, double Bytes, double[] Result)[] Measure() =>
    [
        .. work.Select(w =>
        {
            double[] result = w.Run();
            var seconds = new List<double>();
            var bytes = new List<double>();
            for (int i = 0; i < runs; i++)
            {
                long before = Carried();
                var watch = Stopwatch.StartNew();
                result = w.Run();
                seconds.Add(watch.Elapsed.TotalSeconds);
                bytes.Add(Carried() - before);
            }
            return (Median(seconds), Median(bytes), result);
        }),
    ];

Configure(threads: 2);
var threads = Measure();
var watch = Stopwatch.StartNew();
var one = new Client(workers: 2, threadsPerWorker: 1);
one.WaitForWorkers(2);
double readyOne = watch.Elapsed.TotalSeconds;
var workers = Measure();
one.Dispose();
watch.Restart();
var cluster = new LocalCluster(workers: 1, machines: 2);
var client = cluster.GetClient();
client.WaitForWorkers(2);
double readyTwo = watch.Elapsed.TotalSeconds;
var machines = Measure();
client.Dispose();
cluster.Shutdown();

Print($"ready: two workers of one machine {readyOne:0.00} s, two machines of one worker {readyTwo:0.0} s");
Print("| | threads s | workers s | machines s | of the threads' | MB moved | least MB |");
Print("|---|---|---|---|---|---|---|");
for (int i = 0; i < work.Length; i++)
{
    bool isSame =
        threads[i].Result.SequenceEqual(workers[i].Result) && threads[i].Result.SequenceEqual(machines[i].Result);
    Print(
        $"| {work[i].Name}{(isSame ? "" : " WRONG")} | {threads[i].Seconds:0.000} | {workers[i].Seconds:0.000} | {machines[i].Seconds:0.000} | {machines[i].Seconds / threads[i].Seconds:0.00} | {machines[i].Bytes / 1e6:0.0} | {work[i].Least / 1e6:0.0} |"
    );
    if (!isSame)
        Environment.ExitCode = 1;
}
Print(
    $"a delayed call: workers {workers[^1].Seconds / Calls * 1e6:0} µs, machines {machines[^1].Seconds / Calls * 1e6:0} µs"
);
