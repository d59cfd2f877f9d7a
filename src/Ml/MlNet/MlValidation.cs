using System.Globalization;
using System.Text;

namespace Gchunk.Ml;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Name">Its name: the value that its samples share, or their range.</param>
/// <param name="Model">The model, fitted without the samples of the fold.</param>
/// <param name="Metrics">The metrics of the model on the samples of the fold.</param>
public sealed record MlFold(string Name, MlModel Model, MlMetrics Metrics);

/// <summary>The results of a cross-validation; printed as a table.</summary>
/// <param name="Folds">The folds, in order.</param>
public sealed record MlValidation(IReadOnlyList<MlFold> Folds)
{
    /// <summary>The mean of each metric over the folds.</summary>
    public MlMetrics Mean => new(Over(values => values.Average()));

    /// <summary>The standard deviation of each metric over the folds.</summary>
    public MlMetrics StandardDeviation =>
        new(Over(values => Math.Sqrt(values.Average(v => Math.Pow(v - values.Average(), 2)))));

    private IEnumerable<KeyValuePair<string, double>> Over(Func<double[], double> sum) =>
        Folds[0].Metrics.Names.Select(k => KeyValuePair.Create(k, sum([.. Folds.Select(f => f.Metrics[k])])));

    /// <inheritdoc/>
    public override string ToString()
    {
        string[] metrics = [.. Folds[0].Metrics.Names];
        var rows = new List<string[]> { (string[])["fold", .. metrics] };
        rows.AddRange(Folds.Select(f => Row(f.Name, f.Metrics)));
        rows.Add(Row("mean", Mean));
        int[] widths = [.. Enumerable.Range(0, metrics.Length + 1).Select(c => rows.Max(r => r[c].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.Append(row[0].PadRight(widths[0]));
            for (int c = 1; c < row.Length; c++)
                text.Append("  ").Append(row[c].PadLeft(widths[c]));
            text.Append('\n');
        }
        return text.ToString().TrimEnd('\n');

        string[] Row(string name, MlMetrics values) =>
            [name, .. metrics.Select(m => values[m].ToString("g4", CultureInfo.InvariantCulture))];
    }
}
