// The cases of bench/breadth: functions that were once slower than NumPy's. usage: bench/breadth.csx CASE …
// Writes a line for each case: its name and the least processor time of a call, in milliseconds.
var cases = new Dictionary<string, Func<object>>();
var x = Rand.Normal(4_000_000, seed: 4).Persist();
var y = Rand.Normal(4_000_000, seed: 5).Persist();
var n = (Arange(4_000_000) % 20).AsType(DType.Int32).Persist();
cases["frexp"] = () => Compute(FrexpMantissa(x), FrexpExponent(x));
cases["ldexp"] = () => Ldexp(x, n).Compute();
cases["spacing"] = () => Spacing(x).Compute();
cases["logaddexp2"] = () => LogAddExp2(x, y).Compute();
cases["sinc"] = () => Sinc(x).Compute();
var masked = Ma.MaskedArray(x, (x > 1.0).Persist());
cases["masked mean"] = () => masked.Mean().Compute();
cases["masked add"] = () => (masked + masked).Compute();
var square = Rand.Normal((2000, 2000), seed: 1).Persist();
var positive = (square.MatMul(square.T) + 2000 * Eye(2000)).Persist();
cases["cholesky 2000²"] = () => positive.Cholesky().Compute();
var tall = Rand.Normal((200_000, 20), seed: 2).Persist();
var right = Rand.Normal(200_000, seed: 3).Persist();
cases["lstsq 200000 × 20"] = () => tall.Lstsq(right).X.Compute();
var wide = Rand.Normal((4000, 400), seed: 2).Persist();
var wideRight = Rand.Normal(4000, seed: 3).Persist();
cases["lstsq 4000 × 400"] = () => wide.Lstsq(wideRight).X.Compute();
var complex = (Rand.Normal((600, 600), seed: 6) + Rand.Normal((600, 600), seed: 7) * Complex.ImaginaryOne).Persist();
cases["complex svd 600²"] = () => complex.Svd().S.Compute();
cases["complex solve 600²"] = () => complex.Solve(complex).Compute();

// NumPy frees a result at once; a result that is not disposed waits for the garbage collector.
void Call(string name)
{
    switch (cases[name]())
    {
        case NDArray[] several:
            foreach (NDArray each in several)
                each.Dispose();
            break;
        case MaskedNDArray both:
            both.Values.Dispose();
            both.Mask.Dispose();
            break;
        case IDisposable one:
            one.Dispose();
            break;
    }
}

double Cpu()
{
    using var process = System.Diagnostics.Process.GetCurrentProcess();
    return process.TotalProcessorTime.TotalMilliseconds;
}

foreach (string name in Args.Length > 0 ? Args : cases.Keys.ToArray())
{
    // Several calls at once, because processor time is counted in steps.
    for (int call = 0; call < 5; call++)
        Call(name);
    double best = double.PositiveInfinity;
    for (int round = 0; round < 4; round++)
    {
        double before = Cpu();
        for (int call = 0; call < 4; call++)
            Call(name);
        best = Math.Min(best, (Cpu() - before) / 4);
    }
    Console.WriteLine(FormattableString.Invariant($"{name}\t{best:0.000}"));
}
