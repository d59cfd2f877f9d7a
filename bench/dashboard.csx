// What the dashboard costs: processor seconds of 100,000 tasks of a block each, without it, with nobody looking, and
// with two readers of its events. The kinds take turns; the medians of their ratios are printed.
// usage: ./gchunk bench/dashboard.csx [ROUNDS]
using System.Diagnostics;
using System.Net.Http;

int rounds = Args.Length > 0 ? int.Parse(Args[0]) : 15;
ChunkedArray many = Rand.Normal((1000, 100), 0, 1, (1, 1), seed: 1);

double Seconds()
{
    using Process self = Process.GetCurrentProcess();
    TimeSpan before = self.TotalProcessorTime;
    many.Compute();
    self.Refresh();
    return (self.TotalProcessorTime - before).TotalSeconds;
}

for (int i = 0; i < 10; i++)
    many.Compute();
double[] without = [.. Enumerable.Range(0, rounds).Select(_ => Seconds())];
string address = Dashboard().Replace("/status?", "/status/events?");
var http = new HttpClient();
var ratios = new List<(double Idle, double Watched)>();
for (int i = 0; i < rounds; i++)
{
    double before = Seconds();
    using var stop = new CancellationTokenSource();
    Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => ReadAsync(stop.Token))];
    await Task.Delay(1500);
    double watched = Seconds();
    stop.Cancel();
    await Task.WhenAll(readers);
    // The record goes on for a while after the last reader.
    await Task.Delay(TimeSpan.FromSeconds(35));
    ratios.Add((before, watched));
}

async Task ReadAsync(CancellationToken cancel)
{
    try
    {
        using Stream events = await http.GetStreamAsync(address, cancel);
        await events.CopyToAsync(Stream.Null, cancel);
    }
    catch (OperationCanceledException) { }
}

double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}
Console.WriteLine($"without        {Median(without):0.000} s of processor time");
Console.WriteLine($"nobody looking {Median(ratios.Select(r => r.Idle)):0.000} s");
Console.WriteLine($"two readers    {Median(ratios.Select(r => r.Watched)):0.000} s");
