using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Boxes from the first to the third quartile of some groups of values, with the median, whiskers to the last value
/// within 1.5 box lengths, and dots for the values beyond (Tukey 1977, as matplotlib).
/// </summary>
public sealed record BoxPlot : Layer
{
    /// <summary>The values of each group; NaN is left out.</summary>
    public required IReadOnlyList<double[]> Groups { get; init; }

    /// <summary>The names of the groups, below their boxes.</summary>
    public required IReadOnlyList<string> GroupNames { get; init; }

    /// <summary>The label of the groups.</summary>
    public string GroupLabel { get; init; } = "";

    /// <summary>The label of the values.</summary>
    public string Label { get; init; } = "";

    /// <summary>The colour of the boxes; null: the next of the figure.</summary>
    public string? Color { get; init; }

    internal override bool TakesColor => Color is null;

    internal override string? LegendColor => Color is null ? null : PlotColor.Hex(PlotColor.Parse(Color));

    internal override LegendMark Mark => LegendMark.Box;

    internal override LayerSide Across =>
        new(new Interval(-0.6, Groups.Count - 0.4), GroupLabel)
        {
            Axis = new PlotAxis([.. Enumerable.Range(0, Groups.Count).Select(i => (double)i)]) { Names = GroupNames },
        };

    internal override LayerSide Up => LayerSide.OfPoints(Label, 0.05, [.. Groups]);

    internal override void Check()
    {
        if (Groups.Count == 0)
            throw new GchunkException("nothing to draw: there are no groups");
        if (GroupNames.Count != Groups.Count)
        {
            throw new GchunkException(
                $"{Groups.Count} groups have {GroupNames.Count} names; there must be one for each"
            );
        }
        if (Groups.All(g => Array.TrueForAll(g, v => !double.IsFinite(v))))
            throw new GchunkException("nothing to draw: all values are missing");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        string fill = Color is null ? context.Color : PlotColor.Hex(PlotColor.Parse(Color));
        List<double[]> lines = [],
            medians = [];
        List<double> boxes = [],
            dots = [];
        for (int i = 0; i < Groups.Count; i++)
        {
            double[] sorted = Array.FindAll(Groups[i], double.IsFinite);
            if (sorted.Length == 0)
                continue;
            Array.Sort(sorted);
            double first = Quantile(sorted, 0.25),
                median = Quantile(sorted, 0.5),
                third = Quantile(sorted, 0.75),
                reach = 1.5 * (third - first),
                low = sorted.First(v => v >= first - reach),
                high = sorted.Last(v => v <= third + reach);
            bool seen =
                context.Space.TryForward(i - 0.3, first, out double left, out double foot)
                & context.Space.TryForward(i + 0.3, third, out double right, out double top);
            if (seen)
                boxes.AddRange([left, right, foot, top]);
            lines.Add([i, low, i, first]);
            lines.Add([i, third, i, high]);
            lines.Add([i - 0.15, low, i + 0.15, low]);
            lines.Add([i - 0.15, high, i + 0.15, high]);
            medians.Add([i - 0.3, median, i + 0.3, median]);
            foreach (double v in sorted.Where(v => v < low || v > high))
                dots.AddRange([i, v]);
        }
        yield return new PathElement(context.Space.Lines(lines), new Stroke("#404040", 1.5));
        if (boxes.Count > 0)
            yield return new BoxesElement([.. boxes], "#80" + fill[1..], "#404040");
        yield return new PathElement(context.Space.Lines(medians), new Stroke("#202020", 2.4));
        if (dots.Count > 0)
        {
            yield return new DotsElement(
                context.Space.Lines([
                    [.. dots],
                ]),
                "#404040"
            );
        }
    }

    // Linear interpolation between order statistics, as NumPy.
    private static double Quantile(double[] sorted, double q)
    {
        double at = q * (sorted.Length - 1);
        int i = Math.Min((int)at, Math.Max(0, sorted.Length - 2));
        return sorted.Length == 1 ? sorted[0] : sorted[i] + ((at - i) * (sorted[i + 1] - sorted[i]));
    }
}
