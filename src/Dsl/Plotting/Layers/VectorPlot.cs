using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Arrows or wind barbs at the points of a grid, thinned so that they do not overlap.</summary>
/// <remarks>
/// On a map u is eastward and v northward; on plain axes u points to the right and v upwards, whatever the axes'
/// lengths, as matplotlib's quiver does. A barb has a half stroke for 5, a stroke for 10 and a flag for 50, as in the
/// station model of the WMO, and points to where the wind comes from.
/// </remarks>
public sealed record VectorPlot : Layer
{
    // Pixels, for a figure of 1200 x 900.
    private const double Spacing = 36,
        KeyLength = 34;

    /// <summary>The coordinate from left to right; on a map, longitudes in degrees east.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>The coordinate from bottom to top; on a map, latitudes in degrees north.</summary>
    public required PlotAxis Y { get; init; }

    /// <summary>The components to the right or the east, in C order (y, x); NaN is missing.</summary>
    public required double[] U { get; init; }

    /// <summary>The components upwards or to the north, in C order (y, x); NaN is missing.</summary>
    public required double[] V { get; init; }

    /// <summary>Whether barbs are drawn instead of arrows.</summary>
    public bool Barbs { get; init; }

    /// <summary>
    /// The interval of the points, along both axes, at which one is drawn; null to choose it by the available space.
    /// </summary>
    public int? Every { get; init; }

    /// <summary>The length of arrows relative to the default.</summary>
    public double Length { get; init; } = 1;

    /// <summary>The units, for the key of arrows.</summary>
    public string Units { get; init; } = "";

    /// <summary>The label of the coloured speeds.</summary>
    public string Label { get; init; } = "speed";

    /// <summary>The colour of all arrows, if there is no colour map.</summary>
    public string Color { get; init; } = "black";

    /// <summary>The name of a colour map by which the speed colours arrows; null for one colour.</summary>
    public string? Colors { get; init; }

    internal override LegendMark Mark => LegendMark.Arrow;

    internal override string? LegendColor => PlotColor.Hex(PlotColor.Parse(Colors is null ? Color : "black"));

    internal override string LegendName => Barbs ? Name : $"{Levels.Name(Reference())} {Units}".TrimEnd();

    internal override ColorRequest? Colored => Colors is null ? null : new(Speeds(), Colors, null, false, Label);

    internal override double[]? Content => U;

    internal override LayerSide Across => LayerSide.OfAxis(X, 0.04);

    internal override LayerSide Up => LayerSide.OfAxis(Y, 0.04);

    internal override void Check()
    {
        PlotGrid.Check(X, Y, U, "u on a grid");
        PlotGrid.Check(X, Y, V, "v on a grid");
        PlotColor.Parse(Color);
        if (Every is < 1)
            throw new GchunkException($"every: {Every} is not a step; give 1 for all points, 2 for every second point");
        if (!(Length is > 0 and < 1000))
            throw new GchunkException($"arrows of length {Length} cannot be drawn; the default is 1");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        PanelSpace space = context.Space;
        (int across, int up) = Steps(space);
        double pixels = KeyLength * Length * space.Canvas.Scale / Reference();
        List<double> arrows = [];
        var barbs = new BarbPen(space, KeyLength * space.Canvas.Scale);
        uint single = PlotColor.Parse(Color);
        for (int row = up / 2; row < Y.Values.Length; row += up)
        {
            for (int column = across / 2; column < X.Values.Length; column += across)
            {
                long i = ((long)row * X.Values.Length) + column;
                double x = X.Values[column],
                    y = Y.Values[row];
                bool seen =
                    double.IsFinite(U[i] + V[i])
                    & space.TryForward(x, y, out double px, out double py)
                    & space.TryVector(x, y, U[i], V[i], out double dx, out double dy);
                if (!seen)
                    continue;
                double speed = Math.Sqrt((U[i] * U[i]) + (V[i] * V[i]));
                uint color = context.Scale is null ? single : context.Scale.Color(speed) & 0xFFFFFF;
                if (Barbs)
                    barbs.Add(px, py, dx, dy, speed);
                else if (speed > 0)
                    arrows.AddRange([px, py, dx * pixels / space.PixelsAcross, dy * pixels / space.PixelsUp, color]);
            }
        }
        if (arrows.Count > 0)
            yield return new ArrowsElement([.. arrows], 9 * space.Canvas.Scale / space.Canvas.Width, 1.6);
        foreach (IPlotElement element in barbs.Elements(PlotColor.Hex(single)))
            yield return element;
    }

    private double[] Speeds() => [.. U.Zip(V, (u, v) => Math.Sqrt((u * u) + (v * v)))];

    // A round speed near the fastest.
    private double Reference()
    {
        double most = Speeds().Where(double.IsFinite).DefaultIfEmpty(1).Max();
        if (most <= 0)
            return 1;
        double wanted = 0.7 * most,
            power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        return power
            * (wanted / power) switch
            {
                < 1.5 => 1,
                < 3.5 => 2,
                < 7.5 => 5,
                _ => 10,
            };
    }

    // The steps to the right and upwards at which neighbours are far enough apart.
    private (int Across, int Up) Steps(PanelSpace space)
    {
        if (Every is { } every)
            return (every, every);
        return (Step(space, 1, 0), Step(space, 0, 1));
    }

    private int Step(PanelSpace space, int across, int up)
    {
        double distance = 0;
        int pairs = 0;
        int rows = Math.Max(1, Y.Values.Length / 12),
            columns = Math.Max(1, X.Values.Length / 12);
        for (int row = 0; row + up < Y.Values.Length; row += rows)
        {
            for (int column = 0; column + across < X.Values.Length; column += columns)
            {
                bool seen =
                    space.TryForward(X.Values[column], Y.Values[row], out double ax, out double ay)
                    & space.TryForward(X.Values[column + across], Y.Values[row + up], out double bx, out double by);
                if (!seen)
                    continue;
                double right = (bx - ax) * space.PixelsAcross,
                    high = (by - ay) * space.PixelsUp;
                distance += Math.Sqrt((right * right) + (high * high));
                pairs++;
            }
        }
        return pairs == 0 || distance == 0
            ? 1
            : (int)Math.Max(1, Math.Ceiling(Spacing * space.Canvas.Scale / (distance / pairs)));
    }
}
