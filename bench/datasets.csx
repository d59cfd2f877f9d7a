// The data set benchmarks of gchunk, run by bench/run. Prints one row per case (name, median seconds, value) and, on
// standard error, CPU times and the peak memory.
// Args[0] is the folder that bench/make_data.py filled; the other arguments select cases.
using System.Diagnostics;
using System.Globalization;

string folder = Args[0];
string[] only = [.. Args.Skip(1)];

void Case(string name, Func<double> work, int runs = 3)
{
    if (only.Length > 0 && !only.Contains(name))
        return;
    var seconds = new List<double>();
    var process = Process.GetCurrentProcess();
    TimeSpan before = process.TotalProcessorTime;
    double value = 0;
    // The first run is not counted, because it includes compilation, which the peers do not have.
    for (int i = 0; i <= runs; i++)
    {
        long start = Stopwatch.GetTimestamp();
        value = work();
        if (i == 0)
        {
            process.Refresh();
            before = process.TotalProcessorTime;
        }
        else
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
    seconds.Sort();
    process.Refresh();
    Console.Error.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {(process.TotalProcessorTime - before).TotalSeconds / runs:0.000} s of CPU time"
        )
    );
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}\t{seconds[seconds.Count / 2]:0.0000}\t{value}")
    );
}

Dataset Imerg(bool manifest = true) => OpenMfDataset($"{folder}/imerg/*.nc4", manifest: manifest);

Dataset Ssh(bool manifest = true) => OpenMfDataset($"{folder}/ssh/*.nc", manifest: manifest);

Case("open.imerg", () => Imerg(manifest: false).Sizes["time"]);
Case("open.ssh", () => Ssh(manifest: false).Sizes["time"]);
Case("open.imerg.again", () => Imerg().Sizes["time"]);
Case("open.ssh.again", () => Ssh().Sizes["time"]);
var rain = Imerg()["HQprecipitation"];
var adt = Ssh()["adt"];

// The lower bounds of the other cases: read, decompress and unshuffle the same bytes, and do almost nothing with them.
var rawRain = OpenMfDataset($"{folder}/imerg/*.nc4", maskAndScale: false)["HQprecipitation"];
var rawAdt = OpenMfDataset($"{folder}/ssh/*.nc", maskAndScale: false)["adt"];
Case("imerg.floor", () => rawRain.Max().Compute().GetDouble());
Case("ssh.floor", () => rawAdt.Max().Compute().GetDouble());
Case("imerg.mean", () => rain.Mean("time").Compute().GetDouble(0, 0));
Case("imerg.weekly.std", () => rain.Resample("time", "1W").Mean().Std("time").Compute().GetDouble(0, 0));
Case("ssh.mean", () => adt.Mean("time").Compute().GetDouble(0, 0));
Case(
    "ssh.anomaly",
    () =>
    {
        var anomaly = adt - adt.Mean("time").Load();
        var weight = Cos(Deg2Rad(adt["lat"]));
        weight /= weight.Mean();
        var variance = anomaly.Pow(2).Mean("lon", "time").Compute();
        return variance.GetDouble(300) + (anomaly * weight).Mean("lon", "lat").Compute().GetDouble(0);
    }
);
Case("ssh.x-mean.lazy", () => (adt - adt.Mean("time")).Pow(2).Mean("lon", "time").Compute().GetDouble(300));
Case("ssh.monthly", () => adt.GroupBy("time.month").Mean().Compute().GetDouble(0, 360, 0));
Console.Error.WriteLine($"peak memory: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
