using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>Fills polygons of a panel with colours, pixel by pixel.</summary>
internal sealed class MeshPen
{
    private readonly PanelSpace space;

    public MeshPen(PanelSpace space)
    {
        this.space = space;
        int width = space.Box.Width * space.Canvas.ImageDensity,
            height = space.Box.Height * space.Canvas.ImageDensity;
        Raster = new Raster(width, height, new byte[checked(width * height * 4)]);
    }

    public Raster Raster { get; }

    /// <summary>
    /// Fills a convex polygon, given in the panel's coordinates, unless it is longer than a part of the panel.
    /// </summary>
    public void Fill(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, uint color, double longest)
    {
        double left = double.PositiveInfinity,
            right = double.NegativeInfinity,
            top = left,
            bottom = right;
        Span<double> px = stackalloc double[xs.Length],
            py = stackalloc double[xs.Length];
        for (int k = 0; k < xs.Length; k++)
        {
            px[k] = (xs[k] - space.X.Low) / space.X.Length * Raster.Width;
            py[k] = (space.Y.High - ys[k]) / space.Y.Length * Raster.Height;
            (left, right) = (Math.Min(left, px[k]), Math.Max(right, px[k]));
            (top, bottom) = (Math.Min(top, py[k]), Math.Max(bottom, py[k]));
        }
        if (right - left > longest * Raster.Width || bottom - top > longest * Raster.Height)
            return;
        int firstRow = (int)Math.Clamp(Math.Ceiling(top - 0.5), 0, Raster.Height),
            lastRow = (int)Math.Clamp(Math.Floor(bottom - 0.5), -1, Raster.Height - 1);
        for (int row = firstRow; row <= lastRow; row++)
        {
            // Where the middle of the row enters and leaves the polygon.
            double y = row + 0.5,
                enter = double.PositiveInfinity,
                leave = double.NegativeInfinity;
            for (int k = 0; k < px.Length; k++)
            {
                int next = (k + 1) % px.Length;
                if ((py[k] > y) == (py[next] > y))
                    continue;
                double x = px[k] + ((y - py[k]) / (py[next] - py[k]) * (px[next] - px[k]));
                (enter, leave) = (Math.Min(enter, x), Math.Max(leave, x));
            }
            if (enter > leave)
                continue;
            int first = (int)Math.Clamp(Math.Ceiling(enter - 0.5), 0, Raster.Width),
                last = (int)Math.Clamp(Math.Floor(leave - 0.5), -1, Raster.Width - 1);
            for (int column = first; column <= last; column++)
                Raster.Put(Raster.Rgba, (row * Raster.Width) + column, color);
        }
    }
}
