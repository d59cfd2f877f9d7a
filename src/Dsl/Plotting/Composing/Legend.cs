using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>An entry of a legend.</summary>
internal sealed record LegendEntry(string Name, LegendMark Mark, string Color);

/// <summary>The names of the layers of a panel, at its right.</summary>
internal sealed class Legend(IReadOnlyList<LegendEntry> entries)
{
    private const int Most = 30;

    // If there are more, 30 are shown, evenly spaced, with the first and the last.
    private readonly IReadOnlyList<LegendEntry> shown =
        entries.Count <= Most
            ? entries
            : [.. Enumerable.Range(0, Most).Select(i => entries[i * (entries.Count - 1) / (Most - 1)])];

    public int WidthOn(Canvas canvas) =>
        shown.Count == 0
            ? 0
            : (int)(
                (78 * canvas.Scale)
                + Math.Min(shown.Max(e => canvas.TextWidth(e.Name, Panel.TickFont)), canvas.Width / 3.5)
            );

    /// <summary>Draws the legend to the right of a plot; its left edge is some pixels away from it.</summary>
    public void Draw(Canvas canvas, GnuplotScript script, PixelBox plot, double distance)
    {
        if (shown.Count == 0)
            return;
        double row = Math.Min(1.5 * canvas.FontPixels, plot.Height / (double)shown.Count),
            left = plot.Right + distance + (12 * canvas.Scale),
            right = left + (34 * canvas.Scale),
            size = Math.Min(1, row / (1.2 * canvas.FontPixels));
        List<IPlotElement> elements = [];
        List<PanelText> texts = [];
        for (int i = 0; i < shown.Count; i++)
        {
            LegendEntry entry = shown[i];
            double y = plot.Top + ((i + 0.5) * row),
                up = canvas.Height - y,
                half = 0.35 * row;
            elements.Add(
                entry.Mark switch
                {
                    LegendMark.Dot => new ColoredDotsElement([(left + right) / 2, up, 1, PlotColor.Parse(entry.Color)]),
                    LegendMark.Arrow => new ArrowsElement(
                        [left, up, right - left, 0, PlotColor.Parse(entry.Color)],
                        9 * canvas.Scale / canvas.Width,
                        1.6
                    ),
                    LegendMark.Box => new BoxesElement([left, right, up - half, up + half], entry.Color, "#606060"),
                    _ => new PathElement(
                        [left, up, right, up],
                        new Stroke(entry.Color, 2.2, entry.Mark == LegendMark.Dashes)
                    ),
                }
            );
            (string text, double fitted) = canvas.Fit(entry.Name, canvas.Width / 3.5, Panel.TickFont * size);
            texts.Add(
                new PanelText(right + (8 * canvas.Scale), up, text)
                {
                    Anchor = TextAnchor.Left,
                    Size = fitted,
                    Color = "#202020",
                }
            );
        }
        new Panel(
            new PixelBox(0, 0, canvas.Width, canvas.Height),
            new Interval(0, canvas.Width),
            new Interval(0, canvas.Height)
        )
        {
            HasFrame = false,
            Elements = elements,
            Texts = texts,
        }.Draw(canvas, script);
    }
}
