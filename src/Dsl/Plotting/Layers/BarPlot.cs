using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Counts over the bins between edges: a histogram.</summary>
public sealed record BarPlot : Layer
{
    private const string DefaultColor = "#4c78a8";

    /// <summary>The edges of the bins, in ascending order; one more than there are counts.</summary>
    public required double[] Edges { get; init; }

    /// <summary>The height of each bar; NaN leaves a gap.</summary>
    public required double[] Counts { get; init; }

    /// <summary>The label of the axis of the edges.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>The label of the axis of the heights.</summary>
    public string YLabel { get; init; } = "count";

    /// <summary>The colour: a name such as "black", or #rrggbb.</summary>
    public string? Color { get; init; }

    /// <summary>The part of each bin that its bar fills, up to 1.</summary>
    public double Fill { get; init; } = 1;

    /// <summary>The names of the bars, under their middles; null for numbers along the axis.</summary>
    public IReadOnlyList<string>? BarNames { get; init; }

    internal override string? LegendColor => Color is null ? DefaultColor : PlotColor.Hex(PlotColor.Parse(Color));

    internal override LegendMark Mark => LegendMark.Box;

    internal override double[]? Content => Counts;

    internal override LayerSide Across =>
        new(new Interval(Edges[0], Edges[^1]), XLabel)
        {
            Axis = BarNames is null
                ? null
                : new PlotAxis([.. Counts.Select((_, i) => (Edges[i] + Edges[i + 1]) / 2)]) { Names = BarNames },
            LeastPositive = Edges.Where(e => e > 0).DefaultIfEmpty(double.PositiveInfinity).First(),
        };

    internal override LayerSide Up
    {
        get
        {
            double[] heights = [.. Counts.Where(double.IsFinite).DefaultIfEmpty(0)];
            double low = Math.Min(0, heights.Min()),
                high = Math.Max(0, heights.Max());
            return new LayerSide(new Interval(low, low == high ? low + 1 : high), YLabel)
            {
                Room = 0.05,
                HasFoot = low == 0,
                LeastPositive = heights.Where(h => h > 0).DefaultIfEmpty(double.PositiveInfinity).Min(),
            };
        }
    }

    internal override void Check()
    {
        if (Edges.Length != Counts.Length + 1)
        {
            throw new GchunkException(
                $"{Edges.Length} edges for {Counts.Length} counts; there must be one edge more than counts"
            );
        }

        new PlotAxis(Edges, XLabel).Check("x");
        for (int i = 1; i < Edges.Length; i++)
        {
            if (Edges[i] <= Edges[i - 1])
            {
                throw new GchunkException(
                    $"the edges of bars must be in ascending order, but {Edges[i]} comes after {Edges[i - 1]}"
                );
            }
        }
        ColorScale.CheckCount(Counts, Edges.Length - 1, "bars");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        List<double> boxes = [];
        PanelSpace space = context.Space;
        space.TryInverse(space.X.Low, space.Y.Low, out _, out double bottom);
        for (int i = 0; i < Counts.Length; i++)
        {
            double gap = (1 - Fill) / 2 * (Edges[i + 1] - Edges[i]);
            // A logarithmic axis has no zero; there a bar stands on the panel's edge.
            bool seen =
                (
                    space.TryForward(Edges[i] + gap, 0, out double left, out double foot)
                    || space.TryForward(Edges[i] + gap, bottom, out left, out foot)
                ) & space.TryForward(Edges[i + 1] - gap, Counts[i], out double right, out double top);
            if (seen)
                boxes.AddRange([left, right, foot, top]);
        }
        bool fine = Counts.Length > context.Canvas.Width / 8;
        string fill = Color is null ? DefaultColor : PlotColor.Hex(PlotColor.Parse(Color));
        yield return new BoxesElement([.. boxes], fill, fine ? fill : "#ffffff");
    }
}
