using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;

namespace Gchunk.Dsl.Plotting;

/// <summary>A 2-d array as coloured cells, with a colour bar or, for categories, a legend.</summary>
/// <remarks>
/// Both axes increase to the right and upwards, whatever the direction of the coordinates. Missing cells (NaN) are
/// light grey.
/// </remarks>
public sealed record GridPlot : Layer
{
    /// <summary>The coordinate from left to right.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>The coordinate from bottom to top.</summary>
    public required PlotAxis Y { get; init; }

    /// <summary>The values in C order, (y, x); NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// The name of a colour map; null: viridis, or RdBu_r centred at zero if the values have both signs.
    /// </summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>
    /// Whether the colours span the 2nd to the 98th percentile, so that a few extremes don't wash out the rest. Limits
    /// take precedence.
    /// </summary>
    public bool Robust { get; init; }

    /// <summary>
    /// The colour of missing cells: a name, #rrggbb, or "none" for what lies below; null for light grey.
    /// </summary>
    public string? Missing { get; init; }

    internal override bool Covers => true;

    internal override ColorRequest? Colored =>
        new(Values, Colors, Limits, Robust, Label) { Missing = ColorScale.MissingOf(Missing) };

    internal override double[]? Content => Values;

    internal override LayerSide Across =>
        LayerSide.OfCells(X, new CellAxis(X.Values, X.Label.Length > 0 ? X.Label : "x"));

    internal override LayerSide Up => LayerSide.OfCells(Y, new CellAxis(Y.Values, Y.Label.Length > 0 ? Y.Label : "y"));

    // Cells at a pole end there.
    internal override Interval LatitudesOnMap =>
        Array.TrueForAll(Y.Values, v => Math.Abs(v) <= 90.0001)
            ? new Interval(Math.Max(Up.Range.Low, -90), Math.Min(Up.Range.High, 90))
            : Up.Range;

    internal override void Check()
    {
        PlotGrid.Check(X, Y, Values, "a grid", "cells");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        GridCells cells = new(X, Y, Values, context.Space.IsMap);
        yield return new RasterElement(
            context.Space.Paint(
                (x, y) =>
                {
                    long cell = cells.Find(x, y);
                    return cell < 0 ? 0 : context.Scale!.Color(Values[cell]);
                },
                context.Cancel
            )
        );
    }
}
