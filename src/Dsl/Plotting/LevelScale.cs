using System.Globalization;
using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting;

/// <summary>One colour for each band between two levels, with a bar of bands of equal height.</summary>
internal sealed class LevelScale : ColorScale
{
    private readonly double[] levels;
    private readonly uint[] bands; // the first and the last are beyond the levels
    private readonly bool below,
        above;
    private readonly string label;

    /// <summary>Makes the scale; levels are checked and in ascending order.</summary>
    public LevelScale(double[] levels, ColorMap? map, string label, ReadOnlySpan<double> values)
    {
        (this.levels, this.label) = (levels, label);
        foreach (double v in values)
        {
            below |= v < levels[0];
            above |= v > levels[^1];
        }
        map ??= ColorMap.Named(levels[0] < 0 && levels[^1] > 0 ? "RdBu_r" : "viridis");
        bands = new uint[levels.Length + 1];
        int first = below ? 0 : 1,
            last = above ? levels.Length : levels.Length - 1;
        for (int i = 0; i < bands.Length; i++)
        {
            double at = last > first ? Math.Clamp((i - first) / (double)(last - first), 0, 1) : 0.5;
            bands[i] = 0xFF000000 | (map.IsCategorical ? map.Category(Math.Max(0, i - first) % map.Count) : map.At(at));
        }
    }

    public override uint Color(double value)
    {
        if (double.IsNaN(value))
            return MissingColor;
        int i = Array.BinarySearch(levels, value);
        i = i >= 0 ? i + 1 : ~i;
        // The last level belongs to the band below it.
        return value == levels[^1] ? bands[^2] : bands[i];
    }

    public override int KeyWidth(Canvas canvas) => Bar.WidthOn(canvas);

    public override void DrawKey(Canvas canvas, GnuplotScript script, PixelBox plot) => Bar.Draw(canvas, script, plot);

    private ColorBar Bar
    {
        get
        {
            int every = Math.Max(1, (int)Math.Ceiling(levels.Length / 12.0));
            return new ColorBar(
                bands[1..^1],
                [
                    .. Enumerable
                        .Range(0, levels.Length)
                        .Where(i => i % every == 0)
                        .Select(i => new Tick(i / (levels.Length - 1.0), Levels.Name(levels[i]))),
                ],
                below ? bands[0] : null,
                above ? bands[^1] : null,
                label
            );
        }
    }
}

/// <summary>The levels of contours.</summary>
internal static class Levels
{
    /// <summary>Returns the levels between the smallest and the largest value: about so many, at round numbers.</summary>
    public static double[] Round(Interval range, int about)
    {
        if (!(range.Length > 0))
            return [range.Low - 0.5, range.Low + 0.5];
        Tick[] ticks = Ticks.Numbers(range, about);
        double step = ticks.Length > 1 ? ticks[1].At - ticks[0].At : range.Length;
        List<double> levels = [.. ticks.Select(t => t.At)];
        if (levels[0] > range.Low)
            levels.Insert(0, levels[0] - step);
        if (levels[^1] < range.High)
            levels.Add(levels[^1] + step);
        // Multiples of the step, of which zero is one: 0.3 instead of 3 * 0.1.
        double[] exact = [.. levels.Select(l => Math.Abs(l) < 1e-9 * step ? 0 : l)],
            round = Array.ConvertAll(exact, Shortest);
        // Levels that differ only in their last digits keep all of them.
        return round.Distinct().Count() == exact.Length ? round : exact;

        static double Shortest(double level) =>
            double.Parse(level.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the least and the largest finite value; from infinity down to -infinity if there is none.</summary>
    public static Interval RangeOf(double[] values)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double v in values)
        {
            if (double.IsFinite(v))
                (low, high) = (Math.Min(low, v), Math.Max(high, v));
        }
        return new Interval(low, high);
    }

    /// <summary>Returns about 8 levels for some values.</summary>
    /// <param name="values">The values; NaN is missing.</param>
    /// <param name="isFilled">Whether the areas between the levels are filled.</param>
    public static double[] Of(double[] values, bool isFilled) => Of(RangeOf(values), isFilled);

    /// <summary>Returns about 8 levels for values in a range, which may be that of no values.</summary>
    public static double[] Of(Interval range, bool isFilled)
    {
        (double low, double high) = range.Low <= range.High ? (range.Low, range.High) : (0, 0);
        // Filled areas of values of both signs are centred at zero, as their colours are.
        if (isFilled && low < 0 && high > 0)
            (low, high) = (-Math.Max(-low, high), Math.Max(-low, high));
        return Round(new Interval(low, high), 8);
    }

    /// <summary>Returns the levels between limits; null if there are none.</summary>
    public static double[]? Within((double Low, double High)? limits) =>
        limits is not { } l ? null
        : l.Low < l.High ? Round(new Interval(l.Low, l.High), 8)
        : throw new Engine.GchunkException($"limits ({l.Low}, {l.High}): the first must be smaller than the second");

    /// <summary>Formats a level as briefly as it can be.</summary>
    public static string Name(double level) =>
        level.ToString(
            Math.Abs(level) switch
            {
                0 or (>= 1e-4 and < 1e5) => "G6",
                >= 1e5 and < 1e10 => "G10",
                _ => "0.#####e0",
            },
            CultureInfo.InvariantCulture
        );

    /// <summary>Throws if levels are not in ascending order.</summary>
    public static void Check(double[] levels)
    {
        if (levels.Length == 0)
            throw new Engine.GchunkException("contours need at least one level; leave out levels to have them chosen");
        for (int i = 0; i < levels.Length; i++)
        {
            if (!double.IsFinite(levels[i]))
                throw new Engine.GchunkException($"level {levels[i]} is not finite; give levels such as [0, 5, 10]");
            if (i > 0 && levels[i] <= levels[i - 1])
            {
                throw new Engine.GchunkException(
                    $"levels must be in ascending order, but {levels[i]} comes after {levels[i - 1]}; sort them, or drop duplicates"
                );
            }
        }
    }
}
