using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting;

/// <summary>A 2-d array as coloured cells, with a colour bar or, for categories, a legend.</summary>
/// <remarks>
/// Both axes increase to the right and upwards, whatever the direction of the coordinates. Missing cells (NaN) are
/// light grey.
/// </remarks>
public sealed record GridPlot : Figure
{
    /// <summary>The coordinate from left to right.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>The coordinate from bottom to top.</summary>
    public required PlotAxis Y { get; init; }

    /// <summary>The values in C order, (y, x); NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// The name of a colour map; null: viridis, or RdBu_r centred at zero if the values have both signs.
    /// </summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>
    /// Whether the colours span the 2nd to the 98th percentile, so that a few extremes don't wash out the rest. Limits
    /// take precedence.
    /// </summary>
    public bool Robust { get; init; }

    internal override void Check()
    {
        X.Check("x");
        Y.Check("y");
        ColorScale.CheckValues(
            Values,
            (long)X.Values.Length * Y.Values.Length,
            $"a grid of {Y.Values.Length} x {X.Values.Length} cells"
        );
    }

    internal override void Compose(Canvas canvas, GnuplotScript script)
    {
        var columns = new CellAxis(X.Values, X.Label.Length > 0 ? X.Label : "x");
        var rows = new CellAxis(Y.Values, Y.Label.Length > 0 ? Y.Label : "y");
        ColorScale scale = ColorScale.For(Values, Colors, Limits, Robust, Label);
        Interval x = new(columns.Low, columns.High),
            y = new(rows.Low, rows.High);
        Tick[] left = Y.TicksOver(y, 7);
        double tickWidth = left.Select(t => canvas.TextWidth(t.Label, Panel.TickFont)).DefaultIfEmpty().Max(),
            font = canvas.FontPixels;
        int leftMargin = (int)(tickWidth + ((Y.Label.Length > 0 ? 3 : 1.4) * font)),
            top = (int)((Title.Length > 0 ? 2.2 : 1.2) * font);
        var box = new PixelBox(
            leftMargin,
            top,
            Math.Max(50, canvas.Width - leftMargin - scale.KeyWidth(canvas)),
            Math.Max(50, canvas.Height - top - (int)((X.Label.Length > 0 ? 4 : 2.4) * font))
        );

        Raster raster = Raster.Paint(
            box.Width * canvas.ImageDensity,
            box.Height * canvas.ImageDensity,
            (right, down) =>
            {
                int column = columns.Find(x.Low + (right * x.Length)),
                    row = rows.Find(y.High - (down * y.Length));
                return scale.Color(Values[((long)row * X.Values.Length) + column]);
            },
            script.Cancel
        );
        script.Line($"set multiplot");
        new Panel(box, x, y)
        {
            Title = Title,
            BottomLabel = X.Label,
            LeftLabel = Y.Label,
            LeftLabelOffset = tickWidth,
            BottomTicks = X.TicksOver(x, 8),
            LeftTicks = left,
            Elements = [new RasterElement(raster)],
        }.Draw(canvas, script);
        scale.DrawKey(canvas, script, box);
        script.Line($"unset multiplot");
    }
}
