using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>A layer in a panel.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="IsRight">Whether its values are along the right axis.</param>
internal sealed record PlacedLayer(Layer Layer, bool IsRight);

/// <summary>A panel of a figure: axes or a map, and the layers in it.</summary>
internal sealed record FigurePanel
{
    /// <summary>What the user gave; it takes precedence over what layers ask for.</summary>
    public PanelSettings Given { get; init; } = new();

    public IReadOnlyList<PlacedLayer> Layers { get; init; } = [];

    /// <summary>The settings of the panel and its layers. An earlier layer takes precedence over later ones.</summary>
    public PanelSettings Settings
    {
        get
        {
            PanelSettings settings = Given;
            foreach (PlacedLayer placed in Layers)
            {
                PanelSettings own = placed.Layer.Settings;
                settings = settings.Or(placed.IsRight ? own.OnRight() : own);
            }
            return settings;
        }
    }

    public bool IsMap => Settings.Map is not null;

    public FigurePanel Add(Layer layer, bool isRight) =>
        this with
        {
            Layers = [.. Layers, new PlacedLayer(layer, isRight)],
        };

    public FigurePanel Add(FigurePanel other, bool isRight)
    {
        if (isRight && (IsMap || other.IsMap))
            throw new GchunkException("a map has no right axis; add the layer with Add, or draw it as a panel beside");
        PanelSettings settings = isRight ? other.Given.OnRight() : other.Given;
        return this with
        {
            Given = Given.Or(settings),
            Layers = [.. Layers, .. other.Layers.Select(l => l with { IsRight = isRight || l.IsRight })],
        };
    }

    public void Check()
    {
        if (Layers.Count == 0)
        {
            throw new GchunkException(
                "nothing to draw: the figure has no layers; add one, for example Figure().Add(x.PColorMesh())"
            );
        }
        Settings.Map?.Check();
        foreach (PlacedLayer placed in Layers)
            placed.Layer.Check();
        if (!IsMap)
            return;
        Interval2 area = Area();
        if (area.South < -90.0001 || area.North > 90.0001)
        {
            throw new GchunkException(
                $"latitude {(area.North > 90.0001 ? area.North : area.South)} lies beyond the pole; a map takes latitudes from -90 to 90 and longitudes, in degrees"
            );
        }
    }

    /// <summary>The layers whose coloured values need a scale.</summary>
    public IReadOnlyList<ColorRequest> Requests => [.. Layers.Select(l => l.Layer.Colored).OfType<ColorRequest>()];

    /// <summary>The longitudes and latitudes of all layers of a map.</summary>
    public Interval2 Area()
    {
        Layer[] layers = [.. Wide.Select(l => l.Layer)];
        return new(
            layers.Min(l => l.Across.Range.Low),
            layers.Max(l => l.Across.Range.High),
            layers.Min(l => l.LatitudesOnMap.Low),
            layers.Max(l => l.LatitudesOnMap.High)
        );
    }

    /// <summary>Returns panels whose contours at the same position among the layers have the same levels.</summary>
    public static FigurePanel[] WithSharedLevels(IReadOnlyList<FigurePanel> panels)
    {
        if (panels.Count == 0 || panels.Any(p => p.Layers.Count != panels[0].Layers.Count))
            return [.. panels];
        Interval?[] pooled =
        [
            .. Enumerable
                .Range(0, panels[0].Layers.Count)
                .Select(i => Union([.. panels.Select(p => p.Layers[i].Layer.ChoosesLevels)])),
        ];
        return
        [
            .. panels.Select(p =>
                p with
                {
                    Layers =
                    [
                        .. p.Layers.Select(
                            (l, i) => pooled[i] is { } range ? l with { Layer = l.Layer.LeveledFor(range) } : l
                        ),
                    ],
                }
            ),
        ];
    }

    // Null if one of the layers has its own levels.
    private static Interval? Union(Interval?[] ranges) =>
        Array.Exists(ranges, r => r is null)
            ? null
            : new Interval(ranges.Min(r => r!.Value.Low), ranges.Max(r => r!.Value.High));

    /// <summary>The layers whose values say how far the axes reach: those that are no overlays, if there are any.</summary>
    public IEnumerable<PlacedLayer> Wide =>
        Layers.Any(l => !l.Layer.IsOverlay) ? Layers.Where(l => !l.Layer.IsOverlay) : Layers;
}

/// <summary>The edges of an area in degrees.</summary>
internal readonly record struct Interval2(double West, double East, double South, double North);
