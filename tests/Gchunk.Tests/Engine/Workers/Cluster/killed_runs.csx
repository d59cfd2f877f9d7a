// Runs of a cluster of three nodes that outlive their clients. A program submits a run and is killed (SIGKILL); then the
// node that schedules the run is killed again and again until the run ends. Prints how many results had the bits of
// threads, how long a lost scheduler was missing, and what is left in the end. Arguments: rounds (1), and the address of a database if the cluster is to be in one.
using System.Diagnostics;

int rounds = Args.Count > 0 ? int.Parse(Args[0]) : 1;
const int KillsARound = 3;
bool isFolder = Args.Count < 2;
string root = isFolder ? Directory.CreateTempSubdirectory("gchunk-runs-").FullName : Args[1];
Environment.SetEnvironmentVariable("GCHUNK_CLUSTERS", root);

int[] Processes(string mode, string name) =>
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
                        && words.Contains(mode)
                        && (name.Length == 0 || words.Contains(name))
                        && words.Any(w => w.StartsWith(isFolder ? root : "store:"));
                }
                catch (IOException)
                {
                    return false;
                }
            }),
    ];

// The same array, blocks and bits in every process; a block takes a while.
const string Plan =
    "Rand.Normal((4000, 1000), chunks: (200, 100), seed: 3).Rechunk((4000, 50)).CumSum(0).Rechunk((100, 1000))";
double[] expected = Rand.Normal((4000, 1000), chunks: (200, 100), seed: 3)
    .Rechunk((4000, 50))
    .CumSum(0)
    .Rechunk((100, 1000))
    .Compute()
    .ToArray<double>();
var cluster = new LocalCluster(workers: 1, machines: 3, memoryLimit: "1GB");
var client = cluster.GetClient();
string address = client.Address;
int exact = 0,
    wrong = 0,
    kills = 0;
var missing = new List<double>();
for (int round = 0; round < rounds; round++)
{
    string name = $"round-{round}";
    string program =
        $"var client = new Client(\"{address}\"); client.Runs.Submit(\"{name}\", {Plan}.MapBlocks(b => {{ Thread.Sleep(150); return b; }})); Console.WriteLine(\"submitted\"); Thread.Sleep(-1);";
    var start = new ProcessStartInfo(Environment.ProcessPath!, [Environment.GetCommandLineArgs()[0], "-e", program])
    {
        RedirectStandardOutput = true,
    };
    using (var submitter = Process.Start(start)!)
    {
        submitter.StandardOutput.ReadLine();
        submitter.Kill();
        submitter.WaitForExit();
    }
    ClusterRun run = client.Runs[name];
    for (int kill = 0; kill < KillsARound && !run.IsFinished; kill++)
    {
        double before = run.Progress;
        while (!run.IsFinished && (run.Host.Length == 0 || run.Progress < before + 0.1))
            Thread.Sleep(50);
        string host = run.Host;
        int[] its = Processes("node", host);
        if (run.IsFinished || its.Length == 0)
            break;
        var watch = Stopwatch.StartNew();
        Process.GetProcessById(its[0]).Kill();
        kills++;
        while (!run.IsFinished && run.Host == host)
            Thread.Sleep(20);
        missing.Add(watch.Elapsed.TotalSeconds);
    }
    bool same = ((NDArray)run.Result()!).ToArray<double>().SequenceEqual(expected);
    exact += same ? 1 : 0;
    wrong += same ? 0 : 1;
    run.Delete();
}

// The folder of the cluster is away for 10 s, as when a file server restarts.
if (isFolder)
{
    var run = client.Runs.Submit(
        "away",
        Rand.Normal((4000, 1000), chunks: (200, 100), seed: 3)
            .Rechunk((4000, 50))
            .CumSum(0)
            .Rechunk((100, 1000))
            .MapBlocks(b =>
            {
                Thread.Sleep(500);
                return b;
            })
    );
    while (run.Progress < 0.2)
        Thread.Sleep(50);
    string folder = Path.Combine(root, address["cluster:".Length..]);
    Directory.Move(folder, folder + ".away");
    Thread.Sleep(10_000);
    Directory.Move(folder + ".away", folder);
    bool same = run.Result().ToArray<double>().SequenceEqual(expected);
    Print($"the folder was away for 10 s: {(same ? "exact" : "wrong")}");
}
client.Dispose();
cluster.Shutdown();
Print(
    $"{exact} exact, {wrong} wrong, {rounds} clients and {kills} hosts killed; a scheduler was missing for {string.Join(", ", missing.Select(s => s.ToString("0.0")))} s; left: {Processes("node", "").Length + Processes("scheduler", "").Length} processes, {(isFolder ? Directory.GetFileSystemEntries(root).Length : 0)} folders"
);
if (isFolder)
    Directory.Delete(root);
