using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Lines of equal value over a grid, or the areas between them.</summary>
public sealed record ContourPlot : Layer
{
    /// <summary>The coordinate from left to right; on a map, longitudes in degrees east.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>The coordinate from bottom to top; on a map, latitudes in degrees north.</summary>
    public required PlotAxis Y { get; init; }

    /// <summary>The values in C order, (y, x); NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    /// <summary>The values of the lines, in ascending order; null: about 8 at round numbers.</summary>
    public double[]? Levels { get; init; }

    /// <summary>Whether the areas between the levels are filled with colours, instead of drawing lines.</summary>
    public bool IsFilled { get; init; }

    /// <summary>Whether lines carry their values. Filled areas have a colour bar instead.</summary>
    public bool Labels { get; init; } = true;

    /// <summary>
    /// The name of a colour map. Null: filled areas choose one by the values, and lines have one <see cref="Color"/>.
    /// </summary>
    public string? Colors { get; init; }

    /// <summary>The colour of lines without a colour map. Negative levels are then dashed.</summary>
    public string Color { get; init; } = "black";

    /// <summary>The width of lines relative to the default.</summary>
    public double Width { get; init; } = 1;

    /// <summary>
    /// The colour of filled areas where values are missing: a name, #rrggbb, or "none"; null for light grey.
    /// </summary>
    public string? Missing { get; init; }

    internal override bool Covers => IsFilled;

    internal override double[]? Content => Values;

    internal override LayerSide Across => LayerSide.OfAxis(X);

    internal override LayerSide Up => LayerSide.OfAxis(Y);

    internal override ColorRequest? Colored =>
        IsFilled || Colors is not null
            ? new ColorRequest(Values, Colors, null, false, Label)
            {
                Levels = Bounds(),
                Missing = ColorScale.MissingOf(Missing),
            }
            : null;

    internal override Interval? ChoosesLevels => Levels is null ? Plotting.Levels.RangeOf(Values) : null;

    internal override Layer LeveledFor(Interval range) => this with { Levels = Plotting.Levels.Of(range, IsFilled) };

    internal override void Check()
    {
        PlotGrid.Check(X, Y, Values, "a grid");
        if (X.Values.Length < 2 || Y.Values.Length < 2)
        {
            throw new GchunkException(
                $"contours need at least 2 x 2 points; got {Y.Values.Length} x {X.Values.Length}; draw a line with Line"
            );
        }
        _ = new CellAxis(X.Values, X.Label.Length > 0 ? X.Label : "x");
        _ = new CellAxis(Y.Values, Y.Label.Length > 0 ? Y.Label : "y");
        if (Levels is null)
            return;
        Plotting.Levels.Check(Levels);
        if (IsFilled && Levels.Length < 2)
            throw new GchunkException($"filled contours need at least two levels; got {Levels.Length}");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context) =>
        IsFilled ? [Areas(context)] : Lines(context).Elements;

    internal override IEnumerable<PanelText> Texts(LayerContext context) =>
        IsFilled || !Labels ? [] : Lines(context).Texts;

    private RasterElement Areas(LayerContext context)
    {
        GridCells cells = new(X, Y, Values, context.Space.IsMap);
        return new RasterElement(
            context.Space.Paint(
                (x, y) =>
                {
                    if (cells.Between(x, y) is not { } value)
                        return 0;
                    return context.Scale!.Color(value);
                },
                context.Cancel
            )
        );
    }

    private (List<IPlotElement> Elements, List<PanelText> Texts) Lines(LayerContext context)
    {
        (double[] x, double[] values) = context.Space.IsMap ? Closed() : (X.Values, Values);
        return ContourLines.Draw(
            context,
            Bounds(),
            new Isolines(x, Y.Values, values).At,
            Labels,
            Width,
            level => Colors is null ? PlotColor.Parse(Color) : context.Scale!.Color(level),
            isDashed: Colors is null
        );
    }

    private double[] Bounds() => Levels ?? Plotting.Levels.Of(Values, IsFilled);

    // Around the globe, the first column comes again after the last one.
    private (double[] X, double[] Values) Closed()
    {
        int n = X.Values.Length;
        double step = n > 1 ? X.Values[1] - X.Values[0] : 360;
        if (Math.Abs(Math.Abs(step * n) - 360) > 0.01 * Math.Abs(step))
            return (X.Values, Values);
        double[] wider = new double[(n + 1) * Y.Values.Length];
        for (int row = 0; row < Y.Values.Length; row++)
        {
            Values.AsSpan(row * n, n).CopyTo(wider.AsSpan(row * (n + 1)));
            wider[(row * (n + 1)) + n] = Values[row * n];
        }
        return ([.. X.Values, X.Values[0] + (Math.Sign(step) * 360)], wider);
    }
}
