using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting;

/// <summary>A line through the values along one coordinate, broken at missing values.</summary>
public sealed record LinePlot : Figure
{
    private const string Color = "#2a6ebb";

    /// <summary>The coordinate; dates are numbers with <see cref="PlotAxis.Names"/>.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>One value for each value of the coordinate; NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    internal override void Check()
    {
        X.Check("x");
        ColorScale.CheckValues(Values, X.Values.Length, $"a line of {X.Values.Length} points");
    }

    internal override void Compose(Canvas canvas, GnuplotScript script)
    {
        (double xLow, double xHigh) = Range(X.Values);
        (double yLow, double yHigh) = Range(Values);
        if (xLow == xHigh)
            (xLow, xHigh) = (xLow - 0.5, xHigh + 0.5);
        double room = yLow == yHigh ? Math.Max(0.5 * Math.Abs(yLow), 0.5) : 0.05 * (yHigh - yLow);
        (double[] x, double[] y) = Thin(canvas.Width * canvas.ImageDensity, xLow, xHigh);
        List<double> points = [],
            lone = [];
        for (int i = 0; i < x.Length; i++)
        {
            bool here = double.IsFinite(y[i]);
            points.Add(here ? x[i] : double.NaN);
            points.Add(here ? y[i] : double.NaN);
            if (here && (i == 0 || !double.IsFinite(y[i - 1])) && (i == x.Length - 1 || !double.IsFinite(y[i + 1])))
                lone.AddRange([x[i], y[i]]);
        }
        List<IPlotElement> elements = [new PathElement(points, new Stroke(Color, 2.2))];
        if (lone.Count > 0)
            elements.Add(new DotsElement(lone, Color));
        var range = new Interval(xLow, xHigh);
        new Frame(canvas, Title, X.Label, Label).Draw(
            script,
            range,
            new Interval(yLow - room, yHigh + room),
            X.TicksOver(range, 8),
            elements
        );
    }

    /// <summary>
    /// If there are far more points than pixel columns, keeps the first, lowest, highest and last value of each column.
    /// The picture is the same (Jugel et al. 2014, "M4: a visualization-oriented time series data aggregation").
    /// </summary>
    private (double[] X, double[] Y) Thin(int columns, double low, double high)
    {
        double[] x = X.Values;
        if (x.Length <= 8 * columns || !IsAscending(x))
            return (x, Values);
        List<double> keptX = [],
            keptY = [];
        for (int start = 0, end; start < x.Length; start = end)
        {
            double edge = low + ((Math.Floor((x[start] - low) / (high - low) * columns) + 1) * (high - low) / columns);
            int first = -1,
                last = -1,
                least = -1,
                most = -1;
            for (end = start; end < x.Length && (x[end] < edge || end == start); end++)
            {
                if (!double.IsFinite(Values[end]))
                    continue;
                first = first < 0 ? end : first;
                last = end;
                least = least < 0 || Values[end] < Values[least] ? end : least;
                most = most < 0 || Values[end] > Values[most] ? end : most;
            }
            int[] kept = first < 0 ? [start] : [first, Math.Min(least, most), Math.Max(least, most), last];
            foreach (int i in kept)
            {
                keptX.Add(x[i]);
                keptY.Add(Values[i]);
            }
        }
        return ([.. keptX], [.. keptY]);
    }

    private static bool IsAscending(double[] x)
    {
        for (int i = 1; i < x.Length; i++)
        {
            if (x[i] < x[i - 1])
                return false;
        }
        return true;
    }

    private static (double Low, double High) Range(double[] values)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double v in values)
        {
            if (double.IsFinite(v))
                (low, high) = (Math.Min(low, v), Math.Max(high, v));
        }
        return (low, high);
    }
}
