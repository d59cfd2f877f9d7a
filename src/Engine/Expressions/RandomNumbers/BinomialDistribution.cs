namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The number of successes in n trials of probability p.</summary>
/// <remarks>
/// Means below 10 use inversion; others Hörmann's transformed rejection, algorithm BTRS ("The generation of binomial
/// random variates", Journal of Statistical Computation and Simulation 46, 1993).
/// </remarks>
public sealed class BinomialDistribution(long n, double p) : StreamDistribution
{
    // What inversion begins with: the probability of no success, or, if successes are more frequent, of no failure.
    private readonly double none = Math.Exp(n * RandomStream.Log1P(-Math.Min(p, 1 - p)));

    internal override uint Purpose => 9;

    internal override bool IsDiscrete => true;

    internal override void AddIdentity(ExprHash hash) => hash.Add(n).Add(p);

    internal override double Next(ref RandomStream stream)
    {
        double rarer = Math.Min(p, 1 - p);
        if (n * rarer >= 10 || rarer <= 0)
            return Draw(ref stream, n, p);
        double drawn = Invert(ref stream, n, rarer, none);
        return p > 0.5 ? n - drawn : drawn;
    }

    /// <summary>Draws a number of successes.</summary>
    internal static double Draw(ref RandomStream stream, double n, double p)
    {
        if (p > 0.5)
            return n - Draw(ref stream, n, 1 - p);
        if (n == 0 || p <= 0)
            return 0;
        return n * p < 10 ? Invert(ref stream, n, p, Math.Exp(n * RandomStream.Log1P(-p))) : Reject(ref stream, n, p);
    }

    private static double Invert(ref RandomStream stream, double n, double p, double none)
    {
        double term = none,
            odds = p / (1 - p),
            left = stream.Uniform();
        double k = 0;
        while (left > term && k < n)
        {
            left -= term;
            k++;
            term *= (n - k + 1) / k * odds;
        }

        return k;
    }

    private static double Reject(ref RandomStream stream, double n, double p)
    {
        double deviation = Math.Sqrt(n * p * (1 - p)),
            b = 1.15 + 2.53 * deviation,
            a = -0.0873 + 0.0248 * b + 0.01 * p,
            c = n * p + 0.5,
            certain = 0.92 - 4.2 / b,
            alpha = (2.83 + 5.1 / b) * deviation,
            odds = p / (1 - p),
            m = Math.Floor((n + 1) * p);
        while (true)
        {
            double u = stream.Uniform() - 0.5,
                v = stream.Uniform(),
                near = 0.5 - Math.Abs(u),
                k = Math.Floor((2 * a / near + b) * u + c);
            if (near >= 0.07 && v <= certain)
                return k;
            if (k < 0 || k > n)
                continue;
            // The logarithm of the probability of k over that of the mode m, by Stirling's formula.
            double ratio =
                (m + 0.5) * Math.Log((m + 1) / (odds * (n - m + 1)))
                + (n + 1) * RandomStream.Log1P((k - m) / (n - k + 1))
                + (k + 0.5) * Math.Log(odds * (n - k + 1) / (k + 1))
                + Correction(m)
                + Correction(n - m)
                - Correction(k)
                - Correction(n - k);
            if (Math.Log(v * alpha / (a / (near * near) + b)) <= ratio)
                return k;
        }
    }

    // log k! less (k + 1/2) log(k + 1) - (k + 1) + log(2π)/2.
    private static double Correction(double k) =>
        k < 16
            ? RandomStream.LogFactorial(k) - ((k + 0.5) * Math.Log(k + 1) - (k + 1) + 0.9189385332046728)
            : RandomStream.Stirling(k + 1);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"binomial({n}, {p})");
}
