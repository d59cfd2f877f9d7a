// The number of machines follows the work: a cluster begins with two, gives both back when there is nothing to do, and
// starts others for a client that connects, for a run that was submitted, and for many tasks. Prints when.
using System.Diagnostics;

string root = Directory.CreateTempSubdirectory("gchunk-adapted-").FullName;
Environment.SetEnvironmentVariable("GCHUNK_CLUSTERS", root);
var watch = Stopwatch.StartNew();

void Say(string what) => Print($"{watch.Elapsed.TotalSeconds, 6:0.0} s  {what}");

var x = Rand.Normal((2000, 1000), chunks: (100, 100), seed: 3);
double[] expected = x.Compute().ToArray<double>();
var cluster = new LocalCluster(workers: 1, machines: 2, memoryLimit: "500MB");
var client = cluster.GetClient();

void WaitFor(int machines)
{
    while (cluster.Nodes.Count != machines)
        Thread.Sleep(50);
    Say($"{machines} machines");
}

// In a function, so that nothing refers to the array afterwards.
void Hold()
{
    var held = x.Persist();
    Say($"persisted: {held.Compute().ToArray<double>().SequenceEqual(expected)}");
    cluster.Adapt(0, 4);
    Thread.Sleep(15_000);
    Say($"{cluster.Nodes.Count} machines hold its blocks");
    GC.KeepAlive(held);
}

Hold();
GC.Collect();
GC.WaitForPendingFinalizers();
WaitFor(0);
Say($"computed after none was left: {x.Compute().ToArray<double>().SequenceEqual(expected)}");
WaitFor(0);
Say($"a run that begins with none: {cluster.Runs.Submit("run", () => 6 * 7).Result()}");
WaitFor(0);
var slow = x.MapBlocks(b =>
{
    Thread.Sleep(500);
    return b;
});
int most = 0;
var computed = Task.Run(() => slow.Compute().ToArray<double>().SequenceEqual(expected));
while (!computed.IsCompleted)
{
    most = Math.Max(most, cluster.Nodes.Count);
    Thread.Sleep(50);
}
Say($"200 tasks of 0.5 s: {computed.Result}, at most {most} machines");
WaitFor(0);
client.Dispose();
cluster.Shutdown();
Say($"left: {Directory.GetFileSystemEntries(root).Length} folders");
Directory.Delete(root);
