using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Counts over the bins between edges: a histogram.</summary>
public sealed record BarPlot : Figure
{
    /// <summary>The edges of the bins, in ascending order; one more than there are counts.</summary>
    public required double[] Edges { get; init; }

    /// <summary>The height of each bar; NaN leaves a gap.</summary>
    public required double[] Counts { get; init; }

    /// <summary>The label of the axis of the edges.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>The label of the axis of the heights.</summary>
    public string YLabel { get; init; } = "count";

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
        ColorScale.CheckValues(Counts, Edges.Length - 1, "bars");
    }

    internal override void Compose(Canvas canvas, GnuplotScript script)
    {
        double[] heights = Array.FindAll(Counts, double.IsFinite);
        double low = Math.Min(0, heights.Min()),
            high = Math.Max(0, heights.Max());
        if (low == high)
            high = low + 1;
        double room = 0.05 * (high - low);
        double[] boxes = new double[Counts.Length * 3];
        for (int i = 0; i < Counts.Length; i++)
            (boxes[3 * i], boxes[(3 * i) + 1], boxes[(3 * i) + 2]) = (Edges[i], Edges[i + 1], Counts[i]);
        bool fine = Counts.Length > canvas.Width / 8;
        new Frame(canvas, Title, XLabel, YLabel).Draw(
            script,
            new Interval(Edges[0], Edges[^1]),
            new Interval(low < 0 ? low - room : low, high + room),
            Ticks.Numbers(new Interval(Edges[0], Edges[^1]), 8),
            [new BoxesElement(boxes, "#4c78a8", fine ? "#4c78a8" : "#ffffff")]
        );
    }
}
