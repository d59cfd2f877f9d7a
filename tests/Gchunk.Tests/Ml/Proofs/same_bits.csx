// Fits every estimator by threads, worker processes, memory limits and chunks, and while workers are killed, and
// compares all bits of what is found. Prints a line for each estimator that differs, then how many were the same.
// Arguments: "short" or "full", then the names of some estimators (all by default).
#load "estimators.csx"
using System.Diagnostics;
using Gchunk.Engine.Execution;

bool isFull = Args.Count > 0 && Args[0] == "full";
Estimator[] chosen = [.. estimators.Where(e => Args.Count < 2 || Args.Skip(1).Any(e.Name.Contains))];

DataArray Input(Estimator e, bool inOtherChunks = false)
{
    long count = !isFull ? 420
        : e.ComparesPairs ? 3000
        : 60_000,
        features = isFull ? 30 : 6;
    DataArray x = Samples(count, features);
    return inOtherChunks ? new DataArray(x.Data.Rechunk((97, 4)).Expression, ["z", "t"]) : x;
}

RunOptions before = RunOptions.Default;
var expected = new Dictionary<string, string>();
int same = 0,
    different = 0,
    kills = 0;

void Compare(string configuration, bool inOtherChunks = false, bool isTooLow = false, Action? begun = null)
{
    var watch = Stopwatch.StartNew();
    foreach (Estimator e in chosen)
    {
        if (isTooLow && e.HoldsPairs)
            continue;
        string digest;
        begun?.Invoke();
        try
        {
            digest = Digest(e.Fit(Input(e, inOtherChunks)));
        }
        catch (Exception error)
        {
            digest = error.GetType().Name + ": " + error.Message;
        }
        if (expected.TryAdd(e.Name, digest) || expected[e.Name] == digest)
        {
            same++;
            continue;
        }
        different++;
        Print($"{e.Name}, {configuration}: {digest} instead of {expected[e.Name]}");
    }
    Console.Error.WriteLine($"{configuration}: {watch.Elapsed.TotalSeconds:0.0} s");
}

foreach (int threads in new[] { 2, 1, 8 })
{
    RunOptions.Default = before with { Executor = new ThreadsExecutor(threads) };
    Compare($"{threads} threads");
}
RunOptions.Default = before;
Compare("other chunks", true);

// The first is less than the distances of all pairs, and little more than three times the samples, which the search
// for starts needs.
long[] limits = isFull ? [50_000_000, 90_000_000, 400_000_000] : [500_000, 4_000_000];
foreach (long limit in limits)
{
    RunOptions.Default = before with { MemoryLimit = limit };
    Compare($"a limit of {limit / 1000} kB", isTooLow: limit == limits[0]);
}
RunOptions.Default = before;

// Worker processes take time to start: in the short form, one form of each estimator, and one kill of each.
if (!isFull)
    chosen = [.. chosen.DistinctBy(e => e.Name.Split(' ', ',')[0])];
foreach (int workers in isFull ? [1, 2, 4] : new[] { 2 })
{
    using var client = new Client(workers: workers, threadsPerWorker: 1, memoryLimit: "400MB");
    Compare($"{workers} workers");
}

using (var client = new Client(workers: 3, threadsPerWorker: 1, memoryLimit: "400MB"))
{
    var killer = new Killer(client, isFull ? 60 : int.MaxValue);
    using (RunEvents.Subscribe(killer))
        Compare("killed workers", begun: killer.Begin);
    kills = killer.Kills;
}
Console.Error.WriteLine($"{kills} kills");
Print($"{same} the same, {different} different, {(kills > 0 ? "with" : "without")} kills");

// Kills the worker that finished the third task of a fit, and of every so many after it.
class Killer(Client client, int every) : IRunObserver
{
    private int tasks;

    public int Kills { get; private set; }

    public void Begin() => tasks = 0;

    public void OnEvent(in RunEvent e)
    {
        if (e.Kind != RunEventKind.TaskFinished || e.Worker.Length == 0)
            return;
        if (Interlocked.Increment(ref tasks) % every != 3)
            return;
        string name = e.Worker;
        // Elsewhere than on the thread that tells of events.
        ThreadPool.QueueUserWorkItem(_ =>
        {
            try
            {
                Process.GetProcessById(client.Workers.First(w => w.Name == name).Pid).Kill();
                Kills++;
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException) { }
        });
    }
}
