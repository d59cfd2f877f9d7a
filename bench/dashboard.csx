// What the dashboard costs: processor seconds of 100,000 tasks of a block each, without it, with nobody looking, while
// tasks are recorded, and with two readers of the events. The kinds take turns; the least of each is printed.
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

for (int i = 0; i < 30; i++)
    many.Compute();
double[] without = [.. Enumerable.Range(0, rounds).Select(_ => Seconds())];
string address = Dashboard().Replace("/status?", "/status/events?");
var http = new HttpClient();
var taken = new List<(double Idle, double Recorded, double Watched)>();
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
    double recorded = Seconds();
    await Task.Delay(TimeSpan.FromSeconds(35));
    taken.Add((before, recorded, watched));
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

double least = without.Min();
foreach (
    (string kind, double seconds) in (ReadOnlySpan<(string, double)>)
        [
            ("without", least),
            ("nobody looking", taken.Min(r => r.Idle)),
            ("recorded", taken.Min(r => r.Recorded)),
            ("two readers", taken.Min(r => r.Watched)),
        ]
)
{
    Console.WriteLine(
        $"{kind, -14} {seconds:0.000} s of processor time, {(seconds - least) * 10:0.00} µs or {100 * ((seconds / least) - 1):0.0} % more a task"
    );
}
