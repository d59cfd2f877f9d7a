// The values that the rows of bench/operations.tsv name, and the clock; bench/operations adds the rows.
// Arguments: a folder for files, and the number of elements. Prints a line for each row: its number, and the least
// seconds and processor seconds of a call.
using System.Diagnostics;
using System.Globalization;

string folder = Args[0];
long N = long.Parse(Args[1], CultureInfo.InvariantCulture);
long side = (long)Math.Sqrt(N),
    rowsOf = Math.Max(8, N / 1000),
    columnsOf = N / rowsOf;
var x = Rand.Normal(N, seed: 1).Persist();
var y = Rand.Normal(N, seed: 2).Persist();
var u = Rand.Uniform(N, 0, 1, seed: 3).Persist();
var p = (Rand.Uniform(N, 0, 1, seed: 4) + 1.0).Persist();
var q = Where(Rand.Uniform(N, 0, 1, seed: 5) < 0.1, double.NaN, x).Persist();
var f = x.AsType(DType.Float32).Persist();
var i = Rand.Integers(N, 1, 1000, seed: 6).Persist();
var j = Rand.Integers(N, 1, 1000, seed: 7).Persist();
var s = Rand.Integers(N, 0, 20, seed: 8).Persist();
var n = s.AsType(DType.Int32).Persist();
var t = Rand.Integers(N, 0, N, seed: 9).Persist();
var b = (x > 0.0).Persist();
var c = (y > 0.0).Persist();
var z = (x + y * Complex.ImaginaryOne).Persist();
var g = x[$":{rowsOf * columnsOf}"].Reshape((rowsOf, columnsOf)).Persist();
var m = (Rand.Normal((side, side), seed: 10) + side * Eye(side)).Persist();
var pd = (m.MatMul(m.T) + side * Eye(side)).Persist();
var v = Rand.Normal(side, seed: 11).Persist();
var tall = Rand.Normal((Math.Max(16, N / 20), Math.Min(20, N / 16)), seed: 12).Persist();
var right = Rand.Normal(tall.Shape[0], seed: 13).Persist();
var few = x[$":{N / 4 * 4}"].Reshape((4, N / 4)).Persist();
var edges = Linspace(-3, 3, 50).Persist();
var edges_i = Arange(0, 1000, 7).Persist();
double[] edgeValues = edges.Compute().ToArray<double>();
var kernel = Linspace(0, 1, 9).Persist();
long days = N < 10_000 ? 8 : 730;
long lats = Math.Min(40, (long)Math.Sqrt(N / days)) / 2 * 2,
    lons = N / days / lats / 2 * 2;
var da = new DataArray(Rand.Normal((days, lats, lons), seed: 14).Expression, ["time", "lat", "lon"])
    .Rename("v")
    .AssignCoords("time", DateRange("2001-01-01", periods: (int)days))
    .AssignCoords("lat", new DataArray(Arange(lats).AsType(DType.Float64).Expression, ["lat"]))
    .AssignCoords("lon", new DataArray(Arange(lons).AsType(DType.Float64).Expression, ["lon"]))
    .Load();
var dq = da.Where(da < 1.3).Load();
string nc = Path.Combine(folder, "g.nc"),
    zs = Path.Combine(folder, "g.zarr"),
    rnc = Path.Combine(folder, "r.nc"),
    rncz = Path.Combine(folder, "rz.nc"),
    rzs = Path.Combine(folder, "r.zarr");

double Cpu()
{
    using var process = Process.GetCurrentProcess();
    return process.TotalProcessorTime.TotalSeconds;
}

// NumPy frees a result at once; a result that is not disposed waits for the garbage collector.
void Free(object value)
{
    if (value is NDArray[] several)
    {
        foreach (NDArray each in several)
            each.Dispose();
    }
    else if (value is IDisposable one)
    {
        one.Dispose();
    }
}

// While a program begins, the runtime compiles its methods again in the background, on one of the cores: the first rows
// would take twice as long as later in the same program.
var begun = Stopwatch.StartNew();
for (long compiled = -1; begun.ElapsedMilliseconds < 10_000; )
{
    var calls = Stopwatch.StartNew();
    while (calls.ElapsedMilliseconds < 300)
    {
        Free(((x - 1.0) * y).Compute());
        Free(x.Sum().Compute());
        Free(g.Sum(axis: 0).Compute());
        Free(m["::2, 1:"].Compute());
    }
    long now = System.Runtime.JitInfo.GetCompiledMethodCount();
    if (now == compiled)
        break;
    compiled = now;
}

void Case(int row, Func<object> call)
{
    try
    {
        // The first calls compile the code, and are compiled again when they prove to be hot.
        var watch = Stopwatch.StartNew();
        for (int k = 0; k < 3 || (watch.ElapsedMilliseconds < 60 && k < 2000); k++)
            Free(call());
        double wall = double.PositiveInfinity,
            cpu = double.PositiveInfinity;
        for (int turn = 0; turn < 5; turn++)
        {
            double before = Cpu();
            watch.Restart();
            int calls = 0;
            for (; calls == 0 || watch.ElapsedMilliseconds < 20; calls++)
                Free(call());
            wall = Math.Min(wall, watch.Elapsed.TotalSeconds / calls);
            cpu = Math.Min(cpu, (Cpu() - before) / calls);
        }
        Console.WriteLine(FormattableString.Invariant($"{row}\t{wall:R}\t{cpu:R}"));
    }
    catch (GchunkException error)
    {
        Console.Error.WriteLine($"row {row}: {error.Message}");
    }
}
