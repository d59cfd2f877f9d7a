// A cluster on a real SLURM, whose commands must be on PATH (SLURM_CONF names its configuration). The home folder or
// GCHUNK_CLUSTERS must be shared by its nodes. Starts two jobs, computes, cancels one, which is replaced, scales to
// three and to one, and shuts down. Prints what it finds. Argument: the partition, if not the default.
using System.Diagnostics;

string? partition = Args.Count > 0 ? Args[0] : null;

string Slurm(string program, params string[] arguments)
{
    var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
    using var process = Process.Start(start)!;
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return output.Trim();
}

string[] Jobs(string name) =>
    Slurm("squeue", "--noheader", "--array", "--format=%i", $"--name=gchunk-{name}", "--me")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

var x = Rand.Normal((2000, 1000), chunks: (100, 100), seed: 3);
var work = (x.Rechunk((2000, 20)).CumSum(0).Rechunk((50, 1000)) * 2).Sum(axis: 0);
double[] expected = work.Compute().ToArray<double>();
var watch = Stopwatch.StartNew();
var cluster = new SlurmCluster(
    cores: 1,
    memory: "1GB",
    walltime: "00:20:00",
    nodes: 2,
    partition: partition,
    idle: 300
);
Print(cluster.JobScript());
cluster.WaitForNodes(2, TimeSpan.FromMinutes(5));
Print($"2 nodes ready after {watch.Elapsed.TotalSeconds:0.0} s");
var client = cluster.GetClient();
client.WaitForWorkers(2);

bool Exact() => work.Compute().ToArray<double>().SequenceEqual(expected);

Print($"exact on 2 jobs: {Exact()}");
string cancelled = Jobs(cluster.Name)[0];
watch.Restart();
Slurm("scancel", "--signal=KILL", cancelled);
Print($"exact while a job is killed: {Exact()} {Exact()}");
while (cluster.Nodes.Count < 2 || Jobs(cluster.Name).Contains(cancelled))
    Thread.Sleep(100);
Print($"job {cancelled} replaced after {watch.Elapsed.TotalSeconds:0.0} s: {string.Join(" ", Jobs(cluster.Name))}");
watch.Restart();
cluster.Scale(3);
cluster.WaitForNodes(3, TimeSpan.FromMinutes(5));
Print($"3 nodes after {watch.Elapsed.TotalSeconds:0.0} s; exact: {Exact()}");
cluster.Scale(1);
while (cluster.Nodes.Count > 1)
    Thread.Sleep(100);
Print($"1 node left; exact: {Exact()}");
string name = cluster.Name;
client.Dispose();
watch.Restart();
cluster.Shutdown();
while (Jobs(name).Length > 0 && watch.Elapsed.TotalSeconds < 60)
    Thread.Sleep(100);
Print($"shut down after {watch.Elapsed.TotalSeconds:0.0} s; {Jobs(name).Length} jobs left");
