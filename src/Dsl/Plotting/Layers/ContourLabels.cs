using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>
/// Places labels on contours: where a line is straightest, along it, away from other labels, with a gap in the line.
/// </summary>
internal sealed class ContourLabels(PanelSpace space)
{
    private const double FontSize = 0.78;

    private readonly List<(double X, double Y)> taken = [];

    /// <summary>The labels placed so far.</summary>
    public List<PanelText> Texts { get; } = [];

    /// <summary>Returns lines (x, y, …, NaN between them) with gaps for the labels that were placed on them.</summary>
    public List<double> Place(IReadOnlyCollection<double> lines, string label, string color)
    {
        List<double> drawn = [],
            line = [];
        double[] points = [.. lines, double.NaN, double.NaN];
        for (int i = 0; i < points.Length; i += 2)
        {
            if (!double.IsNaN(points[i]))
            {
                line.AddRange([points[i], points[i + 1]]);
                continue;
            }
            if (line.Count > 0)
                drawn.AddRange([.. WithGap(line, label, color), double.NaN, double.NaN]);
            line.Clear();
        }
        return drawn;
    }

    private List<double> WithGap(List<double> line, string label, string color)
    {
        int n = line.Count / 2;
        double width = space.Canvas.TextWidth(label, FontSize) + (0.6 * space.Canvas.FontPixels);
        double[] along = new double[n];
        for (int i = 1; i < n; i++)
            along[i] = along[i - 1] + Math.Sqrt(Square(Px(i) - Px(i - 1)) + Square(Py(i) - Py(i - 1)));
        if (along[^1] < Math.Max(4.5 * width, 5 * space.Canvas.FontPixels))
            return line;
        (double best, double at) = (double.PositiveInfinity, -1);
        for (int k = 2; k <= 18; k++)
        {
            double middle = along[^1] * k / 20;
            if (middle < 0.6 * width || middle > along[^1] - (0.6 * width))
                continue;
            (double ax, double ay) = PointAt(middle - (width / 2));
            (double bx, double by) = PointAt(middle + (width / 2));
            (double mx, double my) = ((ax + bx) / 2, (ay + by) / 2);
            double chord = Math.Sqrt(Square(bx - ax) + Square(by - ay)),
                bend = width / Math.Max(1e-9, chord);
            bool inside =
                mx > width / 2
                && mx < space.Box.Width - (width / 2)
                && my > 0.7 * space.Canvas.FontPixels
                && my < space.Box.Height - (0.7 * space.Canvas.FontPixels);
            bool free = taken.TrueForAll(t => Square(t.X - mx) + Square(t.Y - my) > 2.2 * width * width);
            if (inside && free && bend < best && bend < 1.25)
                (best, at) = (bend, middle);
        }
        if (at < 0)
            return line;
        (double leftX, double leftY) = PointAt(at - (width / 2));
        (double rightX, double rightY) = PointAt(at + (width / 2));
        double turn = Math.Atan2(rightY - leftY, rightX - leftX) * 180 / Math.PI;
        turn =
            turn > 90 ? turn - 180
            : turn < -90 ? turn + 180
            : turn;
        (double x, double y) = ((leftX + rightX) / 2, (leftY + rightY) / 2);
        taken.Add((x, y));
        Texts.Add(
            new PanelText(space.X.Low + (x / space.PixelsAcross), space.Y.Low + (y / space.PixelsUp), label)
            {
                Turn = turn,
                Size = FontSize,
                Color = color,
            }
        );
        List<double> rest = [];
        for (int i = 0; i < n && along[i] < at - (width / 2); i++)
            rest.AddRange([line[2 * i], line[(2 * i) + 1]]);
        AddAt(rest, leftX, leftY);
        rest.AddRange([double.NaN, double.NaN]);
        AddAt(rest, rightX, rightY);
        for (int i = 0; i < n; i++)
        {
            if (along[i] > at + (width / 2))
                rest.AddRange([line[2 * i], line[(2 * i) + 1]]);
        }
        return rest;

        double Px(int i) => (line[2 * i] - space.X.Low) * space.PixelsAcross;
        double Py(int i) => (line[(2 * i) + 1] - space.Y.Low) * space.PixelsUp;
        (double X, double Y) PointAt(double distance)
        {
            int i = Array.BinarySearch(along, distance);
            i = Math.Clamp(i >= 0 ? i : ~i, 1, n - 1);
            double f = along[i] == along[i - 1] ? 0 : (distance - along[i - 1]) / (along[i] - along[i - 1]);
            return (Px(i - 1) + (f * (Px(i) - Px(i - 1))), Py(i - 1) + (f * (Py(i) - Py(i - 1))));
        }
        void AddAt(List<double> to, double px, double py) =>
            to.AddRange([space.X.Low + (px / space.PixelsAcross), space.Y.Low + (py / space.PixelsUp)]);
    }

    private static double Square(double x) => x * x;
}
