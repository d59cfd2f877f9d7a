using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>A line through the values along one coordinate, broken at missing values.</summary>
public sealed record LinePlot : Layer
{
    /// <summary>The coordinate; dates are numbers with <see cref="PlotAxis.Names"/>.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>One value for each value of the coordinate; NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    /// <summary>Whether the coordinate is on the vertical axis, as for a profile.</summary>
    public bool IsVertical { get; init; }

    /// <summary>
    /// Where a line that is level at each value has its steps: "pre", "mid" or "post", as in matplotlib; null for
    /// straight lines from value to value.
    /// </summary>
    public string? Step { get; init; }

    /// <summary>The colour: a name such as "black", or #rrggbb; null: the next of the figure.</summary>
    public string? Color { get; init; }

    /// <summary>The width relative to the default.</summary>
    public double Width { get; init; } = 1;

    /// <summary>Whether the line is dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether each value is marked by a dot.</summary>
    public bool Markers { get; init; }

    internal override bool TakesColor => Color is null;

    internal override string? LegendColor => Color is null ? null : PlotColor.Hex(PlotColor.Parse(Color));

    internal override LegendMark Mark => Dashed ? LegendMark.Dashes : LegendMark.Line;

    internal override double[]? Content => Values;

    internal override LayerSide Across => IsVertical ? ValueSide : LayerSide.OfAxis(X);

    internal override LayerSide Up => IsVertical ? LayerSide.OfAxis(X) : ValueSide;

    private LayerSide ValueSide => LayerSide.OfPoints(Label, 0.05, Values);

    internal override void Check()
    {
        X.Check("x");
        ColorScale.CheckCount(Values, X.Values.Length, $"a line of {X.Values.Length} points");
        if (Step is not (null or "pre" or "mid" or "post"))
            throw new GchunkException($"no steps '{Step}'; there are \"pre\", \"mid\" and \"post\"");
        if (!(Width is > 0 and < 100))
            throw new GchunkException($"a line of width {Width} cannot be drawn; the default is 1");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        string color = Color is null ? context.Color : PlotColor.Hex(PlotColor.Parse(Color));
        int columns = (IsVertical ? context.Canvas.Height : context.Canvas.Width) * context.Canvas.ImageDensity;
        (double[] x, double[] y) = Thin(columns, X.Values.Min(), X.Values.Max());
        List<double> points = [],
            lone = [];
        for (int i = 0; i < x.Length; i++)
        {
            bool here = double.IsFinite(y[i]);
            if (here && Step is not null)
                AddStep(points, x, y, i);
            else
                Add(points, here ? x[i] : double.NaN, here ? y[i] : double.NaN);
            bool alone = (i == 0 || !double.IsFinite(y[i - 1])) && (i == x.Length - 1 || !double.IsFinite(y[i + 1]));
            if (here && (alone || Markers))
                Add(lone, x[i], y[i]);
        }
        yield return new PathElement(
            context.Space.Lines([
                [.. points],
            ]),
            new Stroke(color, 2.2 * Width, Dashed)
        );
        if (lone.Count > 0)
        {
            yield return new DotsElement(
                context.Space.Lines([
                    [.. lone],
                ]),
                color
            );
        }
    }

    private void Add(List<double> points, double x, double y) => points.AddRange(IsVertical ? [y, x] : [x, y]);

    // The level piece of a value, whose ends lie where the steps to its neighbours are.
    private void AddStep(List<double> points, double[] x, double[] y, int i)
    {
        double before = i > 0 ? x[i - 1] : x[i],
            after = i < x.Length - 1 ? x[i + 1] : x[i];
        (double from, double to) = Step switch
        {
            "pre" => (before, x[i]),
            "post" => (x[i], after),
            _ => ((before + x[i]) / 2, (x[i] + after) / 2),
        };
        Add(points, from, y[i]);
        Add(points, to, y[i]);
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
}
