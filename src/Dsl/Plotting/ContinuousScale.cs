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
        string label,
        uint missing
    )
    {
        double min = double.PositiveInfinity,
            max = double.NegativeInfinity;
        foreach (double v in values)
        {
            if (double.IsFinite(v))
                (min, max) = (Math.Min(min, v), Math.Max(max, v));
        }
        bool hasNone = min > max;
        (double low, double high) = hasNone ? (0, 1) : (min, max);
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
            if (robust && !hasNone)
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
        )
        {
            MissingColor = missing,
        };
    }

    public override uint Color(double value)
    {
        if (double.IsNaN(value))
            return MissingColor;
        double step = (value - low) * perStep;
        return table[
            step <= 0 ? 0
            : step >= Steps ? Steps - 1
            : (int)step
        ];
    }

    public override int KeyWidth(Canvas canvas) => Bar.WidthOn(canvas);

    public override void DrawKey(Canvas canvas, GnuplotScript script, PixelBox plot) => Bar.Draw(canvas, script, plot);

    private ColorBar Bar =>
        new(
            table,
            [.. Ticks.Numbers(new Interval(low, high), 7).Select(t => t with { At = (t.At - low) / (high - low) })],
            below ? table[0] : null,
            above ? table[^1] : null,
            label
        );

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
