using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// A Taylor diagram: for each model, the standard deviation is the distance from the origin, the correlation with a
/// reference is the angle, and the distance from the reference is the centred root-mean-square difference (Taylor 2001,
/// "Summarizing multiple aspects of model performance in a single diagram", J. Geophys. Res. 106).
/// </summary>
public sealed record TaylorPlot : Layer
{
    private const string Grid = "#b0b0b0";

    private static readonly double[] Marks = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1];

    /// <summary>The standard deviation of the reference.</summary>
    public required double Reference { get; init; }

    /// <summary>The standard deviation of each model.</summary>
    public required double[] Deviations { get; init; }

    /// <summary>The correlation of each model with the reference, from -1 to 1.</summary>
    public required double[] Correlations { get; init; }

    /// <summary>The names of the models.</summary>
    public required IReadOnlyList<string> ModelNames { get; init; }

    /// <summary>The label of the deviations.</summary>
    public string Label { get; init; } = "standard deviation";

    internal override LayerSide Across => new(new Interval(IsWide ? -Most : 0, Most));

    internal override LayerSide Up => new(new Interval(0, Most));

    internal override PanelSettings Settings => base.Settings with { IsBare = true, Shape = IsWide ? 2 : 1 };

    private bool IsWide => Correlations.Any(c => c < 0);

    private double Most => 1.25 * Math.Max(Reference, Deviations.Where(double.IsFinite).DefaultIfEmpty(0).Max());

    internal override void Check()
    {
        if (!(Reference > 0 && double.IsFinite(Reference)))
            throw new GchunkException($"the reference has the standard deviation {Reference}; it must be above 0");
        if (Deviations.Length != Correlations.Length || Deviations.Length != ModelNames.Count)
        {
            throw new GchunkException(
                $"a Taylor diagram needs a deviation, a correlation and a name for each model; got {Deviations.Length}, {Correlations.Length} and {ModelNames.Count}"
            );
        }
        ColorScale.CheckValues(Deviations, ModelNames.Count, $"{ModelNames.Count} models");
        foreach (double c in Correlations)
        {
            if (!(c is >= -1 and <= 1))
                throw new GchunkException($"a correlation of {c} is not from -1 to 1");
        }
        foreach (double d in Deviations)
        {
            if (d < 0)
                throw new GchunkException($"a standard deviation of {d} is below 0");
        }
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        List<double[]> arcs = [],
            circles = [],
            rays = [];
        foreach (Tick tick in Radii())
            arcs.Add(Arc(tick.At));
        foreach (double mark in Correlated())
            rays.Add([0, 0, Most * mark, Most * Math.Sqrt(1 - (mark * mark))]);
        foreach (Tick tick in Ticks.Numbers(new Interval(0, Most), 4).Where(t => t.At > 0))
            circles.Add(Circle(tick.At));
        yield return new PathElement(context.Space.Lines(arcs), new Stroke(Grid, 0.8));
        yield return new PathElement(context.Space.Lines(rays), new Stroke(Grid, 0.8));
        yield return new PathElement(context.Space.Lines(circles), new Stroke("#3a9a4b", 1, Dashed: true));
        yield return new PathElement(context.Space.Lines([Arc(Reference)]), new Stroke("#404040", 1.4, Dashed: true));
        double left = IsWide ? -Most : 0;
        yield return new PathElement(
            context.Space.Lines([
                [.. Arc(Most), left, 0, Most, 0],
            ]),
            new Stroke("#404040", 1.4)
        );
        context.Space.TryForward(Reference, 0, out double rx, out double ry);
        List<double> dots = [rx, ry, 1.8, 0x202020];
        for (int i = 0; i < Deviations.Length; i++)
        {
            if (Place(context.Space, Deviations[i], Correlations[i]) is { } p)
                dots.AddRange([p.X, p.Y, 1.6, PlotColor.Parse(PlotColor.Of(i))]);
        }
        yield return new ColoredDotsElement([.. dots]);
    }

    internal override IEnumerable<PanelText> Texts(LayerContext context)
    {
        PanelSpace space = context.Space;
        double gap = 1.1 * space.Canvas.FontPixels;
        foreach (double mark in Correlated())
        {
            double angle = Math.Acos(mark);
            space.TryForward(Most * mark, Most * Math.Sin(angle), out double x, out double y);
            yield return At(x, y, gap * Math.Cos(angle) * 1.5, gap * Math.Sin(angle), Levels.Name(mark));
        }
        foreach (Tick tick in Radii())
        {
            space.TryForward(tick.At, 0, out double x, out double y);
            yield return At(x, y, 0, -gap, tick.Label);
        }
        space.TryForward(0.72 * Most, 0.72 * Most, out double cx, out double cy);
        yield return At(cx, cy, 2.6 * gap, 2.6 * gap, "correlation") with
        {
            Turn = -45,
            Size = 1,
        };
        space.TryForward(Most / 2, 0, out double lx, out double ly);
        yield return At(lx, ly, 0, -2.4 * gap, Label) with
        {
            Size = 1,
        };
        for (int i = 0; i < Deviations.Length; i++)
        {
            if (Place(space, Deviations[i], Correlations[i]) is { } p)
            {
                yield return At(p.X, p.Y, 0.7 * gap, 0.6 * gap, ModelNames[i]) with
                {
                    Anchor = TextAnchor.Left,
                    Color = PlotColor.Of(i),
                };
            }
        }

        PanelText At(double x, double y, double right, double up, string text) =>
            new(x + (right / space.PixelsAcross), y + (up / space.PixelsUp), text);
    }

    private static (double X, double Y)? Place(PanelSpace space, double deviation, double correlation) =>
        space.TryForward(
            deviation * correlation,
            deviation * Math.Sqrt(1 - (correlation * correlation)),
            out double x,
            out double y
        )
            ? (x, y)
            : null;

    private Tick[] Radii() => [.. Ticks.Numbers(new Interval(0, Most), 5).Where(t => t.At < 0.98 * Most)];

    private IEnumerable<double> Correlated() => IsWide ? Marks.Concat(Marks.Where(m => m > 0).Select(m => -m)) : Marks;

    private double[] Arc(double radius)
    {
        double last = IsWide ? Math.PI : Math.PI / 2;
        return [.. Enumerable.Range(0, 91).SelectMany(i => Polar(radius, i * last / 90))];
    }

    // A circle around the reference, as far as it lies in the diagram.
    private double[] Circle(double radius)
    {
        List<double> points = [];
        for (int i = 0; i <= 180; i++)
        {
            double[] p = Polar(radius, i * Math.PI / 180);
            double x = Reference + p[0];
            bool inside = (x * x) + (p[1] * p[1]) <= Most * Most && (IsWide || x >= 0);
            points.AddRange(inside ? [x, p[1]] : [double.NaN, double.NaN]);
        }
        return [.. points];
    }

    private static double[] Polar(double radius, double angle) => [radius * Math.Cos(angle), radius * Math.Sin(angle)];
}
