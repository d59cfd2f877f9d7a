// A session that lives long: computations, inputs of a script, scalings and clients, one after another. Prints what the
// process has after half of each and at its end; what grows is a leak. Arguments: computations (10000), scalings (50),
// clients (100).
using System.Diagnostics;

int computations = Args.Count > 0 ? int.Parse(Args[0]) : 10_000,
    scalings = Args.Count > 1 ? int.Parse(Args[1]) : 50,
    clients = Args.Count > 2 ? int.Parse(Args[2]) : 100;
bool isFlat = true;
string folder = Directory.CreateTempSubdirectory("gchunk-long-").FullName;
string path = Path.Combine(folder, "x.nc");
new DataArray(Rand.Normal((200, 100), chunks: (50, 100), seed: 1).Expression, ["t", "x"], name: "v")
    .ToDataset()
    .ToNetCdf(path);

void Repeat(string what, int times, Action<int> act)
{
    Figures? early = null;
    for (int i = 0; i < times; i++)
    {
        act(i);
        if (i + 1 == Math.Max(1, times / 2))
            early = Figures.Now();
    }
    Figures late = Figures.Now();
    bool isSame = late.IsLike(early!);
    isFlat &= isSame;
    Print($"{what}: {times}: {early} -> {late}{(isSame ? "" : ": GROWS")}");
}

record Figures(long Megabytes, long Heap, int Threads, int Descriptors, int Children, int Shared, int Temporary)
{
    public static Figures Now()
    {
        // What ended a moment ago is still being cleared away.
        Figures now = Once();
        for (int same = 0; same < 20; same++)
        {
            Thread.Sleep(100);
            Figures next = Once();
            if (next.Threads < now.Threads || next.Descriptors < now.Descriptors || next.Children < now.Children)
                same = 0;
            now = next;
        }
        return now;
    }

    private static Figures Once()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        string[] status = File.ReadAllLines("/proc/self/status");
        long Field(string name) =>
            long.Parse(status.First(l => l.StartsWith(name))[(name.Length + 1)..].Replace("kB", "").Trim());
        int me = Environment.ProcessId;
        string[] maps = File.ReadAllLines("/proc/self/maps");
        return new Figures(
            Field("RssAnon") / 1000,
            GC.GetGCMemoryInfo().HeapSizeBytes / 1_000_000,
            (int)Field("Threads"),
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            Directory
                .GetDirectories("/proc/self/task")
                .Sum(t =>
                    Try(() =>
                        File.ReadAllText(t + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length
                    )
                ),
            maps.Count(m => (m.Contains("memfd:") && !m.Contains("doublemapper")) || m.Contains("/dev/shm")),
            Directory.GetFileSystemEntries(Path.GetTempPath()).Count(e => Path.GetFileName(e).Contains($"{me}"))
        );
    }

    private static int Try(Func<int> count)
    {
        try
        {
            return count();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public bool IsLike(Figures early) =>
        Megabytes <= early.Megabytes * 1.25 + 30
        && Heap <= early.Heap * 1.25 + 5
        && Threads <= early.Threads + 4
        && Descriptors <= early.Descriptors + 4
        && Children <= early.Children
        && Shared <= early.Shared + 2
        && Temporary <= early.Temporary;

    public override string ToString() =>
        $"{Megabytes} MB, heap {Heap} MB, {Threads} threads, {Descriptors} descriptors, {Children} children, {Shared} shared, {Temporary} temporary";
}

var random = new Random(1);
Repeat(
    "computations",
    computations,
    i =>
    {
        var x = Rand.Normal((64, 64), chunks: (16, 64), seed: i);
        _ = (i % 5) switch
        {
            0 => (x * 2 + i).Sum().Compute(),
            1 => x.Rechunk((64, 16)).CumSum(0).Max().Compute(),
            2 => x.Persist().Mean().Compute(),
            3 => OpenDataset(path)["v"].Isel("t", ..(1 + i % 200)).Mean().Data.Compute(),
            _ => x.Exp().Std().Compute(),
        };
        if (i % 100 == 99)
            OpenDataset(path).ToNetCdf(Path.Combine(folder, $"{i % 3}.nc"));
    }
);
var client = new Client(workers: 1, threadsPerWorker: 1, memoryLimit: "300MB");
Repeat(
    "computations on workers",
    computations / 5,
    i =>
        _ = (
            i % 2 == 0 ? (Rand.Normal((64, 64), chunks: (16, 64), seed: i) + i).Sum() : Ones((64, 64)).Persist().Sum()
        ).Compute()
);
Repeat("submitted calls", computations / 5, i => _ = client.Submit(() => i + 1).Result());
Repeat(
    "scalings",
    scalings,
    i =>
    {
        client.Scale(2);
        client.Scale(1);
        _ = Ones((64, 64), chunks: (16, 64)).Sum().Compute();
    }
);
client.Shutdown();
Repeat(
    "clients",
    clients,
    i =>
    {
        var one = new Client(workers: 1, threadsPerWorker: 1, memoryLimit: "300MB");
        _ = Ones((64, 64), chunks: (16, 64)).Sum().Compute();
        one.Shutdown();
    }
);
Directory.Delete(folder, recursive: true);
Environment.Exit(isFlat ? 0 : 1);
