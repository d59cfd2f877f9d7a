// Computes on two nodes of a cluster while one of them is killed (SIGKILL) again and again, and others replace it. Prints
// how many results had the bits of threads, and what is left in the end. Argument: rounds of the workloads (1).
using System.Diagnostics;

int rounds = Args.Count > 0 ? int.Parse(Args[0]) : 1;
string root = Directory.CreateTempSubdirectory("gchunk-nodes-").FullName;
Environment.SetEnvironmentVariable("GCHUNK_CLUSTERS", root);
var x = Rand.Normal((2000, 1000), chunks: (100, 100), seed: 3);
var samples = Rand.Normal((20_000, 4), chunks: (1000, 4), seed: 4);
var workloads = new (string Name, Func<double> Run)[]
{
    ("rechunk", () => (x.Rechunk((2000, 20)).CumSum(0).Rechunk((50, 1000)) * 2).Sum().Compute().GetDouble()),
    ("kmeans", () => new KMeans(3, seed: 1, starts: 2, maxIterations: 10).Fit(samples).Inertia),
    (
        "persist",
        () =>
        {
            var kept = x.Exp().Persist();
            return kept.Mean().Compute().GetDouble() + kept.Std().Compute().GetDouble();
        }
    ),
    ("blocks", () => x.T.Compute().ToArray<double>().Select((v, i) => v * (i % 7)).Sum()),
};
double[] expected = [.. workloads.Select(w => w.Run())];

int[] Nodes() =>
    [
        .. Directory
            .GetDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), out int pid) ? pid : 0)
            .Where(pid =>
            {
                try
                {
                    return pid > 0
                        && File.ReadAllText($"/proc/{pid}/cmdline").Split('\0') is var words
                        && words.Contains("node")
                        && words.Any(w => w.StartsWith(root));
                }
                catch (IOException)
                {
                    return false;
                }
            }),
    ];

bool Started(int pid)
{
    try
    {
        string[] words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
        return File.Exists(
            Path.Combine(
                words[Array.IndexOf(words, "--cluster") + 1],
                "nodes",
                words[Array.IndexOf(words, "--name") + 1]
            )
        );
    }
    catch (IOException)
    {
        return false;
    }
}

var watch = Stopwatch.StartNew();
var cluster = new LocalCluster(workers: 1, machines: 2, memoryLimit: "1GB");
var client = cluster.GetClient();
client.WaitForWorkers(2);
Print($"ready after {watch.Elapsed.TotalSeconds:0.0} s");
var ended = new CancellationTokenSource();
int kills = 0;
var killer = new Thread(() =>
{
    var random = new Random(1);
    while (!ended.Token.WaitHandle.WaitOne(1500))
    {
        // Those that have said where they listen. One that is killed again and again before that is started no more.
        int[] all = [.. Nodes().Where(pid => Started(pid))];
        // One of the two stays, so that the run is not only waiting for nodes to start.
        if (all.Length < 2)
            continue;
        Process.GetProcessById(all[random.Next(all.Length)]).Kill();
        kills++;
    }
});
killer.Start();
int exact = 0,
    wrong = 0,
    errors = 0;
watch.Restart();
for (int round = 0; round < rounds; round++)
{
    for (int i = 0; i < workloads.Length; i++)
    {
        try
        {
            double found = workloads[i].Run();
            if (found.Equals(expected[i]))
                exact++;
            else
                wrong++;
        }
        catch (Exception e)
        {
            errors++;
            Console.Error.WriteLine($"{workloads[i].Name}: {e.Message}");
        }
    }
}
ended.Cancel();
killer.Join();
double seconds = watch.Elapsed.TotalSeconds;
client.Dispose();
cluster.Shutdown();
Print(
    $"{exact} exact, {wrong} wrong, {errors} errors, {kills} nodes killed in {seconds:0} s; left: {Nodes().Length} nodes, {Directory.GetFileSystemEntries(root).Length} folders"
);
Directory.Delete(root);
