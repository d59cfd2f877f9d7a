namespace Gchunk.Dsl.Statistics;

/// <summary>Weighted quantiles along an axis that holds the values followed by their weights.</summary>
/// <remarks>
/// The weights count as frequencies, of an effective sample size (L. Kish, "Survey Sampling", 1965): A. Akinshin,
/// "Weighted quantile estimators" (2023), type 7, as in xarray.
/// </remarks>
/// <param name="Axis">The axis.</param>
/// <param name="Quantiles">The quantiles.</param>
/// <param name="SkipNaN">True to skip missing values; otherwise one makes the results missing.</param>
internal sealed record WeightedQuantileOp(int Axis, double[] Quantiles, bool SkipNaN) : AlongAxisOp(Axis)
{
    public override string Name => "dsl.weighted-quantile";

    protected override void Work(Span<double> line, Span<double> result)
    {
        int n = line.Length / 2,
            kept = 0;
        var values = new double[n];
        var weights = new double[n];
        double sum = 0,
            squares = 0;
        bool missing = false;
        for (int i = 0; i < n; i++)
        {
            double weight = line[n + i];
            missing |= double.IsNaN(line[i]) && !SkipNaN;
            if (double.IsNaN(line[i]) || weight == 0)
                continue;
            (values[kept], weights[kept++]) = (line[i], weight);
            sum += weight;
            squares += weight * weight;
        }
        result.Fill(double.NaN);
        if (kept == 0 || missing)
            return;
        Array.Sort(values, weights, 0, kept);
        double size = sum * sum / squares;
        for (int q = 0; q < result.Length; q++)
        {
            double h = (size - 1) * Quantiles[q] + 1,
                cumulated = 0,
                total = 0,
                before = Math.Max((h - 1) / size, Math.Min(h / size, 0));
            for (int i = 0; i < kept; i++)
            {
                cumulated += weights[i] / sum;
                double at = Math.Max((h - 1) / size, Math.Min(h / size, cumulated));
                total += values[i] * (at - before) * size;
                before = at;
            }
            result[q] = total;
        }
    }
}
