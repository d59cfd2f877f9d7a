using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>
/// The area of a panel: where the values of its axes, or longitudes and latitudes, lie in the panel's coordinates.
/// </summary>
internal abstract class PanelSpace(Canvas canvas, PixelBox box)
{
    public Canvas Canvas => canvas;

    public PixelBox Box => box;

    /// <summary>The panel's coordinates from left to right.</summary>
    public abstract Interval X { get; }

    /// <summary>The panel's coordinates from bottom to top.</summary>
    public abstract Interval Y { get; }

    /// <summary>Whether values are longitudes and latitudes.</summary>
    public virtual bool IsMap => false;

    public double PixelsAcross => Box.Width / X.Length;

    public double PixelsUp => Box.Height / Y.Length;

    /// <summary>Returns the place of a point; false if it is not visible.</summary>
    public abstract bool TryForward(double x, double y, out double px, out double py);

    /// <summary>Returns the place of a point, also beyond the edges of the panel; false if it has none.</summary>
    public virtual bool TryPlace(double x, double y, out double px, out double py) => TryForward(x, y, out px, out py);

    /// <summary>Returns the values at a place of the panel; false beyond the globe's edge.</summary>
    public abstract bool TryInverse(double px, double py, out double x, out double y);

    /// <summary>
    /// Whether the shortest way between two places that a map shows is no straight line on it: it is bent, or cut.
    /// </summary>
    public virtual bool IsBent(Direction a, Direction b, (double X, double Y) atA, (double X, double Y) atB) => false;

    /// <summary>The longitudes in view; on plain axes, an interval that is given.</summary>
    public virtual Interval LongitudesOr(Interval plain) => plain;

    /// <summary>Returns lines through points (x, y, x, y, …), in the panel's coordinates; NaN lifts the pen.</summary>
    public abstract IReadOnlyCollection<double> Lines(IEnumerable<double[]> lines);

    /// <summary>
    /// Returns an arrow in pixels to the right and upwards, of the length of (u, v): to the right and upwards by u and
    /// v, or, on a map, to the east and the north.
    /// </summary>
    public virtual bool TryVector(double x, double y, double u, double v, out double dx, out double dy)
    {
        (dx, dy) = (u, v);
        return true;
    }

    /// <summary>Returns the direction in pixels in which a point moves with velocity (u, v) along the axes.</summary>
    public abstract bool TryFlow(double x, double y, double u, double v, out double dx, out double dy);

    /// <summary>Paints a raster over the whole panel by a colour for each pair of values.</summary>
    public Raster Paint(Func<double, double, uint> color, CancellationToken cancel) =>
        Raster.Paint(
            Box.Width * Canvas.ImageDensity,
            Box.Height * Canvas.ImageDensity,
            (right, down) =>
                TryInverse(X.Low + (right * X.Length), Y.High - (down * Y.Length), out double x, out double y)
                    ? color(x, y)
                    : 0,
            cancel
        );
}

/// <summary>A panel with an x and a y axis; its coordinates are 0 to 1.</summary>
internal sealed class CartesianSpace(Canvas canvas, PixelBox box, AxisScale across, AxisScale up)
    : PanelSpace(canvas, box)
{
    private static readonly Interval Unit = new(0, 1);

    public override Interval X => Unit;

    public override Interval Y => Unit;

    public override bool TryForward(double x, double y, out double px, out double py)
    {
        (px, py) = (across.At(x), up.At(y));
        return double.IsFinite(px) && double.IsFinite(py);
    }

    public override bool TryInverse(double px, double py, out double x, out double y)
    {
        (x, y) = (across.ValueAt(px), up.ValueAt(py));
        return true;
    }

    public override bool TryFlow(double x, double y, double u, double v, out double dx, out double dy)
    {
        // A time so short that the axes are straight.
        double time = 1e-6 / Math.Max(Math.Abs(u) / across.Range.Length, Math.Abs(v) / up.Range.Length);
        dx = (across.At(x + (u * time)) - across.At(x)) * PixelsAcross;
        dy = (up.At(y + (v * time)) - up.At(y)) * PixelsUp;
        return double.IsFinite(dx) && double.IsFinite(dy);
    }

    public override IReadOnlyCollection<double> Lines(IEnumerable<double[]> lines)
    {
        List<double> points = [];
        foreach (double[] line in lines)
        {
            for (int i = 0; i < line.Length; i += 2)
            {
                bool seen = TryForward(line[i], line[i + 1], out double px, out double py);
                // Far beyond the panel, gnuplot's integers overflow.
                points.Add(seen ? Math.Clamp(px, -1e4, 1e4) : double.NaN);
                points.Add(seen ? Math.Clamp(py, -1e4, 1e4) : double.NaN);
            }
            points.AddRange([double.NaN, double.NaN]);
        }
        return points;
    }
}
