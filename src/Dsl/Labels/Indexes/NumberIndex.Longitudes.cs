using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

// Selection of longitudes, which are the same place after 360 degrees.
public sealed partial class NumberIndex
{
    private bool areLongitudes;

    /// <summary>The same labels as longitudes, whatever the name of their dimension.</summary>
    internal NumberIndex AsLongitudes() =>
        areLongitudes ? this : new NumberIndex(Labels.ToArray(), DType) { areLongitudes = true };

    private protected override bool IsLongitude(string dim) => areLongitudes;

    // A circle of longitudes: evenly spaced labels whose gap to the next turn is about a step or less.
    private bool IsCircle => Spans(1e-3, 1.5);

    // A circle whose last label is the first one again: 0 to 360.
    private bool IsClosedCircle => Length > 4 && Spans(-1e-3, 1e-3);

    // True for evenly spaced longitudes that go round the circle but for a gap, which is given in steps.
    private bool Spans(double leastGap, double greatestGap)
    {
        if (Direction == 0 || Length < 4 || !areLongitudes)
            return false;
        double span = Math.Abs(Labels[^1] - Labels[0]),
            step = span / (Length - 1);
        double gap = 360 - span;
        if (gap < leastGap * step || gap > greatestGap * step)
            return false;
        for (int i = 1; i < Length; i++)
        {
            if (Math.Abs(Math.Abs(Labels[i] - Labels[i - 1]) - step) > step / 2)
                return false;
        }

        return true;
    }

    private protected override AxisPick? Around(string dim, double from, double to)
    {
        if (!areLongitudes || Length == 0 || !double.IsFinite(from) || !double.IsFinite(to))
            return null;
        double least = Labels.ToArray().Min(),
            greatest = Labels.ToArray().Max();
        bool isClosed = IsClosedCircle,
            isCircle = isClosed || IsCircle,
            crosses = isCircle && from > to && IsAscending;
        if (!crosses && (from > to || (from >= least && (to < least + 360 || (isClosed && to <= greatest)))))
            return null;
        // Part of a circle: an interval that has labels of its own means these.
        if (!isCircle && from <= greatest && to >= least)
            return null;
        double width = to - from;
        if (crosses)
            width -= 360 * Math.Floor(width / 360);
        if (width >= 360)
            return new AxisPick(new AxisSlice(0, Length));
        double rounding = 360 / (double)Length * 1e-4;
        var found = new List<(double Distance, long Position)>();
        // Less than a whole turn has the meridian that a closed circle has twice once.
        for (int i = 0; i < Length - (isClosed ? 1 : 0); i++)
        {
            double distance = Labels[i] - from + rounding;
            distance -= 360 * Math.Floor(distance / 360) + rounding;
            if (distance <= width + rounding)
                found.Add((distance, i));
        }
        if (found.Count == 0)
            return null;
        long[] positions = [.. found.OrderBy(f => IsDescending ? -f.Distance : f.Distance).Select(f => f.Position)];
        return AxisPick.From(positions);
    }

    private protected override long? Turned(string dim, double label, SelectMethod method, double? tolerance)
    {
        if (!areLongitudes || Direction == 0 || Length < 2 || !double.IsFinite(label))
            return null;
        double least = Math.Min(Labels[0], Labels[^1]),
            greatest = Math.Max(Labels[0], Labels[^1]),
            step = (greatest - least) / (Length - 1);
        bool isCircle = IsCircle;
        // Between the last label and the first of the next turn lies a cell of the circle.
        if (label >= least && label <= (isCircle ? greatest : least + 360))
            return null;
        double turned = label - 360 * Math.Floor((label - least) / 360);
        if (turned > greatest && !isCircle)
            return null;
        // The nearest labels at or below and at or above the place, round the circle.
        long low = -1,
            high = -1;
        double below = double.PositiveInfinity,
            above = double.PositiveInfinity;
        for (int i = 0; i < Length; i++)
        {
            double distance = turned - Labels[i];
            if (isCircle)
                distance -= 360 * Math.Floor(distance / 360);
            double further = isCircle && distance > 0 ? 360 - distance : -distance;
            if (distance >= 0 && distance < below)
                (low, below) = (i, distance);
            if (further >= 0 && further < above)
                (high, above) = (i, further);
        }
        bool takesLow = (method == SelectMethod.Pad) != IsDescending;
        (long at, double away) =
            method is SelectMethod.Pad or SelectMethod.Backfill && Math.Min(below, above) > step * 1e-4
                ? takesLow
                    ? (low, below)
                    : (high, above)
                : below < above
                    ? (low, below)
                    : (high, above);
        if (at < 0 || (method == SelectMethod.Exact && away > step * 1e-4 && !(away <= tolerance)))
            return null;
        return away > tolerance && away > step * 1e-4 ? null : at;
    }
}
