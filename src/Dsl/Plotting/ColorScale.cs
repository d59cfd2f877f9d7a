using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Turns values into colours (0xAARRGGBB) and draws its key beside the plot.</summary>
internal abstract class ColorScale
{
    /// <summary>The colour of cells without a value.</summary>
    public const uint Missing = 0xFFDEDEDE;

    public abstract uint Color(double value);

    /// <summary>Pixels that the key takes to the right of the plot.</summary>
    public abstract int KeyWidth(Canvas canvas);

    /// <summary>Draws the key beside a plot, as panels of a multiplot or as labels.</summary>
    public abstract void DrawKey(Canvas canvas, GnuplotScript script, PixelBox plot);

    /// <summary>The scale for some values.</summary>
    /// <param name="values">What is to be drawn; NaN is missing.</param>
    /// <param name="colors">A colour map's name; null chooses by the values, as xarray does.</param>
    /// <param name="limits">Values at the ends of the colours; null takes them from the values.</param>
    /// <param name="robust">Limits from the 2nd to the 98th percentile instead of the extremes.</param>
    /// <param name="label">What the colours mean.</param>
    public static ColorScale For(
        ReadOnlySpan<double> values,
        string? colors,
        (double Low, double High)? limits,
        bool robust,
        string label
    )
    {
        ColorMap? map = colors is null ? null : ColorMap.Named(colors);
        return map is { IsCategorical: true }
            ? CategoryScale.For(values, map, label)
            : ContinuousScale.For(values, map, limits, robust, label);
    }

    /// <summary>Throws where there is no value at all to draw.</summary>
    public static void CheckValues(double[] values, long expected, string shape)
    {
        if (values.Length != expected)
            throw new GchunkException($"{values.Length} values were given for {shape}, which takes {expected}");
        if (values.Length == 0)
            throw new GchunkException("nothing to draw: there are no values");
        if (Array.TrueForAll(values, v => !double.IsFinite(v)))
            throw new GchunkException($"nothing to draw: all {values.Length} values are missing");
    }
}
