using Gchunk.Dsl.Plotting.Layers;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>What the layers of panels with the same axes need of them, read once for all of these panels.</summary>
internal sealed class PanelSides
{
    /// <param name="panels">The panels; those of maps have no axes.</param>
    public PanelSides(IEnumerable<FigurePanel> panels)
    {
        PlacedLayer[] layers = [.. panels.Where(p => !p.IsMap).SelectMany(p => p.Wide)];
        Across = [.. layers.Select(l => l.Layer.Across)];
        Left = [.. layers.Where(l => !l.IsRight).Select(l => l.Layer.Up)];
        Right = [.. layers.Where(l => l.IsRight).Select(l => l.Layer.Up)];
    }

    public IReadOnlyList<LayerSide> Across { get; }

    public IReadOnlyList<LayerSide> Left { get; }

    public IReadOnlyList<LayerSide> Right { get; }
}
