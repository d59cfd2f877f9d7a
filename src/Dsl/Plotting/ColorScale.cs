using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Maps values to colours (0xAARRGGBB) and draws a key beside the plot.</summary>
internal abstract class ColorScale
{
    /// <summary>The colour of cells without a value.</summary>
    public const uint Missing = 0xFFDEDEDE;

    /// <summary>The colour that missing values get here.</summary>
    public uint MissingColor { get; init; } = Missing;

    public abstract uint Color(double value);

    /// <summary>The width of the key to the right of the plot, in pixels.</summary>
    public abstract int KeyWidth(Canvas canvas);

    /// <summary>Draws the key beside a plot, as panels of a multiplot or as labels.</summary>
    public abstract void DrawKey(Canvas canvas, GnuplotScript script, PixelBox plot);

    /// <summary>Returns the scale for some values.</summary>
    /// <param name="values">The values to draw; NaN is missing.</param>
    /// <param name="colors">The name of a colour map; null chooses one by the values, as xarray does.</param>
    /// <param name="limits">The values at the ends of the colours; null takes them from the values.</param>
    /// <param name="robust">Whether the limits are the 2nd and the 98th percentile instead of the extremes.</param>
    /// <param name="label">The label of the key.</param>
    /// <param name="levels">The bounds of bands of one colour each; null for colours that run on.</param>
    /// <param name="missing">The colour of missing values.</param>
    public static ColorScale For(
        ReadOnlySpan<double> values,
        string? colors,
        (double Low, double High)? limits,
        bool robust,
        string label,
        double[]? levels = null,
        uint missing = Missing
    )
    {
        ColorMap? map = colors is null ? null : ColorMap.Named(colors);
        return levels is not null ? new LevelScale(levels, map, label, values) { MissingColor = missing }
            : map is { IsCategorical: true } ? CategoryScale.For(values, map, label, missing)
            : ContinuousScale.For(values, map, limits, robust, label, missing);
    }

    /// <summary>Returns the colour that a user gives to missing values.</summary>
    public static uint MissingOf(string? name) =>
        name is null ? Missing
        : name.Equals("none", StringComparison.OrdinalIgnoreCase) ? 0
        : 0xFF000000 | PlotColor.Parse(name);

    /// <summary>Throws if there is no value to draw.</summary>
    public static void CheckValues(double[] values, long expected, string shape)
    {
        CheckCount(values, expected, shape);
        if (Array.TrueForAll(values, v => !double.IsFinite(v)))
            throw AllMissing(values.Length);
    }

    /// <summary>Throws unless there is a value, which may be missing, for each place.</summary>
    public static void CheckCount(double[] values, long expected, string shape)
    {
        if (values.Length != expected)
            throw new GchunkException($"{values.Length} values were given for {shape}, which needs {expected}");
        if (values.Length == 0)
            throw new GchunkException("nothing to draw: there are no values");
    }

    /// <summary>Returns the error for values of which none can be drawn.</summary>
    public static GchunkException AllMissing(long count) =>
        new($"nothing to draw: {(count == 1 ? "the only value is" : $"all {count} values are")} missing");
}
