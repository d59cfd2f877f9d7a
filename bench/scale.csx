// One case of bench/scale at one size: the processor seconds of building and computing it, and the peak memory.
// usage: ./gchunk bench/scale.csx CASE N
using System.Diagnostics;
using System.Globalization;

string name = Args[0];
long n = long.Parse(Args[1], CultureInfo.InvariantCulture);

// Every case gives a number that the peer's side must give too.
var cases = new Dictionary<string, Func<long, double>>
{
    // n blocks of ten elements.
    ["blocks"] = n => (Arange(0, 10 * n, chunks: 10) * 2 + 1).Sum().Compute(),
    ["mask"] = n =>
    {
        var x = Arange(0, 10 * n, chunks: 10);
        return x[x % 2 > 0].Sum().Compute();
    },
    ["permutation"] = n =>
    {
        var x = Arange(0, 10 * n, chunks: 10);
        // A multiplicative step visits every element once.
        long step = 7_368_787 % (10 * n) | 1;
        while (System.Numerics.BigInteger.GreatestCommonDivisor(step, 10 * n) != 1)
            step += 2;
        var order = new long[10 * n];
        for (long i = 1; i < order.Length; i++)
            order[i] = (order[i - 1] + step) % order.Length;
        return (x[order] * Arange(0, 10 * n, chunks: 10) % 7).Sum().Compute();
    },
    ["rechunk"] = n => (Arange(0, 10 * n, chunks: 10).Rechunk(15) % 7).Sum().Compute(),
    ["cumsum"] = n => (Arange(0, 10 * n, chunks: 10) % 7).CumSum().Max().Compute(),
    ["histogram"] = n => Histogram(Arange(0, 10 * n, chunks: 10) % 7, bins: 7, range: (0, 7)).Hist.Max().Compute(),
    // n arrays.
    ["concatenate"] = n =>
    {
        var one = Ones(10);
        var x = one;
        for (long i = 1; i < n; i++)
            x = Concatenate([x, one]);
        return x.Sum().Compute();
    },
    ["stack"] = n =>
    {
        var x = Arange(0, 1000, chunks: 100);
        return Stack([.. Enumerable.Range(0, (int)n).Select(i => x[i % 1000])]).Sum().Compute();
    },
    // n steps.
    ["chain"] = n =>
    {
        var x = Ones(10);
        for (long i = 0; i < n; i++)
            x = x + 1;
        return x.Sum().Compute();
    },
    ["roll"] = n =>
    {
        var x = Arange(0, 20, chunks: 10) * 1.0;
        for (long i = 0; i < n; i++)
            x = (x + x.Roll(1)) / 2;
        return x.Sum().Compute();
    },
    ["diffusion"] = n =>
    {
        var x = Ones((8, 8), chunks: (4, 4)) * Arange(0, 8) * 1.0;
        for (long i = 0; i < n; i++)
            x = (x.Roll(1, 0) + x.Roll(-1, 0) + x.Roll(1, 1) + x.Roll(-1, 1)) / 4;
        return x.Sum().Compute();
    },
    ["flips"] = n =>
    {
        var x = Arange(0, 64, chunks: 16).Reshape((8, 8)) * 1.0;
        for (long i = 0; i < n; i++)
            x = (x + x["::-1"] + x.T) / 3;
        return x.Sum().Compute();
    },
    // n calls.
    ["delayed"] = n =>
    {
        var twice = Delay((int v) => 2.0 * v);
        return Compute([.. Enumerable.Range(0, (int)n).Select(i => twice(i))]).Sum();
    },
};

if (name == "list")
{
    Print(string.Join(" ", cases.Keys));
    return;
}
cases[name](10);
GC.Collect();
var process = Process.GetCurrentProcess();
TimeSpan before = process.TotalProcessorTime;
var wall = Stopwatch.StartNew();
double value = cases[name](n);
wall.Stop();
process.Refresh();
Print(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{name}\t{n}\t{(process.TotalProcessorTime - before).TotalSeconds:F4}\t{wall.Elapsed.TotalSeconds:F4}\t{process.PeakWorkingSet64 / 1e6:F0}\t{value:R}"
    )
);
