using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The only panel of a plot without a legend: margins for its labels, ticks on both axes, a light grid.
/// </summary>
internal sealed record Frame(Canvas Canvas, string Title, string XLabel, string YLabel)
{
    public void Draw(GnuplotScript script, Interval x, Interval y, Tick[] bottom, IReadOnlyList<IPlotElement> elements)
    {
        Tick[] left = Ticks.Numbers(y, 7);
        double font = Canvas.FontPixels,
            tickWidth = left.Select(t => Canvas.TextWidth(t.Label, Panel.TickFont)).DefaultIfEmpty().Max();
        int leftMargin = (int)(tickWidth + ((YLabel.Length > 0 ? 3 : 1.4) * font)),
            top = (int)((Title.Length > 0 ? 2.2 : 1.2) * font);
        var box = new PixelBox(
            leftMargin,
            top,
            Math.Max(50, Canvas.Width - leftMargin - (int)(1.8 * font)),
            Math.Max(50, Canvas.Height - top - (int)((XLabel.Length > 0 ? 4 : 2.4) * font))
        );
        new Panel(box, x, y)
        {
            Title = Title,
            BottomLabel = XLabel,
            LeftLabel = YLabel,
            LeftLabelOffset = tickWidth,
            BottomTicks = bottom,
            LeftTicks = left,
            HasGrid = true,
            Elements = elements,
        }.Draw(Canvas, script);
    }
}
