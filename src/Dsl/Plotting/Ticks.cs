using System.Globalization;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Maps;

namespace Gchunk.Dsl.Plotting;

/// <summary>A mark on an axis with its label.</summary>
internal readonly record struct Tick(double At, string Label);

/// <summary>Chooses round values for ticks.</summary>
internal static class Ticks
{
    private static readonly double[] DegreeSteps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90];

    /// <summary>
    /// Returns about <paramref name="about"/> ticks at multiples of 1, 2, 2.5 or 5 times a power of ten.
    /// </summary>
    public static Tick[] Numbers(Interval range, int about = 6)
    {
        double rough = range.Length / Math.Max(1, about);
        if (!(rough > 0) || !double.IsFinite(rough))
            return [new(range.Low, range.Low.ToString("G6", CultureInfo.InvariantCulture))];
        double step = Step(rough);
        double largest = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        int decimals = Math.Clamp(
            (int)-Math.Floor(Math.Log10(step) + 1e-9) + (step / Power(step) == 2.5 ? 1 : 0),
            0,
            12
        );
        int digits = Math.Clamp((int)Math.Floor(Math.Log10(largest)) + decimals, 0, 12);
        string format =
            largest >= 1e6 || largest < 1e-3
                ? "0." + new string('#', digits) + "e0"
                : "F" + decimals.ToString(CultureInfo.InvariantCulture);
        double[] values = [.. Multiples(range, step)];
        string[] labels = Array.ConvertAll(
            values,
            v => v == 0 && format[0] == '0' ? "0" : v.ToString(format, CultureInfo.InvariantCulture)
        );
        // Numbers that differ only in their last digits are written with all of them.
        if (labels.Distinct(StringComparer.Ordinal).Count() < labels.Length)
            labels = Array.ConvertAll(values, v => v.ToString("R", CultureInfo.InvariantCulture));
        return [.. values.Zip(labels, (v, label) => new Tick(v, label))];
    }

    /// <summary>Returns ticks at powers of ten, and at round numbers between them if there are few powers.</summary>
    public static Tick[] Logarithmic(Interval range)
    {
        double decades = Math.Log10(range.High / range.Low);
        int[] parts =
            decades < 1.3 ? [1, 2, 3, 5, 7]
            : decades < 3 ? [1, 2, 5]
            : [1];
        int every = Math.Max(1, (int)Math.Ceiling(decades / 9));
        List<Tick> ticks = [];
        int first = (int)Math.Floor(Math.Log10(range.Low)),
            last = (int)Math.Ceiling(Math.Log10(range.High));
        for (int power = first; power <= last; power++)
        {
            foreach (int part in parts)
            {
                double at = part * Math.Pow(10, power);
                bool inside = at >= range.Low * (1 - 1e-9) && at <= range.High * (1 + 1e-9);
                if (inside && power % every == 0)
                {
                    ticks.Add(
                        new Tick(
                            at,
                            power is >= -3 and <= 5
                                ? at.ToString("0.###", CultureInfo.InvariantCulture)
                                : at.ToString("0e0", CultureInfo.InvariantCulture)
                        )
                    );
                }
            }
        }
        return ticks.Count >= 2 ? [.. ticks] : Numbers(range);
    }

    /// <summary>Returns round degrees, without labels.</summary>
    public static double[] Degrees(Interval range, int about)
    {
        double rough = range.Length / about;
        double step = DegreeSteps.FirstOrDefault(s => s >= rough, 90);
        if (rough < DegreeSteps[0] / 2 && rough > 0)
            step = Math.Max(1e-6, Step(rough, hasQuarters: false)); // Degrees are written with six decimals.
        return Multiples(range, step).ToArray();
    }

    /// <summary>Formats a longitude as 73°W, 0°, 15.5°E, from -180 to 180.</summary>
    public static string Longitude(double degrees)
    {
        double d = Math.Round(Angles.Wrap(degrees), 6);
        return Degree(Math.Abs(d))
            + (
                d is 0 or 180 or -180 ? ""
                : d < 0 ? "W"
                : "E"
            );
    }

    /// <summary>Formats a latitude as 45°N, 0°, 30°S.</summary>
    public static string Latitude(double degrees)
    {
        double d = Math.Round(degrees, 6);
        return Degree(Math.Abs(d))
            + (
                d == 0 ? ""
                : d < 0 ? "S"
                : "N"
            );
    }

    // The next multiple of 1, 2, 2.5 (if wanted) or 5 times a power of ten.
    private static double Step(double rough, bool hasQuarters = true)
    {
        double power = Power(rough);
        return power
            * (rough / power) switch
            {
                <= 1 => 1,
                <= 2 => 2,
                <= 2.5 when hasQuarters => 2.5,
                <= 5 => 5,
                _ => 10,
            };
    }

    private static double Power(double value) => Math.Pow(10, Math.Floor(Math.Log10(value)));

    private static string Degree(double d) => d.ToString("0.######", CultureInfo.InvariantCulture) + "°";

    private static IEnumerable<double> Multiples(Interval range, double step)
    {
        double slack = 1e-9 * step;
        for (long k = (long)Math.Ceiling((range.Low - slack) / step); k * step <= range.High + slack; k++)
            yield return k == 0 ? 0 : k * step;
    }
}
