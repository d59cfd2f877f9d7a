namespace Gchunk.Tests.Engine.RandomNumbers;

/// <summary>Statistics of a sample.</summary>
internal static class Sample
{
    public static double Mean(ReadOnlySpan<double> x, int power = 1, double about = 0)
    {
        double sum = 0;
        foreach (double v in x)
            sum += Math.Pow(v - about, power);
        return sum / x.Length;
    }

    public static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double mx = Mean(x),
            my = Mean(y),
            xy = 0;
        for (int i = 0; i < x.Length; i++)
            xy += (x[i] - mx) * (y[i] - my);
        return xy / x.Length / Math.Sqrt(Mean(x, 2, mx) * Mean(y, 2, my));
    }

    /// <summary>
    /// Returns the Kolmogorov-Smirnov distance from a distribution, times the square root of the sample size: above
    /// 1.95 in one sample of 1000.
    /// </summary>
    public static double Distance(double[] x, Func<double, double> law)
    {
        double[] sorted = [.. x.Order()];
        double most = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double p = law(sorted[i]);
            most = Math.Max(most, Math.Max(p - (double)i / sorted.Length, (i + 1.0) / sorted.Length - p));
        }
        return most * Math.Sqrt(sorted.Length);
    }

    /// <summary>Returns Pearson's χ² minus its mean, in its standard deviations.</summary>
    public static double ChiSquare(ReadOnlySpan<long> counts, Func<int, double> expected)
    {
        double sum = 0;
        for (int i = 0; i < counts.Length; i++)
            sum += Math.Pow(counts[i] - expected(i), 2) / expected(i);
        return (sum - (counts.Length - 1)) / Math.Sqrt(2 * (counts.Length - 1));
    }
}
