// The number of machines follows the work: a cluster begins with two, gives both back when there is nothing to do, and
// starts others for a client that connects, for a run that was submitted, and for many tasks. Each step is checked, and
// its time is printed; the first that is wrong ends the script with an error.
using System.Diagnostics;

string root = Directory.CreateTempSubdirectory("gchunk-adapted-").FullName;
Environment.SetEnvironmentVariable("GCHUNK_CLUSTERS", root);
const double IdleSeconds = 10,
    MostSeconds = 60;
var watch = Stopwatch.StartNew();

double Now() => watch.Elapsed.TotalSeconds;

void Check(bool holds, string what)
{
    Print($"{Now(), 6:0.0} s  {what}");
    if (!holds)
        throw new Exception($"wrong: {what}");
}

// Looks until something holds; returns how long that took.
double Until(Func<bool> holds, string what)
{
    double began = Now();
    while (!holds())
    {
        if (Now() - began > MostSeconds)
            Check(false, $"{what}: not within {MostSeconds} s");
        Thread.Sleep(20);
    }
    return Now() - began;
}

var x = Rand.Normal((2000, 1000), chunks: (100, 100), seed: 3);
double[] expected = x.Compute().ToArray<double>();
var cluster = new LocalCluster(workers: 1, machines: 2, memoryLimit: "500MB");
var client = cluster.GetClient();
string loads = Path.Combine(root, client.Address["cluster:".Length..], "loads");

void Ends(string what)
{
    double seconds = Until(() => cluster.Nodes.Count == 0, what);
    Check(seconds > IdleSeconds / 2, $"{what}: none is left {seconds:0.0} s after the last work");
}

// In a function, so that nothing refers to the array afterwards.
void Hold()
{
    var held = x.Persist();
    Check(held.Compute().ToArray<double>().SequenceEqual(expected), "persisted, with the bits of threads");
    cluster.Adapt(0, 4);
    double began = Now();
    int least = 2;
    Until(
        () =>
        {
            least = Math.Min(least, cluster.Nodes.Count);
            return Now() - began > 1.5 * IdleSeconds;
        },
        "its blocks stay"
    );
    Check(least == 2, $"at least {least} machines hold its blocks for {Now() - began:0.0} s");
    GC.KeepAlive(held);
}

Hold();
GC.Collect();
GC.WaitForPendingFinalizers();
Ends("the array was collected");
Check(x.Compute().ToArray<double>().SequenceEqual(expected), "computed after none was left");
Ends("computed");
Check(cluster.Runs.Submit("run", () => 6 * 7).Result() == 42, "a run that begins with none");
Ends("the run");
var slow = x.MapBlocks(b =>
{
    Thread.Sleep(500);
    return b;
});
int most = 0;
var computed = Task.Run(() => slow.Compute().ToArray<double>().SequenceEqual(expected));
double took = Until(
    () =>
    {
        most = Math.Max(most, cluster.Nodes.Count);
        return computed.IsCompleted;
    },
    "200 tasks of 0.5 s"
);
Check(computed.Result && most is > 1 and <= 4, $"200 tasks of 0.5 s: {took:0.0} s on at most {most} machines");
Ends("the tasks");
Check(Directory.Exists(loads), "clients say what they do");
cluster.Scale(1);
Until(() => cluster.Nodes.Count == 1, "one machine");
Check(!Directory.Exists(loads), "and no longer after Scale");
client.Dispose();
cluster.Shutdown();
Check(Directory.GetFileSystemEntries(root).Length == 0, "nothing is left");
Directory.Delete(root);
