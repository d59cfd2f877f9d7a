namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>A distribution with its parameters, whose numbers are drawn one by one; see <see cref="RandomDrawOp"/>.</summary>
/// <param name="kind">The distribution.</param>
/// <param name="a">The first parameter.</param>
/// <param name="b">The second parameter.</param>
/// <param name="c">The third parameter.</param>
internal sealed class DrawnDistribution(DistributionKind kind, double a, double b, double c)
{
    // Those that prepare something for their parameters.
    private readonly StreamDistribution? prepared = Missing(kind, a, b, c) is not null
        ? null
        : kind switch
        {
            DistributionKind.Beta => new BetaDistribution(a, b),
            DistributionKind.VonMises => new VonMisesDistribution(a, b),
            DistributionKind.Binomial => new BinomialDistribution((long)a, b),
            DistributionKind.Hypergeometric => new HypergeometricDistribution((long)a, (long)b, (long)c),
            DistributionKind.LogSeries => new LogSeriesDistribution(a),
            DistributionKind.Zipf => new ZipfDistribution(a),
            _ => null,
        };

    /// <summary>Returns whether these are the parameters.</summary>
    public bool Has(double first, double second, double third) =>
        first.Equals(a) && second.Equals(b) && third.Equals(c);

    /// <summary>Returns what a parameter must be that is out of range, and the parameters; null if all are in it.</summary>
    /// <param name="count">The number of parameters.</param>
    public string? Missing(int count) =>
        Missing(kind, a, b, c) is { } needs
            ? FormattableString.Invariant(
                $"{needs}; got {string.Join(" and ", new[] { a, b, c }.Take(count).Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}"
            )
            : null;

    private static string? Missing(DistributionKind kind, double a, double b, double c)
    {
        bool isFinite = double.IsFinite(a) && double.IsFinite(b) && double.IsFinite(c);
        (bool fits, string needs) = kind switch
        {
            DistributionKind.Normal => (b >= 0, "a finite mean and a finite std of 0 or more"),
            DistributionKind.LogNormal => (b >= 0, "a finite mean and a finite sigma of 0 or more"),
            DistributionKind.Uniform => (double.IsFinite(b - a), "finite ends"),
            DistributionKind.Exponential or DistributionKind.Rayleigh => (a >= 0, "a finite scale of 0 or more"),
            DistributionKind.Gamma => (a > 0 && b >= 0, "k above 0 and a scale of 0 or more"),
            DistributionKind.Beta => (a > 0 && b > 0, "a and b above 0"),
            DistributionKind.ChiSquare or DistributionKind.StandardT => (a > 0, "df above 0"),
            DistributionKind.F => (a > 0 && b > 0, "dfNum and dfDen above 0"),
            DistributionKind.NoncentralChiSquare => (a > 0 && b >= 0, "df above 0 and nonc of 0 or more"),
            DistributionKind.NoncentralF => (a > 0 && b > 0 && c >= 0, "dfNum and dfDen above 0 and nonc of 0 or more"),
            DistributionKind.VonMises => (b >= 0, "a finite mu and a finite kappa of 0 or more"),
            DistributionKind.Wald => (a > 0 && b > 0, "mean and scale above 0"),
            DistributionKind.Gumbel or DistributionKind.Laplace or DistributionKind.Logistic => (
                b >= 0,
                "a finite loc and a finite scale of 0 or more"
            ),
            DistributionKind.Weibull or DistributionKind.Pareto or DistributionKind.Power => (a > 0, "a above 0"),
            DistributionKind.Triangular => (a <= b && b <= c && a < c, "left ≤ mode ≤ right and left < right"),
            DistributionKind.Integers => (
                b > a && b - a <= 1L << 52 && Whole(a) && Whole(b),
                "whole numbers low < high, at most 2^52 apart"
            ),
            DistributionKind.Poisson => (a is >= 0 and <= 1e18, "a mean from 0 to 1e18"),
            DistributionKind.Binomial => (
                a is >= 0 and <= 1L << 53 && Whole(a) && b is >= 0 and <= 1,
                "a whole n from 0 to 2^53 and a probability from 0 to 1"
            ),
            DistributionKind.NegativeBinomial => (
                a > 0 && b is > 0 and <= 1 && a * ((1 - b) / b) < 1e17,
                "n above 0 and a probability above 0 and at most 1, of a mean below 1e17"
            ),
            DistributionKind.Geometric => (a is > 0 and <= 1, "a probability above 0 and at most 1"),
            DistributionKind.Hypergeometric => (
                a is >= 0 and <= 1e9
                    && b is >= 0 and <= 1e9
                    && c >= 0
                    && c <= a + b
                    && Whole(a)
                    && Whole(b)
                    && Whole(c),
                "good and bad from 0 to 10^9 and a sample from 0 to their sum, whole numbers"
            ),
            DistributionKind.LogSeries => (a is >= 0 and < 1, "p from 0 to below 1"),
            DistributionKind.Zipf => (a > 1, "an exponent above 1"),
            _ => throw new InvalidOperationException($"{kind} is not a distribution"),
        };
        return isFinite && fits ? null : needs;
    }

