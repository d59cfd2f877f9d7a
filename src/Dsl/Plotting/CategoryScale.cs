using System.Globalization;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>One colour per whole number, with a legend.</summary>
internal sealed class CategoryScale : ColorScale
{
    private readonly Dictionary<double, uint> colors = [];
    private readonly double[] categories;
    private readonly string label;

    private CategoryScale(double[] categories, ColorMap map, string label)
    {
        (this.categories, this.label) = (categories, label);
        // Small labels keep their own colour, so that category 3 looks the same on every map; others get colours in
        // order.
        bool own = categories[0] >= 0 && categories[^1] < map.Count;
        for (int i = 0; i < categories.Length; i++)
            colors.Add(categories[i], 0xFF000000 | map.Category(own ? (int)categories[i] : i));
    }

    public static CategoryScale For(ReadOnlySpan<double> values, ColorMap map, string label, uint missing)
    {
        var found = new SortedSet<double>();
        double before = double.NaN;
        foreach (double v in values)
        {
            if (v == before || !double.IsFinite(v))
                continue;
            before = v;
            if (v != Math.Floor(v))
            {
                throw new GchunkException(
                    $"'{map.Name}' has a colour for each whole number, but the values hold {v}; use a continuous colour map, such as viridis, or round the values"
                );
            }

            if (found.Add(v) && found.Count > map.Count)
            {
                throw new GchunkException(
                    $"'{map.Name}' has {map.Count} colours, but the values have more categories; use Category20 or a continuous colour map, such as viridis"
                );
            }
        }
        if (found.Count == 0)
            found.Add(0);
        return new CategoryScale([.. found], map, label) { MissingColor = missing };
    }

    public override uint Color(double value) => colors.TryGetValue(value, out uint color) ? color : MissingColor;

    public override int KeyWidth(Canvas canvas) =>
        (int)(
            (70 * canvas.Scale)
            + categories.Max(c => canvas.TextWidth(Name(c)))
            + (label.Length > 0 ? 2 * canvas.FontPixels : 0)
        );

    public override void DrawKey(Canvas canvas, GnuplotScript script, PixelBox plot)
    {
        double row = Math.Min(1.7 * canvas.FontPixels, plot.Height / (double)categories.Length);
        double swatch = Math.Min(1.1 * canvas.FontPixels, 0.8 * row),
            left = plot.Right + (28 * canvas.Scale);
        double top = plot.Top + ((plot.Height - (row * categories.Length)) / 2);
        script.Line($"unset border; unset tics; unset xlabel; unset ylabel; unset title");
        for (int i = 0; i < categories.Length; i++)
        {
            double y = top + (i * row) + ((row - swatch) / 2);
            string hex = "#" + (colors[categories[i]] & 0xFFFFFF).ToString("x6", CultureInfo.InvariantCulture);
            script.Line(
                $"set object rectangle from screen {canvas.X(left)},{canvas.Y(y)} to screen {canvas.X(left + swatch)},{canvas.Y(y + swatch)} fillstyle solid 1 border rgb '#404040' fillcolor rgb {hex} front"
            );
            script.Line(
                $"set label {Name(categories[i])} at screen {canvas.X(left + (1.5 * swatch))},{canvas.Y(y + (swatch / 2))} left noenhanced front"
            );
        }
        if (label.Length > 0)
        {
            (string text, double size) = canvas.Fit(label, plot.Height, 1);
            double x =
                left + (1.5 * swatch) + categories.Max(c => canvas.TextWidth(Name(c))) + (1.2 * canvas.FontPixels);
            script.Line(
                $"set label {text} at screen {canvas.X(x)},{canvas.Y(plot.Top + (plot.Height / 2.0))} center rotate by 90 font {GnuplotScript.Format($",{canvas.FontSize(size):0.##}")} noenhanced front"
            );
        }
        // gnuplot draws objects and labels only with a plot, so this plot is empty.
        script.Line($"set xrange [0:1]; set yrange [0:1]");
        script.Line($"plot NaN notitle");
        script.Line($"unset object; unset label");
    }

    private static string Name(double category) => category.ToString("0", CultureInfo.InvariantCulture);
}
