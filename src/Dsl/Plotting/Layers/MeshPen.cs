using System.Runtime.InteropServices;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>Fills convex polygons of a panel, given in its coordinates, with colours, pixel by pixel.</summary>
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

    private interface IShade
    {
        uint At(double px, double py);
    }

    public Raster Raster { get; }

    /// <summary>Fills a polygon with one colour.</summary>
    public void Fill(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, uint color) => Fill(xs, ys, new Flat(color));

    /// <summary>Fills a triangle with the colours of the values between those at its corners.</summary>
    public void Fill(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, ReadOnlySpan<double> values, ColorScale scale)
    {
        double x0 = Column(xs[0]),
            y0 = Row(ys[0]),
            x1 = Column(xs[1]) - x0,
            y1 = Row(ys[1]) - y0,
            x2 = Column(xs[2]) - x0,
            y2 = Row(ys[2]) - y0,
            area = (x1 * y2) - (x2 * y1);
        if (area == 0)
            return;
        double v1 = values[1] - values[0],
            v2 = values[2] - values[0],
            across = ((v1 * y2) - (v2 * y1)) / area,
            down = ((v2 * x1) - (v1 * x2)) / area;
        Fill(xs, ys, new Slope(values[0] - (across * x0) - (down * y0), across, down, scale));
    }

    /// <summary>Gives each empty pixel between two filled ones, beside each other or one above the other, their colour.</summary>
    public void CloseHoles()
    {
        int width = Raster.Width;
        Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(Raster.Rgba.AsSpan());
        for (int i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] != 0)
                continue;
            int column = i % width;
            if (column > 0 && column < width - 1 && pixels[i - 1] != 0 && pixels[i + 1] != 0)
                pixels[i] = pixels[i - 1];
            else if (i >= width && i + width < pixels.Length && pixels[i - width] != 0 && pixels[i + width] != 0)
                pixels[i] = pixels[i - width];
        }
    }

    private double Column(double x) => (x - space.X.Low) / space.X.Length * Raster.Width;

    private double Row(double y) => (space.Y.High - y) / space.Y.Length * Raster.Height;

    private void Fill<T>(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, T shade)
        where T : struct, IShade
    {
        double top = double.PositiveInfinity,
            bottom = double.NegativeInfinity;
        Span<double> px = stackalloc double[xs.Length],
            py = stackalloc double[xs.Length];
        for (int k = 0; k < xs.Length; k++)
        {
            (px[k], py[k]) = (Column(xs[k]), Row(ys[k]));
            (top, bottom) = (Math.Min(top, py[k]), Math.Max(bottom, py[k]));
        }
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
                Raster.Put(Raster.Rgba, (row * Raster.Width) + column, shade.At(column + 0.5, y));
        }
    }

    private readonly record struct Flat(uint Color) : IShade
    {
        public uint At(double px, double py) => Color;
    }

    private readonly record struct Slope(double Foot, double Across, double Down, ColorScale Scale) : IShade
    {
        public uint At(double px, double py) => Scale.Color(Foot + (Across * px) + (Down * py));
    }
}
