using Gchunk.Dsl.Statistics;
using Gchunk.Engine.Arrays;
using MathNet.Numerics;

namespace Gchunk.Dsl.Climate;

/// <summary>
/// The least-squares line along an axis: slope, intercept, correlation, the probability of a slope as large by chance,
/// and the standard errors of slope and intercept. Missing values are left out.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Positions">The abscissa of each element, float64.</param>
internal sealed record LinRegressOp(int Axis, NDArray Positions) : AlongAxisOp(Axis)
{
    public static readonly string[] Results = ["slope", "intercept", "rvalue", "pvalue", "stderr", "intercept_stderr"];

    public override string Name => "dsl.linregress";

    protected override void Work(Span<double> line, Span<double> result)
    {
        ReadOnlySpan<double> x = Positions.Span<double>();
        result.Fill(double.NaN);
        int n = 0;
        double xMean = 0,
            yMean = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (double.IsNaN(line[i]))
                continue;
            n++;
            xMean += x[i];
            yMean += line[i];
        }

        if (n < 2)
            return;
        (xMean, yMean) = (xMean / n, yMean / n);
        double xx = 0,
            xy = 0,
            yy = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (double.IsNaN(line[i]))
                continue;
            double dx = x[i] - xMean,
                dy = line[i] - yMean;
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
        }

        (xx, xy, yy) = (xx / n, xy / n, yy / n);
        if (xx == 0)
            return;
        double r = yy == 0 ? 0 : Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1),
            slope = xy / xx;
        (double p, double error) = (0, 0);
        if (n == 2)
        {
            p = yy == 0 ? 1 : 0;
        }
        else
        {
            // As in SciPy, a perfect correlation must not divide by 0.
            const double tiny = 1e-20;
            int df = n - 2;
            double t = r * Math.Sqrt(df / ((1 - r + tiny) * (1 + r + tiny)));
            p = t == 0 ? 1 : SpecialFunctions.BetaRegularized(df / 2.0, 0.5, df / (df + t * t));
            error = Math.Sqrt((1 - r * r) * yy / xx / df);
        }

        result[0] = slope;
        result[1] = yMean - slope * xMean;
        result[2] = r;
        result[3] = p;
        result[4] = error;
        result[5] = error * Math.Sqrt(xx + xMean * xMean);
    }
}
