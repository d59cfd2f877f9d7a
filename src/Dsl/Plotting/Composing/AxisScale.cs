using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>One axis of a panel: which value is where between its ends, 0 and 1.</summary>
internal sealed class AxisScale
{
    private readonly double low,
        high;
    private readonly bool isLog,
        falls;
    private readonly PlotAxis? named;

    private AxisScale(double low, double high, bool isLog, bool falls, PlotAxis? named) =>
        (this.low, this.high, this.isLog, this.falls, this.named) = (low, high, isLog, falls, named);

    /// <summary>Returns the axis that some layers share.</summary>
    /// <param name="side">"x" or "y", for messages.</param>
    /// <param name="sides">What the layers need.</param>
    /// <param name="limits">The ends; null to take them from the layers.</param>
    /// <param name="isLog">Whether the axis is logarithmic.</param>
    /// <param name="increases">Whether values increase to the right or upwards.</param>
    public static AxisScale Of(
        string side,
        IReadOnlyList<LayerSide> sides,
        (double Low, double High)? limits,
        bool isLog,
        bool increases
    )
    {
        double low = sides.Min(s => s.Range.Low),
            high = sides.Max(s => s.Range.High);
        // All values of the layers are missing.
        if (low > high)
            (low, high) = (0, 1);
        if (limits is { } given)
        {
            if (!(double.IsFinite(given.Low) && double.IsFinite(given.High) && given.Low != given.High))
            {
                throw new GchunkException(
                    $"{side}lim ({given.Low}, {given.High}) has no length; give two different numbers"
                );
            }
            // As in matplotlib, limits in descending order turn the axis.
            increases ^= given.Low > given.High;
            (low, high) = (Math.Min(given.Low, given.High), Math.Max(given.Low, given.High));
            if (isLog && low <= 0)
            {
                throw new GchunkException(
                    $"{side}lim ({given.Low}, {given.High}) reaches zero, which a logarithmic axis never does; give limits above 0"
                );
            }
        }
        else if (isLog)
        {
            double positive = sides.Min(s => s.LeastPositive);
            if (!double.IsFinite(positive))
            {
                throw new GchunkException(
                    $"no value along {side} is above 0, and a logarithmic axis shows no others; leave out log: \"{side}\""
                );
            }
            double factor = high > positive ? Math.Pow(high / positive, sides.Max(s => s.Room)) : 2,
                foot = sides.Any(s => s.HasFoot) ? 2 : 1;
            (low, high) = (positive / factor / foot, high * factor);
        }
        else if (low == high)
        {
            double room = sides.Any(s => s.Room > 0) ? Math.Max(0.5 * Math.Abs(low), 0.5) : 0.5;
            (low, high) = (low - room, high + room);
        }
        else
        {
            double length = high - low;
            double below = sides.Max(s => s.Range.Low == low && s.HasFoot ? -1 : s.Room),
                above = sides.Max(s => s.Room);
            (low, high) = (low - (Math.Max(0, below) * length), high + (above * length));
        }
        return new AxisScale(low, high, isLog, !increases, Merge(sides));
    }

    public Interval Range => new(low, high);

    /// <summary>Returns the position of a value: 0 at the left or lower end, 1 at the other.</summary>
    public double At(double value)
    {
        double at = isLog ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low);
        return falls ? 1 - at : at;
    }

    /// <summary>Returns the value at a position.</summary>
    public double ValueAt(double position)
    {
        double at = falls ? 1 - position : position;
        return isLog ? low * Math.Pow(high / low, at) : low + (at * (high - low));
    }

    /// <summary>Returns the ticks, at positions from 0 to 1.</summary>
    public Tick[] TicksAbout(int about)
    {
        Tick[] ticks =
            named is not null ? named.TicksOver(Range, about)
            : isLog ? Ticks.Logarithmic(Range)
            : Ticks.Numbers(Range, about);
        double slack = 1e-9;
        return [.. ticks.Select(t => t with { At = At(t.At) }).Where(t => t.At >= -slack && t.At <= 1 + slack)];
    }

    // The names of all layers: a date of one is a date of the others.
    private static PlotAxis? Merge(IReadOnlyList<LayerSide> sides)
    {
        PlotAxis[] axes = [.. sides.Select(s => s.Axis).OfType<PlotAxis>().Distinct()];
        if (axes.Length <= 1)
            return axes.FirstOrDefault();
        var names = new SortedDictionary<double, string>();
        foreach (PlotAxis axis in axes)
        {
            for (int i = 0; i < axis.Values.Length; i++)
                names[axis.Values[i]] = axis.Names![i];
        }
        return new PlotAxis([.. names.Keys])
        {
            Names = [.. names.Values],
            Calendar = axes.All(a => a.Calendar == axes[0].Calendar) ? axes[0].Calendar : null,
        };
    }
}
