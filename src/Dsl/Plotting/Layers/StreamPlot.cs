using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Lines along a flow, evenly spaced, with an arrow on each (as matplotlib's streamplot).</summary>
/// <remarks>
/// Lines start where no other line is near, outermost places first, and end where they come near to another one or
/// where a value is missing.
/// </remarks>
public sealed record StreamPlot : Layer
{
    private const int Cells = 30;
    private const int MostInCell = 16;

    /// <summary>The coordinate from left to right; on a map, longitudes in degrees east.</summary>
    public required PlotAxis X { get; init; }

    /// <summary>The coordinate from bottom to top; on a map, latitudes in degrees north.</summary>
    public required PlotAxis Y { get; init; }

    /// <summary>The components to the right or the east, in C order (y, x); NaN is missing.</summary>
    public required double[] U { get; init; }

    /// <summary>The components upwards or to the north, in C order (y, x); NaN is missing.</summary>
    public required double[] V { get; init; }

    /// <summary>How close lines are, relative to the default.</summary>
    public double Density { get; init; } = 1;

    /// <summary>The colour of the lines.</summary>
    public string Color { get; init; } = "black";

    internal override double[]? Content => U;

    internal override LayerSide Across => LayerSide.OfAxis(X);

    internal override LayerSide Up => LayerSide.OfAxis(Y);

    internal override string? LegendColor => PlotColor.Hex(PlotColor.Parse(Color));

    internal override void Check()
    {
        PlotGrid.Check(X, Y, U, "u on a grid");
        PlotGrid.Check(X, Y, V, "v on a grid");
        PlotColor.Parse(Color);
        if (!(Density is >= 0.1 and <= 10))
            throw new GchunkException($"density: {Density} is not from 0.1 to 10; the default is 1");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        PanelSpace space = context.Space;
        string color = PlotColor.Hex(PlotColor.Parse(Color));
        var u = new GridCells(X, Y, U, space.IsMap);
        var v = new GridCells(X, Y, V, space.IsMap);
        int n = Math.Max(4, (int)(Cells * Density));
        bool[] taken = new bool[n * n];
        List<double> lines = [],
            arrows = [];
        double step = Math.Min(space.Box.Width, space.Box.Height) / (double)n / 8;
        foreach ((int column, int row) in FromOutside(n))
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (taken[(row * n) + column])
                continue;
            double seedX = (column + 0.5) / n,
                seedY = (row + 0.5) / n;
            HashSet<int> own = [];
            List<(double X, double Y)> back = Walk(seedX, seedY, -1, own),
                line = Walk(seedX, seedY, 1, own);
            back.Reverse();
            if (back.Count > 0)
                line.InsertRange(0, back[..^1]);
            // Lines much shorter than the distance between lines are left out.
            if (line.Count * step < 0.12 * Math.Min(space.Box.Width, space.Box.Height))
                continue;
            foreach (int cell in own)
                taken[cell] = true;
            foreach ((double x, double y) in line)
                lines.AddRange([space.X.Low + (x * space.X.Length), space.Y.Low + (y * space.Y.Length)]);
            lines.AddRange([double.NaN, double.NaN]);
            AddArrow(line);
        }
        if (lines.Count > 0)
            yield return new PathElement(lines, new Stroke(color, 1.5));
        if (arrows.Count > 0)
            yield return new ArrowsElement([.. arrows], 11 * space.Canvas.Scale / space.Canvas.Width, 1.5);

        // Follows the flow with the midpoint method, in fractions of the panel.
        List<(double X, double Y)> Walk(double x, double y, int sign, HashSet<int> own)
        {
            List<(double X, double Y)> line = [];
            int before = CellAt(x, y),
                stay = 0;
            for (int i = 0; i < 16 * n; i++)
            {
                int cell = CellAt(x, y);
                // A line that comes back to itself would go round for ever.
                if (cell < 0 || taken[cell] || (cell != before && own.Contains(cell)))
                    break;
                // Nor does it leave the cell of a vortex.
                stay = cell == before ? stay + 1 : 0;
                if (stay > MostInCell)
                    break;
                before = cell;
                if (!Direction(x, y, out double ax, out double ay))
                    break;
                line.Add((x, y));
                own.Add(cell);
                double halfX = x + (sign * ax * step / 2 / space.Box.Width),
                    halfY = y + (sign * ay * step / 2 / space.Box.Height);
                if (!Direction(halfX, halfY, out double bx, out double by))
                    break;
                x += sign * bx * step / space.Box.Width;
                y += sign * by * step / space.Box.Height;
            }
            return line;
        }

        int CellAt(double x, double y) =>
            x is >= 0 and < 1 && y is >= 0 and < 1 ? ((int)(y * n) * n) + (int)(x * n) : -1;

        // The direction of the flow on the screen, of length 1.
        bool Direction(double x, double y, out double dx, out double dy)
        {
            (dx, dy) = (0, 0);
            double px = space.X.Low + (x * space.X.Length),
                py = space.Y.Low + (y * space.Y.Length);
            if (!space.TryInverse(px, py, out double atX, out double atY))
                return false;
            if (u.Between(atX, atY) is not { } east || v.Between(atX, atY) is not { } north)
                return false;
            if (!double.IsFinite(east + north) || !space.TryFlow(atX, atY, east, north, out dx, out dy))
                return false;
            double length = Math.Sqrt((dx * dx) + (dy * dy));
            if (!(length > 0))
                return false;
            (dx, dy) = (dx / length, dy / length);
            return true;
        }

        void AddArrow(List<(double X, double Y)> line)
        {
            int middle = line.Count / 2;
            if (middle + 1 >= line.Count)
                return;
            double dx = line[middle + 1].X - line[middle].X,
                dy = line[middle + 1].Y - line[middle].Y;
            arrows.AddRange([
                space.X.Low + ((line[middle].X - (3 * dx)) * space.X.Length),
                space.Y.Low + ((line[middle].Y - (3 * dy)) * space.Y.Length),
                4 * dx * space.X.Length,
                4 * dy * space.Y.Length,
                PlotColor.Parse(Color),
            ]);
        }
    }

    // The cells of a square, in rings from the outermost inwards.
    private static IEnumerable<(int Column, int Row)> FromOutside(int n) =>
        from row in Enumerable.Range(0, n)
        from column in Enumerable.Range(0, n)
        orderby Math.Min(Math.Min(row, column), Math.Min(n - 1 - row, n - 1 - column)), row, column
        select (column, row);
}
