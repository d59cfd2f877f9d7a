using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Dots at points, whose colours and sizes can show two more variables.</summary>
public sealed record ScatterPlot : Layer
{
    private const int Most = 2_000_000;

    /// <summary>Where the points are from left to right; NaN is missing.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>Where the points are from bottom to top; NaN is missing.</summary>
    public required PlotAxis Y { get; init; }

    /// <summary>A value for each point that its colour shows; null for one colour. NaN is missing.</summary>
    public double[]? ColorValues { get; init; }

    /// <summary>A value for each point that its size shows; null for one size. NaN is missing.</summary>
    public double[]? Sizes { get; init; }

    /// <summary>The label of the coloured values.</summary>
    public string Label { get; init; } = "";

    /// <summary>The name of a colour map; null chooses one.</summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>The colour of points without coloured values; null: the next of the figure.</summary>
    public string? Color { get; init; }

    /// <summary>The size of dots relative to the default.</summary>
    public double MarkerSize { get; init; } = 1;

    internal override bool TakesColor => Color is null && ColorValues is null;

    internal override string? LegendColor => Color is null ? null : PlotColor.Hex(PlotColor.Parse(Color));

    internal override LegendMark Mark => LegendMark.Dot;

    internal override ColorRequest? Colored =>
        ColorValues is null ? null : new ColorRequest(ColorValues, Colors, Limits, false, Label);

    internal override double[]? Content => Y.Values;

    internal override LayerSide Across => LayerSide.OfAxis(X, 0.05);

    internal override LayerSide Up => LayerSide.OfAxis(Y, 0.05);

    internal override void Check()
    {
        int n = X.Values.Length;
        ColorScale.CheckCount(X.Values, n, $"{n} points");
        ColorScale.CheckCount(Y.Values, n, $"{n} points");
        if (ColorValues is not null)
            ColorScale.CheckCount(ColorValues, n, $"the colours of {n} points");
        if (Sizes is not null)
            ColorScale.CheckCount(Sizes, n, $"the sizes of {n} points");
        if (n > Most)
        {
            throw new GchunkException(
                $"{n} points are too many for a scatter plot, which draws up to {Most}; select every k-th with Isel, or draw a Histogram2D with PColorMesh"
            );
        }
        if (!(MarkerSize is > 0 and < 100))
            throw new GchunkException($"dots of size {MarkerSize} cannot be drawn; the default is 1");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        uint single = PlotColor.Parse(Color ?? context.Color);
        double low = Sizes?.Where(double.IsFinite).DefaultIfEmpty(0).Min() ?? 0,
            high = Sizes?.Where(double.IsFinite).DefaultIfEmpty(0).Max() ?? 0,
            basic = MarkerSize * (X.Values.Length > 3000 ? 0.5 : 1);
        List<double> dots = [];
        for (int i = 0; i < X.Values.Length; i++)
        {
            if (!context.Space.TryForward(X.Values[i], Y.Values[i], out double px, out double py))
                continue;
            if (Sizes is not null && !double.IsFinite(Sizes[i]))
                continue;
            // The area of a dot, not its width, grows with the value.
            double size =
                Sizes is null ? basic
                : high > low ? basic * Math.Sqrt(0.3 + (4 * (Sizes[i] - low) / (high - low)))
                : basic;
            uint color = ColorValues is null ? single : context.Scale!.Color(ColorValues[i]) & 0xFFFFFF;
            dots.AddRange([px, py, size, color]);
        }
        if (dots.Count > 0)
            yield return new ColoredDotsElement([.. dots]);
    }
}
