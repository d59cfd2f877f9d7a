using Gchunk.Dsl.Statistics;
using MathNet.Numerics;

namespace Gchunk.Dsl.Climate;

/// <summary>
/// The standardized precipitation index along an axis: sums over some positions, whose gamma distribution in each group
/// (the months of the year) is turned into a normal one.
/// </summary>
/// <remarks>
/// T. B. McKee, N. J. Doesken and J. Kleist, "The relationship of drought frequency and duration to time scales"
/// (1993). The distribution is that of greatest likelihood with its origin at 0; sums of 0 have a probability of their
/// own.
/// </remarks>
/// <param name="Axis">The axis.</param>
/// <param name="Window">The number of positions that are added, up to each.</param>
/// <param name="Groups">The group of each position.</param>
/// <param name="Fitted">Whether each position counts for the fit.</param>
internal sealed record SpiOp(int Axis, int Window, int[] Groups, bool[] Fitted) : AlongAxisOp(Axis)
{
    public override string Name => "dsl.spi";

    protected override void Work(Span<double> line, Span<double> result)
    {
        int n = line.Length;
        Engine.Arrays.Bounds.Require(Groups.Length == n && Fitted.Length == n && result.Length == n);
        var sums = new double[n];
        for (int i = 0; i < n; i++)
        {
            sums[i] = i + 1 < Window ? double.NaN : 0;
            for (int k = 0; k < Window && i + 1 >= Window; k++)
                sums[i] += line[i - k];
        }

        result.Fill(double.NaN);
        foreach (int group in Groups.Distinct().Order())
            OfGroup(group, sums, result);
    }

    private void OfGroup(int group, double[] sums, Span<double> result)
    {
        int known = 0,
            zeros = 0;
        double mean = 0,
            logs = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            if (Groups[i] != group || !Fitted[i] || double.IsNaN(sums[i]))
                continue;
            known++;
            if (sums[i] > 0)
                (mean, logs) = (mean + sums[i], logs + Math.Log(sums[i]));
            else
                zeros++;
        }

        int positive = known - zeros;
        if (positive < 2)
            return;
        (mean, logs) = (mean / positive, logs / positive);
        double shape = GammaShape(Math.Log(mean) - logs),
            none = (double)zeros / known;
        if (!double.IsFinite(shape))
            return;
        for (int i = 0; i < sums.Length; i++)
        {
            if (Groups[i] != group || double.IsNaN(sums[i]))
                continue;
            double x = Math.Max(0, sums[i]) * shape / mean,
                below = x > 0 ? SpecialFunctions.GammaLowerRegularized(shape, x) : 0,
                above = x > 0 ? SpecialFunctions.GammaUpperRegularized(shape, x) : 1;
            double probability = none + (1 - none) * below;
            // The smaller tail, whose digits are not lost.
            result[i] =
                probability <= 0.5
                    ? -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * probability)
                    : Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * (1 - none) * above);
        }
    }

    // The shape a for which log a − ψ(a) has a value, by Newton's method from the approximation of H. C. S. Thom
    // (1958).
    private static double GammaShape(double value)
    {
        if (!(value > 1e-12))
            return double.NaN;
        double a = (1 + Math.Sqrt(1 + 4 * value / 3)) / (4 * value);
        for (int step = 0; step < 50; step++)
        {
            double change = (Math.Log(a) - SpecialFunctions.DiGamma(a) - value) / (1 / a - TriGamma(a));
            double next = a - change > 0 ? a - change : a / 2;
            if (Math.Abs(next - a) <= 1e-14 * a)
                return next;
            a = next;
        }

        return a;
    }

    // The derivative of ψ: by recurrence to where its asymptotic series holds (Abramowitz and Stegun, 6.4.6 and
    // 6.4.12).
    private static double TriGamma(double x)
    {
        double sum = 0;
        for (; x < 20; x++)
            sum += 1 / (x * x);
        double r = 1 / (x * x);
        return sum + 1 / x + r / 2 + r / x * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r / 30)));
    }
}
