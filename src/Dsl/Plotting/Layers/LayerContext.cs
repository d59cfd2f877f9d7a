using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Maps;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>The mark beside a name in the legend.</summary>
internal enum LegendMark
{
    Line,
    Dashes,
    Dot,
    Box,
    Arrow,
}

/// <summary>Where and how a layer is drawn.</summary>
/// <param name="Space">The panel's space.</param>
/// <param name="Color">The layer's colour (#rrggbb), if it takes one.</param>
/// <param name="Scale">The scale of its coloured values, if it has any.</param>
/// <param name="Cancel">Cancels the drawing.</param>
internal sealed record LayerContext(PanelSpace Space, string Color, ColorScale? Scale, CancellationToken Cancel)
{
    public Canvas Canvas => Space.Canvas;
}

/// <summary>What a layer needs of one side of the panel.</summary>
/// <param name="Range">The smallest and the largest value.</param>
/// <param name="Label">The label of the axis.</param>
internal sealed record LayerSide(Interval Range, string Label = "")
{
    /// <summary>Dates or names, from which the ticks are chosen.</summary>
    public PlotAxis? Axis { get; init; }

    /// <summary>The room that is left at each end, as a part of the range.</summary>
    public double Room { get; init; }

    /// <summary>Whether the low end is a foot, such as that of bars, without room.</summary>
    public bool HasFoot { get; init; }

    /// <summary>The smallest positive value, from which a logarithmic axis can begin.</summary>
    public double LeastPositive { get; init; } = double.PositiveInfinity;

    /// <summary>Returns the side of points, with room at its ends.</summary>
    public static LayerSide OfPoints(string label, double room, params ReadOnlySpan<double[]> values)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity,
            positive = low;
        foreach (double[] some in values)
        {
            foreach (double v in some)
            {
                if (!double.IsFinite(v))
                    continue;
                (low, high) = (Math.Min(low, v), Math.Max(high, v));
                if (v > 0)
                    positive = Math.Min(positive, v);
            }
        }
        return new LayerSide(new Interval(low, high), label) { Room = room, LeastPositive = positive };
    }

    /// <summary>
    /// Returns the side of longitudes that lie on both sides of the antimeridian and leave a gap elsewhere; else null.
    /// </summary>
    public static LayerSide? OfLongitudes(double[] longitudes)
    {
        const int Bins = 720,
            LeastGap = 40;
        bool[] taken = new bool[Bins];
        foreach (double lon in longitudes)
        {
            if (Math.Abs(lon) <= 720)
                taken[Math.Min(Bins - 1, (int)((Angles.Wrap(lon) + 180) * Bins / 360))] = true;
        }
        (int best, int longest, int run) = (0, 0, 0);
        for (int i = 0; i < 2 * Bins; i++)
        {
            run = taken[i % Bins] ? 0 : run + 1;
            if (run > longest && run <= Bins)
                (best, longest) = (i + 1, run);
        }
        // Bins of both ends are taken: the gap is in the middle.
        double west = (best % Bins * 360.0 / Bins) - 180;
        if (longest < LeastGap || !taken[0] || !taken[^1])
            return null;
        return OfPoints("longitude", 0, Array.ConvertAll(longitudes, v => west + Angles.Wrap(v - west - 180) + 180));
    }

    /// <summary>Returns the side of points along a coordinate.</summary>
    public static LayerSide OfAxis(PlotAxis axis, double room = 0) =>
        OfPoints(axis.Label, room, axis.Values) with
        {
            Axis = axis.Names is null ? null : axis,
        };

    /// <summary>Returns the side of cells along a coordinate.</summary>
    public static LayerSide OfCells(PlotAxis axis, CellAxis cells) =>
        new(new Interval(cells.Low, cells.High), axis.Label)
        {
            Axis = axis.Names is null ? null : axis,
            LeastPositive = Array.FindAll(axis.Values, v => v > 0).DefaultIfEmpty(double.PositiveInfinity).Min(),
        };
}

/// <summary>The values of a layer that are drawn in colours, and how.</summary>
internal sealed record ColorRequest(
    double[] Values,
    string? Colors,
    (double Low, double High)? Limits,
    bool Robust,
    string Label
)
{
    /// <summary>The bounds of the bands of colour; null for colours that run on.</summary>
    public double[]? Levels { get; init; }

    /// <summary>The colour of missing values (0xAARRGGBB).</summary>
    public uint Missing { get; init; } = ColorScale.Missing;

    /// <summary>Returns the scale of one or more layers that share it.</summary>
    public static ColorScale Scale(IReadOnlyList<ColorRequest> requests)
    {
        ColorRequest first = requests[0];
        double[] values = requests.Count == 1 ? first.Values : [.. requests.SelectMany(r => r.Values)];
        return ColorScale.For(
            values,
            first.Colors,
            first.Limits,
            first.Robust,
            first.Label,
            first.Levels,
            first.Missing
        );
    }
}