    /// <summary>Draws a number.</summary>
    public double Next(ref RandomStream stream) =>
        kind switch
        {
            DistributionKind.Normal => a + b * stream.Normal(),
            DistributionKind.LogNormal => Math.Exp(a + b * stream.Normal()),
            DistributionKind.Uniform => a + (b - a) * stream.Uniform(),
            DistributionKind.Exponential => a * Exponential(ref stream),
            DistributionKind.Rayleigh => a * Math.Sqrt(2 * Exponential(ref stream)),
            DistributionKind.Gamma => b * stream.Gamma(a),
            DistributionKind.Beta when a > 1 || b > 1 => Beta(ref stream),
            DistributionKind.ChiSquare => 2 * stream.Gamma(a / 2),
            DistributionKind.F => stream.Gamma(a / 2) / stream.Gamma(b / 2) * (b / a),
            DistributionKind.NoncentralChiSquare => Noncentral(ref stream, a, b),
            DistributionKind.NoncentralF => Noncentral(ref stream, a, c) / (2 * stream.Gamma(b / 2)) * (b / a),
            DistributionKind.StandardT => stream.Normal() / Math.Sqrt(2 / a * stream.Gamma(a / 2)),
            DistributionKind.Wald => Wald(ref stream),
            DistributionKind.Gumbel => a - b * Math.Log(Exponential(ref stream)),
            DistributionKind.Laplace => a + b * (Exponential(ref stream) - Exponential(ref stream)),
            DistributionKind.Logistic => a - b * Math.Log(RandomStream.ExpM1(Exponential(ref stream))),
            DistributionKind.Weibull => Math.Pow(Exponential(ref stream), 1 / a),
            DistributionKind.Pareto => RandomStream.ExpM1(Exponential(ref stream) / a),
            DistributionKind.Power => Math.Pow(-RandomStream.ExpM1(-Exponential(ref stream)), 1 / a),
            DistributionKind.Triangular => Triangular(stream.Uniform()),
            DistributionKind.Integers => a + Math.Floor((b - a) * stream.Uniform()),
            DistributionKind.Poisson => stream.Poisson(a),
            DistributionKind.NegativeBinomial => stream.Poisson(stream.Gamma(a) * ((1 - b) / b)),
            DistributionKind.Geometric => Math.Max(1, Math.Ceiling(Exponential(ref stream) / -RandomStream.Log1P(-a))),
            _ => prepared!.Next(ref stream),
        };

    private static bool Whole(double x) => x == Math.Floor(x);

    private static double Exponential(ref RandomStream stream) => -Math.Log(stream.Uniform());

    private double Beta(ref RandomStream stream)
    {
        double x = stream.Gamma(a);
        return x / (x + stream.Gamma(b));
    }

    private static double Noncentral(ref RandomStream stream, double df, double nonc) =>
        2 * stream.Gamma(df / 2 + stream.Poisson(nonc / 2));

    // Michael, Schucany and Haas, "Generating random variates using transformations with multiple roots", The American
    // Statistician 30 (1976); the lesser root is written so that no digits cancel.
    private double Wald(ref RandomStream stream)
    {
        double normal = stream.Normal(),
            y = normal * normal * (a / (2 * b)),
            x = a / (1 + y + Math.Sqrt(y * (y + 2)));
        return stream.Uniform() <= a / (a + x) ? x : a * a / x;
    }

    private double Triangular(double u)
    {
        double all = c - a,
            left = b - a;
        return u * all <= left ? a + Math.Sqrt(u * all * left) : c - Math.Sqrt((1 - u) * all * (c - b));
    }
}
