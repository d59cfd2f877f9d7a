// Computes on four nodes, each in a network namespace with an address of its own, while something goes wrong: nodes or
// the scheduler's host are killed, the shared folder is gone or full, the network is split, slow or thin, a clock is wrong,
// a node of another version joins. ssh is a command here that enters the namespace; all else is as it is between machines.
// Prints for each scenario whether the results had the bits of threads, how long it took, and what was left. Needs Linux
// and root; ip, nsenter and mount; python3 for the slow link; libfaketime for the clock. Arguments: some of the scenarios.
using System.Diagnostics;
using System.Runtime.CompilerServices;

const int Machines = 4;
string[] hosts = [.. Enumerable.Range(1, Machines).Select(i => $"n{i}")];
const string FakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

static string Here([CallerFilePath] string path = "") => Path.GetFullPath(path);

(int Code, string Output) Shell(string commands)
{
    var start = new ProcessStartInfo("/bin/bash", ["-c", $"exec 2>&1; {commands}"]) { RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string output = process.StandardOutput.ReadToEnd().Trim();
    process.WaitForExit();
    return (process.ExitCode, output);
}

// The switch is a namespace of its own, with a second bridge for the other half of a split network.
string Network(string prefix, string root) =>
    $"""
        set -e
        ip netns add {prefix}hub
        for bridge in br0 br1; do
          ip -n {prefix}hub link add $bridge type bridge
          ip -n {prefix}hub link set $bridge up
        done
        i=0
        for host in client {string.Join(' ', hosts)}; do
          i=$((i + 1))
          ip netns add {prefix}$host
          ip link add eth0 netns {prefix}$host type veth peer name $host netns {prefix}hub
          ip -n {prefix}$host link set lo up
          ip -n {prefix}$host addr add 10.77.0.$i/24 dev eth0
          ip -n {prefix}$host link set eth0 up
          ip -n {prefix}hub link set $host master br0 up
        done
        mkdir -p {root}/clusters {root}/bin
        mount -t tmpfs -o size=48m,mode=700 tmpfs {root}/clusters
        cat >{root}/bin/ssh <<'SSH'
        #!/bin/bash
        while [ "$1" = -o ]; do shift 2; done
        host=$1; shift
        [ -e "$NETS_ROOT/clock-$host" ] && export LD_PRELOAD={FakeTime} FAKETIME=+1h FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 FAKETIME_FORCE_MONOTONIC_FIX=0
        exec nsenter --net=/run/netns/$NETS_PREFIX$host bash -c "$*"
        SSH
        chmod +x {root}/bin/ssh
        """;

string? root = Environment.GetEnvironmentVariable("NETS_ROOT"),
    prefix = Environment.GetEnvironmentVariable("NETS_PREFIX");
if (root is null)
{
    prefix = $"gc{Environment.ProcessId}";
    root = Directory.CreateTempSubdirectory("gchunk-nets-").FullName;
    try
    {
        (int code, string why) = Shell(Network(prefix, root));
        if (code != 0)
        {
            Print($"SKIPPED: this machine allows no network namespaces: {why}");
        }
        else
        {
            // Once more, where the client is.
            var inner = new ProcessStartInfo(
                "nsenter",
                [
                    $"--net=/run/netns/{prefix}client",
                    Environment.ProcessPath!,
                    Environment.GetCommandLineArgs()[0],
                    Here(),
                    .. Args,
                ]
            );
            inner.Environment["NETS_ROOT"] = root;
            inner.Environment["NETS_PREFIX"] = prefix;
            inner.Environment["GCHUNK_CLUSTERS"] = $"{root}/clusters";
            inner.Environment["PATH"] = $"{root}/bin:{Environment.GetEnvironmentVariable("PATH")}";
            using Process process = Process.Start(inner)!;
            process.WaitForExit();
            Environment.ExitCode = process.ExitCode;
        }
    }
    finally
    {
        Shell(
            $"umount {root}/clusters; for host in hub client {string.Join(' ', hosts)}; do ip netns del {prefix}$host; done"
        );
        Directory.Delete(root, recursive: true);
    }
}
else
{
    Scenarios();
}

void Scenarios()
{
    var rain = OpenMfDataset(Path.Combine(Here(), "../../../../../../scripts/data/pr/*.nc"))["pr"];
    var anomaly = rain.GroupBy("time.month") - rain.GroupBy("time.month").Mean();
    var x = Rand.Normal((2000, 1000), chunks: (100, 100), seed: 3);
    var samples = Rand.Normal((20_000, 4), chunks: (1000, 4), seed: 4);
    var square = Delay((int i) => i * i);
    var workloads = new (string Name, Func<double[]> Run)[]
    {
        ("anomaly", () => anomaly.Compute().ToArray<double>()),
        (
            "rechunk",
            () => (x.Rechunk((2000, 20)).CumSum(0).Rechunk((50, 1000)) * 2).Sum(axis: 0).Compute().ToArray<double>()
        ),
        ("kmeans", () => [new KMeans(3, seed: 1, starts: 2, maxIterations: 10).Fit(samples).Inertia]),
        (
            "spectral",
            () =>
                new SpectralClustering(3, affinity: Affinity.NearestNeighbors(8), seed: 1)
                    .Fit(samples[..2000])
                    .Labels.Compute()
                    .ToArray<double>()
        ),
        ("calls", () => [.. Compute(Enumerable.Range(0, 100_000).Select(i => square(i))).Select(v => (double)v)]),
    };
    double[][] expected = [.. workloads.Select(w => w.Run())];
    var random = new Random(1);

    string Namespace(string host) => $"--net=/run/netns/{prefix}{host}";
    int[] Nodes(string host) =>
        [
            .. Shell($"ip netns pids {prefix}{host}")
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(int.Parse)
                .Where(pid =>
                    File.Exists($"/proc/{pid}/cmdline")
                    && Words(pid) is var words
                    && words.Contains("node")
                    && words.Contains("--cluster")
                ),
        ];
    string[] Words(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0') is [not "bash", ..] words ? words : [];
        }
        catch (IOException)
        {
            return [];
        }
    }
    int kills = 0;
    void Kill(string host)
    {
        foreach (int pid in Nodes(host))
        {
            Shell($"kill -9 {pid}");
            kills++;
        }
    }
    void Pause(double seconds) => Thread.Sleep(TimeSpan.FromSeconds(seconds));
    var links = new List<Process>();
    void Slow(string delay, string loss, params string[] rate)
    {
        foreach (string host in hosts)
        {
            string at = prefix + host;
            string mac = Shell($"ip -n {at} -br link show eth0 | awk '{{print $3}}'").Output,
                address = Shell($"ip -n {at} -br addr show eth0 | awk '{{print $3}}'").Output;
            Shell($"ip -n {at} link set eth0 down; ip -n {at} addr flush dev eth0; ip -n {at} link set eth0 name wire");
            var start = new ProcessStartInfo(
                "python3",
                [
                    Path.Combine(Path.GetDirectoryName(Here())!, "slow_link.py"),
                    at,
                    "eth0",
                    mac,
                    $"{prefix}hub",
                    $"slow-{host}",
                    delay,
                    loss,
                    "7",
                    .. rate,
                ]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            Process link = Process.Start(start)!;
            links.Add(link);
            if (link.StandardOutput.ReadLine() != "ready")
                throw new Exception("the slow link does not start");
            Shell(
                $"ip -n {at} addr add {address} dev eth0; ip -n {at} link set eth0 up; ip -n {prefix}hub link set slow-{host} master br0 up"
            );
        }
    }
    void Fast()
    {
        foreach (Process link in links)
        {
            link.StandardInput.Close();
            link.WaitForExit();
        }
        for (int i = 0; i < Machines; i++)
        {
            string at = prefix + hosts[i];
            Shell(
                $"ip -n {at} link set wire name eth0; ip -n {at} addr add 10.77.0.{i + 2}/24 dev eth0; ip -n {at} link set eth0 up"
            );
        }
    }
    // The same program, by another identifier of its build.
    string Other()
    {
        string program = Environment.GetCommandLineArgs()[0],
            copy = Directory.CreateDirectory($"{root}/other").FullName;
        Shell($"cp -r {Path.GetDirectoryName(program)}/. {copy}");
        string engine = Path.Combine(copy, Path.GetFileName(typeof(NDArray).Assembly.Location));
        byte[] bytes = File.ReadAllBytes(engine),
            build = typeof(NDArray).Module.ModuleVersionId.ToByteArray();
        int at = bytes.AsSpan().IndexOf(build);
        bytes[at] ^= 1;
        File.WriteAllBytes(engine, bytes);
        return Path.Combine(copy, Path.GetFileName(program));
    }

    // The times of two rechunks of as many bytes.
    string Packed()
    {
        var random = Rand.Normal((4000, 1000), chunks: (100, 100), seed: 5).Persist();
        var steps = Arange(4_000_000.0).Reshape((4000, 1000)).Rechunk((100, 100)).Persist();
        double[] Times(ChunkedArray of) =>
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                    {
                        var watch = Stopwatch.StartNew();
                        of.Rechunk((4000, 50)).CumSum(0).Sum(axis: 0).Compute();
                        return watch.Elapsed.TotalSeconds;
                    }),
            ];
        double[] first = Times(random),
            second = Times(steps),
            third = Times(random);
        string Text(double[] times) => string.Join(" ", times.Select(t => $"{t:0.0}"));
        return $"rechunks of random numbers: {Text(first)} {Text(third)} s; of steps: {Text(second)} s";
    }

    string note = "";
    var scenarios = new (string Name, Action Before, Action<SshCluster, Client> Fault, Action After)[]
    {
        ("nothing", () => { }, (_, _) => { }, () => { }),
        (
            "kills",
            () => { },
            (cluster, _) =>
            {
                for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < 20; Pause(2))
                {
                    string[] ready = [.. cluster.Nodes.Select(n => n.Name)];
                    // One stays, so that not only nodes start.
                    if (ready.Length > 1)
                        Kill(ready[random.Next(ready.Length)]);
                }
                note = $"{kills} nodes killed";
            },
            () => { }
        ),
        (
            "host",
            () => { },
            (_, client) =>
            {
                foreach ((string name, Func<double[]> run) in workloads)
                {
                    var its = client.Runs.Submit(name, run);
                    while (its.Host.Length == 0 && !its.IsFinished)
                        Thread.Sleep(20);
                    Pause(0.5);
                    string host = its.Host;
                    if (!its.IsFinished)
                        Kill(host);
                    bool same = its.Result(TimeSpan.FromMinutes(3))
                        .SequenceEqual(expected[Array.FindIndex(workloads, w => w.Name == name)]);
                    note += $"{name}: {(same ? "exact" : "WRONG")} after {host}, by {its.Host}; ";
                }
                note += $"{kills} hosts killed";
            },
            () => { }
        ),
        (
            "folder",
            () => { },
            (cluster, _) =>
            {
                string folder = $"{root}/clusters/{cluster.Name}";
                Directory.Move(folder, folder + ".away");
                Pause(10);
                Directory.Move(folder + ".away", folder);
            },
            () => { }
        ),
        (
            "partition",
            () => { },
            (cluster, _) =>
            {
                Pause(1);
                Shell($"for host in n3 n4; do ip -n {prefix}hub link set $host master br1; done");
                Pause(20);
                int seen = cluster.Nodes.Count;
                Shell($"for host in n3 n4; do ip -n {prefix}hub link set $host master br0; done");
                var watch = Stopwatch.StartNew();
                while (cluster.Nodes.Count < Machines && watch.Elapsed.TotalSeconds < 60)
                    Thread.Sleep(100);
                note =
                    $"{seen} nodes while it was split, {cluster.Nodes.Count} {watch.Elapsed.TotalSeconds:0.0} s after";
            },
            () => { }
        ),
        ("slow", () => Slow("20", "1"), (_, _) => { }, Fast),
        // Numbers that compress arrive faster than random ones.
        ("thin", () => Slow("1", "0", "40"), (_, _) => note = Packed(), Fast),
        ("wide", () => { }, (_, _) => note = Packed(), () => { }),
        (
            "full",
            () => { },
            (_, client) =>
            {
                string fill = $"{root}/clusters/fill";
                Shell($"dd if=/dev/zero of={fill} bs=64k");
                long left = new DriveInfo($"{root}/clusters").AvailableFreeSpace;
                Pause(10);
                File.Delete(fill);
                note = $"{left} bytes were left";
            },
            () => { }
        ),
        (
            "clock",
            () => File.WriteAllText($"{root}/clock-n4", ""),
            (_, client) =>
            {
                var hours = client.Gather(
                    client.Map(
                        i =>
                        {
                            Thread.Sleep(20);
                            return DateTime.UtcNow;
                        },
                        Enumerable.Range(0, 60)
                    )
                );
                note = $"clocks differ by {(hours.Max() - hours.Min()).TotalMinutes:0} minutes";
            },
            () => File.Delete($"{root}/clock-n4")
        ),
        (
            "version",
            () => { },
            (cluster, client) =>
            {
                string other = Other(),
                    log = $"{root}/other.log";
                File.WriteAllText(log, "");
                Process late = Process.Start(
                    "nsenter",
                    [
                        Namespace("n4"),
                        "bash",
                        "-c",
                        $"exec {Environment.ProcessPath} exec {other} node --cluster {root}/clusters/{cluster.Name} --name other --bind eth0 --cores 1 >{log} 2>&1",
                    ]
                );
                var watch = Stopwatch.StartNew();
                while (!File.ReadAllText(log).Contains("ready") && watch.Elapsed.TotalSeconds < 60 && !late.HasExited)
                    Thread.Sleep(100);
                Pause(5);
                note =
                    $"it said '{File.ReadAllText(log).Trim().Split('\n')[^1]}'; {client.Workers.Count} workers, {cluster.Nodes.Count} nodes";
                late.Kill();
                late.WaitForExit();
            },
            () => Directory.Delete($"{root}/other", true)
        ),
    };
    Print("scenario  | results             | seconds (ready) | left                    | notes");
    foreach ((string name, Action before, Action<SshCluster, Client> fault, Action after) in scenarios)
    {
        if (Args.Count > 0 && !Args.Contains(name))
            continue;
        if (name == "clock" && !File.Exists(FakeTime))
        {
            Print($"{name, -9} | SKIPPED: there is no {FakeTime}; apt install libfaketime");
            continue;
        }
        (note, kills) = ("", 0);
        int exact = 0,
            wrong = 0,
            errors = 0;
        before();
        var watch = Stopwatch.StartNew();
        var cluster = new SshCluster(hosts, cores: 1, memory: "600MB", bind: "eth0");
        cluster.WaitForNodes(Machines, TimeSpan.FromMinutes(3));
        Client client = cluster.GetClient();
        client.WaitForWorkers(Machines, TimeSpan.FromMinutes(1));
        double ready = watch.Elapsed.TotalSeconds;
        Exception? failed = null;
        var going = new Thread(() =>
        {
            try
            {
                fault(cluster, client);
            }
            catch (Exception e)
            {
                failed = e;
            }
        });
        going.Start();
        if (name is "thin" or "wide")
            going.Join();
        do
        {
            for (int i = 0; i < workloads.Length; i++)
            {
                try
                {
                    bool same = workloads[i].Run().SequenceEqual(expected[i]);
                    exact += same ? 1 : 0;
                    wrong += same ? 0 : 1;
                }
                catch (Exception e)
                {
                    errors++;
                    Console.Error.WriteLine($"{name}: {workloads[i].Name}: {e.Message}");
                }
            }
        } while (going.IsAlive);
        double seconds = watch.Elapsed.TotalSeconds;
        if (failed is not null)
            note += $" FAILED: {failed.Message}";
        client.Dispose();
        cluster.Shutdown();
        after();
        int left = hosts.Sum(host =>
                Shell($"ip netns pids {prefix}{host}").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
            ),
            folders = Directory.GetFileSystemEntries($"{root}/clusters").Length;
        Print(
            $"{name, -9} | {exact, 3} exact{(wrong + errors == 0 ? "           " : $", {wrong} WRONG, {errors} errors")} | {seconds, 6:0.0} ({ready, 4:0.0})  | {left} processes, {folders} folders | {note}"
        );
        if (wrong + errors + left + folders > 0 || failed is not null)
            Environment.ExitCode = 1;
    }
}
