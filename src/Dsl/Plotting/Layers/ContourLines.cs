using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>Draws lines of equal value, with their labels.</summary>
internal static class ContourLines
{
    /// <summary>Returns the lines of some levels as elements and texts.</summary>
    /// <param name="context">Where to draw.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="at">Returns the lines of a level, as points x, y, x, y, …</param>
    /// <param name="isLabelled">Whether lines carry their values.</param>
    /// <param name="width">The width relative to the default.</param>
    /// <param name="colorOf">Returns the colour of a level.</param>
    /// <param name="isDashed">Whether the lines of negative levels are dashed.</param>
    public static (List<IPlotElement> Elements, List<PanelText> Texts) Draw(
        LayerContext context,
        double[] levels,
        Func<double, List<double[]>> at,
        bool isLabelled,
        double width,
        Func<double, uint> colorOf,
        bool isDashed
    )
    {
        var labels = new ContourLabels(context.Space);
        List<IPlotElement> elements = [];
        foreach (double level in levels)
        {
            context.Cancel.ThrowIfCancellationRequested();
            IReadOnlyCollection<double> lines = context.Space.Lines(at(level));
            string color = PlotColor.Hex(colorOf(level));
            if (isLabelled)
                lines = labels.Place(lines, Levels.Name(level), color);
            if (lines.Count > 0)
                elements.Add(new PathElement(lines, new Stroke(color, 1.5 * width, isDashed && level < 0)));
        }
        return (elements, labels.Texts);
    }
}
