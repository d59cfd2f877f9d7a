using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;

namespace Gchunk.Dsl.Plotting;

/// <summary>The area between two lines along a coordinate, such as an error band; gaps where a value is missing.</summary>
public sealed record BandPlot : Layer
{
    /// <summary>The coordinate.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>The lower line, one value for each value of the coordinate.</summary>
    public required double[] Low { get; init; }

    /// <summary>The upper line, one value for each value of the coordinate.</summary>
    public required double[] High { get; init; }

    /// <summary>The label of the values.</summary>
    public string Label { get; init; } = "";

    /// <summary>The colour: a name such as "black", or #rrggbb; null: the next of the figure.</summary>
    public string? Color { get; init; }

    internal override bool TakesColor => Color is null;

    internal override string? LegendColor => Color is null ? null : PlotColor.Hex(PlotColor.Parse(Color));

    internal override LegendMark Mark => LegendMark.Box;

    internal override double[]? Content => Low;

    internal override LayerSide Across => LayerSide.OfAxis(X);

    internal override LayerSide Up => LayerSide.OfPoints(Label, 0.05, Low, High);

    internal override void Check()
    {
        X.Check("x");
        ColorScale.CheckCount(Low, X.Values.Length, $"the lower line of a band of {X.Values.Length} points");
        ColorScale.CheckCount(High, X.Values.Length, $"the upper line of a band of {X.Values.Length} points");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        // A quarter opaque; gnuplot counts from opaque, 00.
        string fill = "#b0" + (Color is null ? context.Color : PlotColor.Hex(PlotColor.Parse(Color)))[1..];
        List<double> lower = [],
            upper = [];
        for (int i = 0; i <= X.Values.Length; i++)
        {
            double px = 0,
                low = 0,
                high = 0;
            bool seen =
                i < X.Values.Length
                && context.Space.TryForward(X.Values[i], Low[i], out px, out low)
                && context.Space.TryForward(X.Values[i], High[i], out px, out high);
            if (seen)
            {
                lower.AddRange([px, low]);
                upper.AddRange([high, px]);
            }
            else if (lower.Count > 0)
            {
                if (lower.Count > 2)
                {
                    upper.Reverse();
                    yield return new PolygonElement([.. lower, .. upper], fill);
                }
                lower.Clear();
                upper.Clear();
            }
        }
    }
}
