using System.Globalization;
using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting;

/// <summary>The bar of colours beside a plot.</summary>
/// <param name="Colors">The colours (0xAARRGGBB) from bottom to top, each of the same height.</param>
/// <param name="Marks">The ticks, at positions from 0 to 1.</param>
/// <param name="Below">The colour of an arrow for values below the bar; null for none.</param>
/// <param name="Above">The colour of an arrow for values above the bar; null for none.</param>
/// <param name="Label">The label of the values.</param>
internal sealed record ColorBar(uint[] Colors, Tick[] Marks, uint? Below, uint? Above, string Label)
{
    private const int Rows = 256;

    public int WidthOn(Canvas canvas) =>
        (int)(
            ((Label.Length > 0 ? 3.4 : 1.8) * canvas.FontPixels)
            + (28 * canvas.Scale)
            + TickWidth(canvas)
            + (24 * canvas.Scale)
        );

    public void Draw(Canvas canvas, GnuplotScript script, PixelBox plot)
    {
        plot = Readable(canvas, plot);
        int width = (int)(26 * canvas.Scale),
            inset = plot.Height > 8 * width ? width : 0;
        var box = new PixelBox(
            plot.Right + (int)(26 * canvas.Scale),
            plot.Top + inset,
            width,
            plot.Height - (2 * inset)
        );
        // Two columns, because gnuplot does not draw an image that is one pixel wide.
        byte[] rgba = new byte[2 * Rows * 4];
        for (int i = 0; i < 2 * Rows; i++)
            Raster.Put(rgba, i, Colors[(Rows - 1 - (i / 2)) * Colors.Length / Rows]);
        if (Above is { } above)
            Arrow(canvas, script, box, box.Top, box.Top - inset, above);
        if (Below is { } below)
            Arrow(canvas, script, box, box.Bottom, box.Bottom + inset, below);
        new Panel(box, new Interval(0, 1), new Interval(0, 1))
        {
            RightTicks = MarksOver(canvas, box.Height),
            RightLabel = Label,
            RightLabelOffset = TickWidth(canvas),
            LabelSpace = (plot.Width, 0.9 * Math.Max(plot.Height, 0.6 * canvas.Height)),
            Elements = [new RasterElement(new Raster(2, Rows, rgba))],
        }.Draw(canvas, script);
        script.Line($"unset object");
    }

    // The bar of a plot that is low and wide is higher than the plot.
    private static PixelBox Readable(Canvas canvas, PixelBox plot)
    {
        int least = Math.Min((int)(7 * canvas.FontPixels), canvas.Height - (int)(2 * canvas.FontPixels));
        if (plot.Height >= least)
            return plot;
        int top = Math.Clamp(plot.Top - ((least - plot.Height) / 2), 0, Math.Max(0, canvas.Height - least));
        return plot with { Top = top, Height = least };
    }

    // Of many marks, every second or third, so that their labels do not touch.
    private Tick[] MarksOver(Canvas canvas, int height)
    {
        double room = Math.Max(1, height / (1.15 * canvas.FontPixels));
        int every = Math.Max(1, (int)Math.Ceiling(Marks.Length / room));
        // Zero, if it is a mark, stays one.
        int zero = Array.FindIndex(
                Marks,
                t => double.TryParse(t.Label, CultureInfo.InvariantCulture, out double value) && value == 0
            ),
            first = Math.Max(0, zero) % every;
        return [.. Marks.Where((_, i) => i % every == first)];
    }

    private double TickWidth(Canvas canvas) =>
        Marks.Select(t => canvas.TextWidth(t.Label, Panel.TickFont)).DefaultIfEmpty().Max();

    /// <summary>Draws a triangle at an end of the bar, which shows that there are values beyond it.</summary>
    private static void Arrow(Canvas canvas, GnuplotScript script, PixelBox box, double foot, double tip, uint color)
    {
        if (foot == tip)
            return;
        double l = canvas.X(box.Left),
            r = canvas.X(box.Right),
            m = (l + r) / 2,
            f = canvas.Y(foot),
            t = canvas.Y(tip);
        script.Line(
            $"set object polygon from screen {l},{f} to screen {r},{f} to screen {m},{t} to screen {l},{f} fillstyle solid 1 border rgb '#404040' fillcolor rgb {PlotColor.Hex(color)} back"
        );
    }
}
