using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>What every plot method takes for its axes and its size.</summary>
internal sealed record FigureOptions(
    string? Title = null,
    (double Low, double High)? XLim = null,
    (double Low, double High)? YLim = null,
    string? Log = null,
    bool? YIncrease = null,
    (double Width, double Height)? FigSize = null,
    double? Dpi = null,
    string? XLabel = null,
    string? YLabel = null
)
{
    public MapFrame? Map { get; init; }

    /// <summary>Returns the settings of a panel.</summary>
    public PanelSettings Settings
    {
        get
        {
            string? log = Log?.ToLowerInvariant();
            if (log is not (null or "" or "x" or "y" or "xy" or "yx"))
                throw new GchunkException($"log: \"{Log}\" names no axis; give \"x\", \"y\" or \"xy\"");
            return new PanelSettings
            {
                Title = Title,
                XLabel = XLabel,
                YLabel = YLabel,
                XLimits = XLim,
                YLimits = YLim,
                XLog = log?.Contains('x', StringComparison.Ordinal),
                YLog = log?.Contains('y', StringComparison.Ordinal),
                YIncrease = YIncrease,
                Map = Map,
            };
        }
    }

    /// <summary>Returns these options for a map of a projection; null leaves plain axes.</summary>
    public FigureOptions On(IProjection? projection) =>
        projection is null ? this : this with { Map = new MapFrame { Projection = projection } };

    /// <summary>Returns a figure of one panel.</summary>
    public Figure Figure(params IEnumerable<Layer> layers)
    {
        var panel = new FigurePanel { Given = Settings };
        foreach (Layer layer in layers)
            panel = panel.Add(layer, isRight: false);
        return Sized(new Figure { Panels = [panel] });
    }

    /// <summary>Returns a figure with the given size.</summary>
    public Figure Sized(Figure figure) => figure with { Inches = FigSize, Dpi = Dpi };
}
