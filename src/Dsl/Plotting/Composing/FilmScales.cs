using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>The axes and colours that the frames of a film share, found once for all frames.</summary>
internal sealed class FilmScales
{
    private readonly PanelSides[] sides;
    private readonly ColorScale?[] scales;

    /// <param name="frames">
    /// The frames. Their panels at the same index share axes and colours, and all panels of facets do. The last panel of
    /// a frame stands for those that it does not have.
    /// </param>
    public FilmScales(IReadOnlyList<Figure> frames)
    {
        bool isFaceted = frames.All(f => f.IsFaceted);
        int most = isFaceted ? 1 : frames.Max(f => f.Panels.Count);
        (sides, scales) = (new PanelSides[most], new ColorScale?[most]);
        for (int i = 0; i < most; i++)
        {
            FigurePanel[] panels = isFaceted
                ? [.. frames.SelectMany(f => f.Panels)]
                : [.. frames.Select(f => f.Panels[Math.Min(i, f.Panels.Count - 1)])];
            ColorRequest[] requests = [.. panels.SelectMany(p => p.Requests)];
            sides[i] = new PanelSides(panels);
            scales[i] = requests.Length > 0 ? ColorRequest.Scale(requests) : null;
        }
        Facets = isFaceted ? scales[0] : null;
    }

    /// <summary>The colours of all panels of facets; null if these have none, or the frames are no facets.</summary>
    public ColorScale? Facets { get; }

    /// <summary>Returns the drawing of a frame's panel. It shares colours where one layer is coloured.</summary>
    public PanelDrawing Draw(FigurePanel panel, int index, Canvas canvas)
    {
        index = Math.Min(index, sides.Length - 1);
        return new PanelDrawing(panel, canvas, sides[index], panel.Requests.Count == 1 ? scales[index] : null);
    }
}
