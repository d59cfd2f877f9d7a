using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Colours that run from a low to a high value, with a colour bar.</summary>
internal sealed class ContinuousScale : ColorScale
{
    private const int Steps = 256;
    private const double Largest = 8e307;
    private readonly uint[] table = new uint[Steps];
    private readonly double low,
        high,
        perStep;
    private readonly bool below,
        above;
    private readonly string label;

    private ContinuousScale(ColorMap map, double low, double high, bool below, bool above, string label)
    {
        (this.low, this.high, this.below, this.above, this.label) = (low, high, below, above, label);
        perStep = Steps / (high - low);
        for (int i = 0; i < Steps; i++)
            table[i] = 0xFF000000 | map.At(i / (Steps - 1.0));
    }

    /// <summary>
    /// Chooses limits as xarray does: the extremes (or percentiles), made symmetric about zero if the values have both
    /// signs.
    /// </summary>
    public static ContinuousScale For(
        ReadOnlySpan<double> values,
        ColorMap? map,
        (double Low, double High)? limits,
        bool robust,
        string label
    )
    {
        double min = double.PositiveInfinity,
            max = double.NegativeInfinity;
        foreach (double v in values)
        {
            if (double.IsFinite(v))
                (min, max) = (Math.Min(min, v), Math.Max(max, v));
        }
        (double low, double high) = (min, max);
        bool diverging = false;
        if (limits is { } given)
        {
            if (!(double.IsFinite(given.Low) && double.IsFinite(given.High) && given.Low < given.High))
            {
                throw new GchunkException(
                    $"limits ({given.Low}, {given.High}): the first must be smaller than the second"
                );
            }

            (low, high) = given;
        }
        else
        {
            if (robust)
                (low, high) = Percentiles(values);
            if (low < 0 && high > 0)
            {
                diverging = true;
                high = Math.Max(-low, high);
                low = -high;
            }
        }
        // Keeps the difference finite.
        (low, high) = (Math.Clamp(low, -Largest, Largest), Math.Clamp(high, -Largest, Largest));
        if (!(high > low))
            (low, high) = low == 0 ? (-0.5, 0.5) : (low - (0.5 * Math.Abs(low)), low + (0.5 * Math.Abs(low)));
        return new ContinuousScale(
            map ?? ColorMap.Named(diverging ? "RdBu_r" : "viridis"),
            low,
            high,
            min < low,
            max > high,
            label
        );
    }

    public override uint Color(double value)
    {
        if (double.IsNaN(value))
            return Missing;
        double step = (value - low) * perStep;
        return table[
            step <= 0 ? 0
            : step >= Steps ? Steps - 1
            : (int)step
        ];
    }

    public override int KeyWidth(Canvas canvas) =>
        (int)(
            ((label.Length > 0 ? 3.4 : 1.8) * canvas.FontPixels)
            + (28 * canvas.Scale)
            + TickWidth(canvas)
            + (24 * canvas.Scale)
        );

    public override void DrawKey(Canvas canvas, GnuplotScript script, PixelBox plot)
    {
        int width = (int)(26 * canvas.Scale),
            inset = plot.Height > 8 * width ? width : 0;
        var box = new PixelBox(
            plot.Right + (int)(26 * canvas.Scale),
            plot.Top + inset,
            width,
            plot.Height - (2 * inset)
        );
        // Two columns, because gnuplot does not draw an image that is one pixel wide.
        byte[] rgba = new byte[2 * Steps * 4];
        for (int i = 0; i < 2 * Steps; i++)
            Raster.Put(rgba, i, table[Steps - 1 - (i / 2)]);
        if (above)
            Arrow(canvas, script, box, box.Top, box.Top - inset, table[^1]);
        if (below)
            Arrow(canvas, script, box, box.Bottom, box.Bottom + inset, table[0]);
        new Panel(box, new Interval(0, 1), new Interval(low, high))
        {
            RightTicks = Ticks.Numbers(new Interval(low, high), 7),
            RightLabel = label,
            RightLabelOffset = TickWidth(canvas),
            Elements = [new RasterElement(new Raster(2, Steps, rgba))],
        }.Draw(canvas, script);
        script.Line($"unset object");
    }

    private double TickWidth(Canvas canvas) =>
        Ticks.Numbers(new Interval(low, high), 7).Max(t => canvas.TextWidth(t.Label, Panel.TickFont));

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
            $"set object polygon from screen {l},{f} to screen {r},{f} to screen {m},{t} to screen {l},{f} fillstyle solid 1 border rgb '#404040' fillcolor rgb {Hex(color)} back"
        );
    }

    private static string Hex(uint color) =>
        "#" + (color & 0xFFFFFF).ToString("x6", System.Globalization.CultureInfo.InvariantCulture);

    private static (double Low, double High) Percentiles(ReadOnlySpan<double> values)
    {
        double[] sorted = Array.FindAll(values.ToArray(), double.IsFinite);
        Array.Sort(sorted);
        double At(double q)
        {
            double position = q * (sorted.Length - 1);
            int i = Math.Min((int)position, Math.Max(0, sorted.Length - 2));
            return sorted.Length == 1 ? sorted[0] : sorted[i] + ((position - i) * (sorted[i + 1] - sorted[i]));
        }
        return (At(0.02), At(0.98));
    }
}
