// Rolling windows and mapped groups, for windows_peers.py: prints the name and the processor time in ms of each case, the
// least of five.
var chosen = Args.Length > 0 ? Args[0] : "";

double Cpu() => System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds;

void Time(string name, Func<DataArray> make)
{
    if (!name.Contains(chosen))
        return;
    for (int i = 0; i < 3; i++)
        make().Load();
    double best = double.PositiveInfinity;
    for (int i = 0; i < 5; i++)
    {
        double start = Cpu();
        make().Load();
        best = Math.Min(best, Cpu() - start);
    }
    Print(name, Math.Round(best, 2));
}

var series = new DataArray(Rand.Normal((200_000), seed: 1).Expression, ["x"]).Load();
foreach (int window in new[] { 10, 100, 1000 })
{
    Time($"series_median_{window}", () => series.Rolling("x", window).Median());
    Time($"series_mean_{window}", () => series.Rolling("x", window).Mean());
    Time($"series_max_{window}", () => series.Rolling("x", window).Max());
}
var field = new DataArray(Rand.Normal((1825, 40, 40), seed: 1).Expression, ["time", "lat", "lon"]).Load();
foreach (int window in new[] { 5, 30 })
{
    Time($"field_mean_{window}", () => field.Rolling("time", window).Mean());
    Time($"field_sum_{window}", () => field.Rolling("time", window).Sum());
    Time($"field_max_{window}", () => field.Rolling("time", window).Max());
    Time($"field_median_{window}", () => field.Rolling("time", window).Median());
}
int[] keys = Enumerable.Range(0, 10000).Select(i => i % 1000).ToArray();
var grouped = new DataArray(Rand.Normal((10000, 20), seed: 1).Expression, ["time", "x"])
    .Load()
    .AssignCoords("k", new DataArray(NDArray.From(keys), ["time"]));
Time("map_1000_groups", () => grouped.GroupBy("k").Map(g => g - g.Mean("time")));
