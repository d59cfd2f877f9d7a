// Runs ten workloads on arrays of four times the memory limit, and prints the peak memory of the process in bytes.
var x = Rand.Uniform((10_000, 5_000), chunks: (500, 1_000), seed: 5); // 400 MB
var results = new List<double>
{
    (x - x.Mean(axis: 0)).Pow(2).Mean().Compute(),
    x.Std().Compute(),
    x.T.Sum(axis: 0).Max().Compute(),
    x.Rechunk((10_000, 50)).Max(axis: 0).Sum().Compute(),
    // The rechunk needs all blocks at once. They do not fit in memory, so they are spilled.
    x.Reshape((5_000, 10_000)).Rechunk((5_000, 100)).Min(axis: 0).Sum().Compute(),
    (x * x["::-1, ::-1"]).Mean().Compute(),
    Concatenate([x, x * 2]).Sum().Compute(),
    x["::3, ::-2"].Var().Compute(),
    Cos(x).Mean(axis: 1).Std().Compute(),
    (x.Min(axis: 0) + x.Max(axis: 0)).Mean().Compute(),
};
if (results.Any(double.IsNaN))
    throw new Exception("a workload gave NaN");
string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM"));
Console.WriteLine(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024);
