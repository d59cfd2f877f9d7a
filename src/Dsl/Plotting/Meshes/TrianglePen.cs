using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;

namespace Gchunk.Dsl.Plotting.Meshes;

/// <summary>
/// Fills triangles of a panel: each in one colour, or in the colours of the values between its corners. On a map, a
/// triangle that the map bends, or cuts at its seam or at the horizon, is divided until its parts are straight.
/// </summary>
internal sealed class TrianglePen
{
    private const int Finest = 12;

    private readonly PanelSpace space;
    private readonly ColorScale scale;
    private readonly MeshPen pen;
    private readonly double smallest;
    private readonly double[] px = new double[3],
        py = new double[3];

    public TrianglePen(PanelSpace space, ColorScale scale)
    {
        (this.space, this.scale, pen) = (space, scale, new MeshPen(space));
        // A quarter of a pixel.
        smallest = 0.25 / (space.PixelsAcross * space.Canvas.ImageDensity);
    }

    /// <summary>Returns the picture. Single pixels that were missed between parts of triangles are filled.</summary>
    public Raster Finish()
    {
        if (space.IsMap)
            pen.CloseHoles();
        return pen.Raster;
    }

    /// <summary>Fills all triangles of a mesh.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="isFlat">Whether a triangle has the colour of the mean of its corners.</param>
    /// <param name="cancel">Cancels the work.</param>
    public void Fill(TriangleMesh mesh, bool isFlat, CancellationToken cancel)
    {
        int[] corners = mesh.Corners;
        for (int t = 0; t < corners.Length; t += 3)
        {
            if (t % 3072 == 0)
                cancel.ThrowIfCancellationRequested();
            (int a, int b, int c) = (corners[t], corners[t + 1], corners[t + 2]);
            (double va, double vb, double vc) = (mesh.Values[a], mesh.Values[b], mesh.Values[c]);
            if (isFlat || !double.IsFinite(va + vb + vc))
                va = vb = vc = (va + vb + vc) / 3;
            if (!double.IsFinite(mesh.X[a] + mesh.X[b] + mesh.X[c] + mesh.Y[a] + mesh.Y[b] + mesh.Y[c]))
                continue;
            if (mesh.IsGlobe)
            {
                Fill(
                    (Direction.Of(mesh.X[a], mesh.Y[a]), va),
                    (Direction.Of(mesh.X[b], mesh.Y[b]), vb),
                    (Direction.Of(mesh.X[c], mesh.Y[c]), vc),
                    0
                );
                continue;
            }
            bool seen =
                space.TryPlace(mesh.X[a], mesh.Y[a], out px[0], out py[0])
                & space.TryPlace(mesh.X[b], mesh.Y[b], out px[1], out py[1])
                & space.TryPlace(mesh.X[c], mesh.Y[c], out px[2], out py[2]);
            if (seen)
                Shade(va, vb, vc);
        }
    }

    /// <summary>Fills a triangle of a globe, between three directions that have values.</summary>
    public void Fill((Direction At, double Value) a, (Direction At, double Value) b, (Direction At, double Value) c) =>
        Fill(a, b, c, 0);

    private void Fill(
        (Direction At, double Value) a,
        (Direction At, double Value) b,
        (Direction At, double Value) c,
        int depth
    )
    {
        bool seenA = Place(a.At, 0),
            seenB = Place(b.At, 1),
            seenC = Place(c.At, 2);
        bool isStraight =
            seenA
            && seenB
            && seenC
            && !space.IsBent(a.At, b.At, (px[0], py[0]), (px[1], py[1]))
            && !space.IsBent(b.At, c.At, (px[1], py[1]), (px[2], py[2]))
            && !space.IsBent(c.At, a.At, (px[2], py[2]), (px[0], py[0]));
        if (isStraight)
        {
            Shade(a.Value, b.Value, c.Value);
            return;
        }
        if (depth == Finest || !(seenA || seenB || seenC) || (a.At - b.At).Length < smallest)
            return;
        (Direction At, double Value) ab = Between(a, b),
            bc = Between(b, c),
            ca = Between(c, a);
        Fill(a, ab, ca, depth + 1);
        Fill(ab, b, bc, depth + 1);
        Fill(ca, bc, c, depth + 1);
        Fill(ab, bc, ca, depth + 1);
    }

    private bool Place(Direction d, int corner) =>
        space.TryPlace(d.Longitude, d.Latitude, out px[corner], out py[corner]);

    private static (Direction, double) Between((Direction At, double Value) a, (Direction At, double Value) b) =>
        ((a.At + b.At).Unit(), (a.Value + b.Value) / 2);

    private void Shade(double a, double b, double c)
    {
        if (a == b && b == c || double.IsNaN(a))
        {
            uint color = scale.Color(a);
            if (color != 0)
                pen.Fill(px, py, color);
            return;
        }
        pen.Fill(px, py, [a, b, c], scale);
    }
}
