// Kills one worker process every 0.3 s, also while it starts, and runs workloads on the client all the while. Prints how
// many results were exact. Arguments: rounds of the four workloads (1), and "joined" to spare workers that are starting.
using System.Diagnostics;

int rounds = Args.Count > 0 ? int.Parse(Args[0]) : 1;
bool joinedOnly = Args.Count > 1 && Args[1] == "joined";
string folder = Directory.CreateTempSubdirectory("gchunk-killed-").FullName;
var x = Rand.Normal((2000, 1000), chunks: (100, 100), seed: 3);
var samples = Rand.Normal((20_000, 4), chunks: (1000, 4), seed: 4);
int files = 0;

double Written()
{
    string path = Path.Combine(folder, $"{files++}.nc");
    new DataArray((x * 2).Expression, ["t", "i"], name: "x").ToDataset().ToNetCdf(path);
    return OpenDataset(path)["x"].Data.Sum().Compute().GetDouble();
}

var workloads = new (string Name, Func<double> Run)[]
{
    ("rechunk", () => (x.Rechunk((2000, 20)).CumSum(0).Rechunk((50, 1000)) * 2).Sum().Compute().GetDouble()),
    ("kmeans", () => new KMeans(3, seed: 1, starts: 2, maxIterations: 20).Fit(samples).Inertia),
    (
        "persist",
        () =>
        {
            var kept = x.Exp().Persist();
            return kept.Mean().Compute().GetDouble() + kept.Std().Compute().GetDouble();
        }
    ),
    ("netcdf", Written),
};
double[] expected = [.. workloads.Select(w => w.Run())];

var client = new Client(workers: 4, threadsPerWorker: 1, memoryLimit: "400MB");
int me = Environment.ProcessId;

int[] Children()
{
    if (joinedOnly)
        return [.. client.Workers.Select(w => w.Pid)];
    var found = new List<int>();
    foreach (string task in Directory.GetDirectories($"/proc/{me}/task"))
    {
        try
        {
            found.AddRange(
                File.ReadAllText(Path.Combine(task, "children"))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Where(c => File.ReadAllText($"/proc/{c}/cmdline").Contains("--connect"))
                    .Select(int.Parse)
            );
        }
        catch (IOException) { }
    }
    return [.. found];
}

bool isOver = false;
int kills = 0;
var killer = new Thread(() =>
{
    var random = new Random(1);
    while (!isOver)
    {
        Thread.Sleep(300);
        int[] all = Children();
        if (all.Length == 0)
            continue;
        try
        {
            Process.GetProcessById(all[random.Next(all.Length)]).Kill();
            kills++;
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception) { }
    }
});
killer.Start();
int exact = 0,
    wrong = 0,
    errors = 0;
for (int round = 0; round < rounds; round++)
{
    for (int w = 0; w < workloads.Length; w++)
    {
        var time = Stopwatch.StartNew();
        try
        {
            double value = workloads[w].Run();
            if (value == expected[w])
                exact++;
            else
                wrong++;
            Console.Error.WriteLine(
                $"{workloads[w].Name}: {(value == expected[w] ? "exact" : $"{value:R} instead of {expected[w]:R}")}, {time.Elapsed.TotalSeconds:0.0} s, {kills} kills"
            );
        }
        catch (Exception e)
        {
            errors++;
            Console.Error.WriteLine(
                $"{workloads[w].Name}: {e.GetType().Name}: {e.Message}, {time.Elapsed.TotalSeconds:0.0} s, {kills} kills"
            );
        }
    }
}
isOver = true;
killer.Join();
client.Shutdown();
Directory.Delete(folder, recursive: true);
Console.WriteLine($"{exact} exact, {wrong} wrong, {errors} errors, {kills} kills");
