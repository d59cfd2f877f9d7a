using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// An array over longitude and latitude on a projected map, with coastlines, borders and a labelled graticule.
/// </summary>
/// <remarks>
/// Each pixel has the colour of the cell at its position. Missing cells (NaN) are light grey, and positions without
/// data stay white. The map shows the data with a small margin, or the whole globe if the data cover much of it.
/// </remarks>
public sealed record MapPlot : Layer
{
    /// <summary>Cell centres in degrees east, ascending or descending; -180..180 or 0..360.</summary>
    public required double[] Longitudes { get; init; }

    /// <summary>Cell centres in degrees north, ascending or descending.</summary>
    public required double[] Latitudes { get; init; }

    /// <summary>The values in C order, (latitude, longitude); NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The map projection.</summary>
    public IProjection Projection { get; init; } = new PlateCarree();

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// The name of a colour map; null: viridis, or RdBu_r centred at zero if the values have both signs.
    /// </summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>Whether the colours span the 2nd to the 98th percentile. Limits take precedence.</summary>
    public bool Robust { get; init; }

    /// <summary>Whether to draw coastlines.</summary>
    public bool Coastlines { get; init; } = true;

    /// <summary>
    /// Whether to draw borders between countries and, on maps of less than 40 degrees, between states of large
    /// countries.
    /// </summary>
    public bool Borders { get; init; }

    /// <summary>Whether to draw meridians and parallels.</summary>
    public bool Graticule { get; init; } = true;

    /// <summary>
    /// The colour of missing cells: a name, #rrggbb, or "none" for what lies below; null for light grey.
    /// </summary>
    public string? Missing { get; init; }

    internal MapFrame? Frame { get; init; }

    internal override bool Covers => true;

    internal override ColorRequest? Colored =>
        new(Values, Colors, Limits, Robust, Label) { Missing = ColorScale.MissingOf(Missing) };

    internal override double[]? Content => Values;

    internal override LayerSide Across => LayerSide.OfCells(Cells.X, new CellAxis(Longitudes, "longitude"));

    internal override LayerSide Up => LayerSide.OfCells(Cells.Y, new CellAxis(Latitudes, "latitude", -90, 90));

    internal override PanelSettings Settings =>
        base.Settings with
        {
            Map =
                Frame
                ?? new MapFrame
                {
                    Projection = Projection,
                    Coastlines = Coastlines,
                    Borders = Borders,
                    Graticule = Graticule,
                },
        };

    internal override void Check()
    {
        new PlotAxis(Longitudes, "longitude").Check("x");
        new PlotAxis(Latitudes, "latitude").Check("y");
        ColorScale.CheckCount(
            Values,
            (long)Longitudes.Length * Latitudes.Length,
            $"a map of {Latitudes.Length} x {Longitudes.Length} cells"
        );
        if (Array.Find(Latitudes, l => Math.Abs(l) > 90.0001) is not 0 and var beyond)
        {
            throw new GchunkException(
                $"latitude {beyond} lies beyond the pole; PlotMap takes latitudes from -90 to 90 and longitudes, in degrees"
            );
        }
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context) => Cells.Draw(context);

    private GridPlot Cells =>
        new()
        {
            X = new PlotAxis(Longitudes, "longitude"),
            Y = new PlotAxis(Latitudes, "latitude"),
            Values = Values,
        };
}
