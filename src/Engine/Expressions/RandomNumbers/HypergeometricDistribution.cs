namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The number of good items in a sample without replacement.</summary>
/// <remarks>
/// Samples below 10 are drawn item by item; others by Stadlober's ratio of uniforms, algorithm HRUA* ("The ratio of
/// uniforms approach for generating discrete random variates", Journal of Computational and Applied Mathematics 31,
/// 1990).
/// </remarks>
public sealed class HypergeometricDistribution(long good, long bad, long sample) : StreamDistribution
{
    private const double D1 = 1.7155277699214135,
        D2 = 0.8989161620588988;

    internal override uint Purpose => 10;

    internal override bool IsDiscrete => true;

    internal override void AddIdentity(ExprHash hash) => hash.Add(good).Add(bad).Add(sample);

    internal override double Next(ref RandomStream stream)
    {
        long total = good + bad,
            taken = Math.Min(sample, total - sample);
        // What is not in the sample is a sample too.
        double found = taken < 10 ? OneByOne(ref stream, taken) : Reject(ref stream, taken);
        return taken < sample ? good - found : found;
    }

    private double OneByOne(ref RandomStream stream, long taken)
    {
        double left = good,
            all = (double)good + bad;
        for (long i = 0; i < taken; i++, all--)
        {
            if (stream.Uniform() * all < left)
                left--;
        }

        return good - left;
    }

    private double Reject(ref RandomStream stream, long taken)
    {
        double few = Math.Min(good, bad),
            many = Math.Max(good, bad),
            all = few + many,
            p = few / all,
            a = taken * p + 0.5,
            c = Math.Sqrt((all - taken) * taken * p * (many / all) / (all - 1) + 0.5),
            h = D1 * c + D2,
            m = Math.Floor((taken + 1.0) * (few + 1) / (all + 2)),
            g = Weight(m, few, many, taken),
            bound = Math.Min(Math.Min(taken, few) + 1, Math.Floor(a + 16 * c));
        while (true)
        {
            double u = stream.Uniform(),
                x = a + h * (stream.Uniform() - 0.5) / u;
            if (x < 0 || x >= bound)
                continue;
            double k = Math.Floor(x),
                t = g - Weight(k, few, many, taken);
            if (u * (4 - u) - 3 <= t || u * (u - t) < 1 && 2 * Math.Log(u) <= t)
                return good > bad ? taken - k : k;
        }
    }

    private static double Weight(double k, double few, double many, double taken) =>
        RandomStream.LogFactorial(k)
        + RandomStream.LogFactorial(few - k)
        + RandomStream.LogFactorial(taken - k)
        + RandomStream.LogFactorial(many - taken + k);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"hypergeometric({good}, {bad}, {sample})");
}
