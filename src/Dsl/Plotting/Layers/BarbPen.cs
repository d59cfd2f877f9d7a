using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>Draws wind barbs of a length in pixels.</summary>
internal sealed class BarbPen(PanelSpace space, double length)
{
    private readonly List<double> strokes = [],
        calms = [];
    private readonly List<double[]> flags = [];

    /// <summary>Adds a barb at a place of the panel, of a wind to a direction on the screen.</summary>
    public void Add(double px, double py, double dx, double dy, double speed)
    {
        int fives = (int)Math.Round(speed / 5, MidpointRounding.AwayFromZero);
        if (fives == 0)
        {
            calms.AddRange([px, py]);
            return;
        }
        double norm = Math.Sqrt((dx * dx) + (dy * dy));
        (double ex, double ey) = (dx / norm, dy / norm);
        Stroke(0, 0, length, 0);
        double at = length;
        for (; fives >= 10; fives -= 10)
        {
            flags.Add([.. Place(at, 0), .. Place(at - (0.05 * length), 0.4), .. Place(at - (0.2 * length), 0)]);
            at -= 0.25 * length;
        }
        for (; fives >= 2; fives -= 2)
        {
            Stroke(at, 0, at + (0.12 * length), 0.4);
            at -= 0.13 * length;
        }
        if (fives == 1)
        {
            // A single half stroke stands away from the end, so that it is not taken for a whole one.
            if (at == length)
                at -= 0.15 * length;
            Stroke(at, 0, at + (0.06 * length), 0.2);
        }

        // A place along the staff against the wind, and to its left by a part of the length.
        double[] Place(double along, double left)
        {
            double right = (-ex * along) - (ey * left * length),
                up = (-ey * along) + (ex * left * length);
            return [px + (right / space.PixelsAcross), py + (up / space.PixelsUp)];
        }
        void Stroke(double along0, double left0, double along1, double left1) =>
            strokes.AddRange([.. Place(along0, left0), .. Place(along1, left1), double.NaN, double.NaN]);
    }

    public IEnumerable<IPlotElement> Elements(string color)
    {
        if (strokes.Count > 0)
            yield return new PathElement(strokes, new Stroke(color, 1.4));
        foreach (double[] flag in flags)
            yield return new PolygonElement(flag, color);
        if (calms.Count > 0)
            yield return new DotsElement(calms, color);
    }
}
