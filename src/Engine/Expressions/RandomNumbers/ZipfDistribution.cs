namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// Zipf's distribution, of probabilities proportional to k^-a: rejection from a Pareto distribution (Devroye,
/// "Non-uniform random variate generation", 1986, section X.6.1).
/// </summary>
public sealed class ZipfDistribution(double a) : StreamDistribution
{
    private const double Most = 9.2e18;

    internal override uint Purpose => 12;

    internal override bool IsDiscrete => true;

    internal override void AddIdentity(ExprHash hash) => hash.Add(a);

    internal override double Next(ref RandomStream stream)
    {
        double power = a - 1,
            b = Math.Pow(2, power);
        // All but 2^-1024 of the weight is at 1.
        if (a >= 1025)
            return 1;
        while (true)
        {
            double x = Math.Floor(Math.Pow(stream.Uniform(), -1 / power)),
                v = stream.Uniform();
            if (!(x is >= 1 and < Most))
                continue;
            double t = Math.Pow(1 + 1 / x, power);
            if (v * x * (t - 1) / (b - 1) <= t / b)
                return x;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"zipf({a})");
}
