// %% [markdown]
// # Delayed functions, and more workers
//
// Not everything is an array. `Delay` takes a function, and gives one whose calls are only noted down. Calls can be the
// arguments of other calls; what doesn't depend on each other runs at the same time.
//
// As a script: `./gchunk scripts/courses/2_delayed_and_scaling.csx`.

// %%
Directory.CreateDirectory("out");

// %% [markdown]
// ## Three slow functions
//
// They sleep, as a stand-in for a download or a long calculation.

// %%
int Area(int side)
{
    Thread.Sleep(60);
    return side * side;
}

int Total(int a, int b)
{
    Thread.Sleep(60);
    return a + b;
}

double Side(int area)
{
    Thread.Sleep(60);
    return Math.Sqrt(area);
}

var area = Delay<int, int>(Area);
var total = Delay<int, int, int>(Total);
var side = Delay<int, double>(Side);

// %% [markdown]
// None of these lines waits.

// %%
var field = area(5);
var meadow = area(12);
var square = side(total(field, meadow));
square.Visualize("out/areas.svg", rankdir: "LR");

// %% [markdown]
// Four calls of 60 ms take about 180 ms, because the two areas are computed side by side.

// %%
var watch = System.Diagnostics.Stopwatch.StartNew();
double length = square.Compute();
Print($"a square of side {length} in {(watch.ElapsedMilliseconds < 235 ? "three" : "four")} steps");

// %% [markdown]
// ## A loop becomes a graph
//
// The same works in loops and with conditions, as long as they don't ask for a delayed value. Here each number is
// doubled or halved, and `Collect` makes one delayed list of many delayed values.

// %%
var twice = Delay<int, int>(v => v * 2);
var half = Delay<int, int>(v => v / 2);
var parts = new List<Delayed<int>>();
foreach (int v in Enumerable.Range(1, 6))
    parts.Add(v % 2 == 0 ? half(v) : twice(v));
var all = Delay<IReadOnlyList<int>, int>(vs => vs.Sum())(Collect(parts));
all.Visualize("out/loop.svg");

// %%
Print(all.Compute());

// %% [markdown]
// ## Worker processes
//
// With a client, calls run in processes of their own. It starts with two.

// %%
var client = new Client(workers: 2, threadsPerWorker: 1, memoryLimit: "500MB");
Print(all.Compute());

// %% [markdown]
// `Map` starts the calls at once and returns futures: promises of values, which stay where they were computed until
// you ask. A function may use variables of the script: they travel with it.

// %%
double height = 1.8;
var volumes = client.Map(a => a * a * height, Enumerable.Range(1, 20));
Print(client.Gather(volumes).Sum());

// %% [markdown]
// When there is more to do, scale: calls that are already waiting spread over the new worker too.

// %%
client.Scale(3);
client.WaitForWorkers(3);
var ids = client.Map(
    i =>
    {
        Thread.Sleep(20);
        return Environment.ProcessId;
    },
    Enumerable.Range(0, 24)
);
var ran = client.Gather(ids);
Print($"{ran.Distinct().Count()} processes, and this one is none of them: {!ran.Contains(Environment.ProcessId)}");

// %% [markdown]
// Results in the order in which they come, rather than in that of the calls:

// %%
var naps = client.Map(
    ms =>
    {
        Thread.Sleep(ms);
        return ms;
    },
    [90, 5, 40]
);
foreach (var nap in client.AsCompleted(naps))
    Print(nap.Result());

// %% [markdown]
// A function that fails doesn't stop the others. The future says what happened, and where.

// %%
var risky = client.Map(v => 12 / v, [1, 0, 3]);
Print(risky[1].Exception()!.Message);
Print(client.Gather(risky, errors: "skip").Sum());

// %%
client.Shutdown();
