using FsCheck.Xunit;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>Points that form no rectangular grid: triangles between them, and what is drawn of these.</summary>
public class TriangleTests : PlotFolder
{
    private const int Blue = 0x1f77b4,
        Orange = 0xff7f0e;

    // On a lattice of few points, many lie on the same line, on the same circle, or at the same place.
    [Property(MaxTest = 200)]
    public void No_circle_through_corners_holds_a_point((byte X, byte Y)[] places)
    {
        double[] x = [.. places.Select(p => (double)(p.X % 8))],
            y = [.. places.Select(p => (double)(p.Y % 8))];
        int[] corners = Delaunay.Of(x, y, TestContext.Current.CancellationToken);
        double area = 0;
        for (int t = 0; t < corners.Length; t += 3)
        {
            (int a, int b, int c) = (corners[t], corners[t + 1], corners[t + 2]);
            if (Math.Min(a, Math.Min(b, c)) == Delaunay.Beyond)
                continue;
            double twice = ((x[b] - x[a]) * (y[c] - y[a])) - ((y[b] - y[a]) * (x[c] - x[a]));
            Assert.True(twice > 0, "a triangle is anticlockwise");
            area += twice;
            for (int p = 0; p < x.Length; p++)
                Assert.True(InCircle(x, y, a, b, c, p) <= 1e-9);
        }
        Assert.Equal(HullArea(x, y), area, 9);
    }

    [Fact]
    public void Triangles_of_points_around_the_globe_close_it()
    {
        const int N = 500;
        double[] lon = new double[N],
            lat = new double[N];
        for (int i = 0; i < N; i++)
        {
            lat[i] = Math.Asin(1 - (2 * (i + 0.5) / N)) * 180 / Math.PI;
            lon[i] = i * 137.50776405 % 360;
        }
        int[] corners = SphereTriangles.Of(lon, lat, TestContext.Current.CancellationToken);
        // Euler: a closed surface of triangles has 2 n - 4.
        Assert.Equal((2 * N) - 4, corners.Length / 3);
        Assert.Equal(N, corners.Distinct().Count());
        // Of the northern half, nothing spans the southern one.
        int[] half = SphereTriangles.Of(
            [.. lon.Take(N / 2)],
            [.. lat.Take(N / 2)],
            TestContext.Current.CancellationToken
        );
        Assert.InRange(half.Length / 3, N - 60, N - 4);
    }

    [Fact]
    public void Points_colour_the_globe_across_its_seam_and_poles()
    {
        (double[] lon, double[] lat) = Globe(800);
        DataArray x = Points(lon, lat, [.. lat.Select(l => l > 0 ? 1.0 : -1)]);
        x.PlotMap(
            File("m.png"),
            Prelude.Robinson(150),
            kind: "contourf",
            levels: [-2, 0, 2],
            colors: "Category10",
            coastlines: false,
            gridlines: false
        );
        Png png = Png.Read(File("m.png"));
        (int left, int top, int right, int bottom) = png.BoxOfBlock(Blue, Orange);
        int height = bottom - top,
            middle = (left + right) / 2;
        for (int column = left + (height / 2); column < right - (height / 2); column++)
        {
            Assert.Equal(Orange, png[column, top + (height / 8)]);
            Assert.Equal(Blue, png[column, bottom - (height / 8)]);
        }
        Assert.Equal(Orange, png[middle, top + 3]);
        Assert.Equal(Blue, png[middle, bottom - 3]);
    }

    [Fact]
    public void Contours_of_points_and_of_a_curvilinear_grid_lie_where_the_values_are()
    {
        // Values that grow linearly along x: each line is at its level.
        (int, int)[] cells = [.. from j in Enumerable.Range(0, 6) from i in Enumerable.Range(0, 7) select (j, i)];
        double[] x = [.. cells.Select(c => c.Item2 + (0.3 * c.Item1))],
            y = [.. cells.Select(c => c.Item1 - (0.1 * c.Item2))];
        TriangleMesh[] meshes =
        [
            TriangleMesh.OfPoints(x, y, x, false, TestContext.Current.CancellationToken),
            TriangleMesh.OfGrid(x, y, x, 7, false),
        ];
        foreach (TriangleMesh mesh in meshes)
        {
            double[] line = Assert.Single(mesh.LinesAt(3.7));
            Assert.True(line.Length > 10);
            for (int k = 0; k < line.Length; k += 2)
                Assert.Equal(3.7, line[k], 12);
        }
        DataArray grid = new DataArray(NDArray.From(x).Reshape(new Shape(6, 7)), ["j", "i"])
            .AssignCoords("a", new DataArray(NDArray.From(x).Reshape(new Shape(6, 7)), ["j", "i"]))
            .AssignCoords("b", new DataArray(NDArray.From(y).Reshape(new Shape(6, 7)), ["j", "i"]));
        grid.ContourF(File("f.png"), x: "a", y: "b", levels: [-10, 3.7, 20], colors: "Category10", figsize: (3, 2));
        Png png = Png.Read(File("f.png"));
        Assert.Equal(Blue, png[(int)(0.35 * png.Width), (int)(0.4 * png.Height)]);
        Assert.Equal(Orange, png[(int)(0.6 * png.Width), (int)(0.4 * png.Height)]);
        Assert.NotEmpty(grid.Contour(x: "a", y: "b").Panels[0].Layers);
        Assert.IsType<MeshPlot>(grid.PColorMesh(x: "a", y: "b").Panels[0].Layers[0].Layer);
    }

    [Fact]
    public void Points_on_a_line_and_two_points_are_refused()
    {
        DataArray line = Points([1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]);
        GridPlotTests.Says(() => line.ContourF(x: "lon", y: "lat").Save(File("m.png")), "form no triangle", "Scatter");
        DataArray two = Points([1, 2], [1, 2], [1, 2]);
        GridPlotTests.Says(() => two.PlotMap(File("m.png")), "form no triangle");
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Longitudes_on_both_sides_of_the_antimeridian_have_one_range()
    {
        var side = Gchunk.Dsl.Plotting.Layers.LayerSide.OfLongitudes([170, 179.9, -179.9, -165]);
        Assert.Equal((170.0, 195.0), (side!.Range.Low, side.Range.High));
        Assert.Null(Gchunk.Dsl.Plotting.Layers.LayerSide.OfLongitudes([-20, 0, 20]));
        Assert.Null(Gchunk.Dsl.Plotting.Layers.LayerSide.OfLongitudes(Range(360, -179.5)));
    }

    private static (double[] Longitudes, double[] Latitudes) Globe(int n) =>
        (
            [.. Enumerable.Range(0, n).Select(i => (i * 137.50776405 % 360) - 180)],
            [.. Enumerable.Range(0, n).Select(i => Math.Asin(1 - (2 * (i + 0.5) / n)) * 180 / Math.PI)]
        );

    private static DataArray Points(double[] lon, double[] lat, double[] values) =>
        new DataArray(NDArray.From(values), ["cell"])
            .AssignCoords("lon", new DataArray(NDArray.From(lon), ["cell"]))
            .AssignCoords("lat", new DataArray(NDArray.From(lat), ["cell"]));

    private static double InCircle(double[] x, double[] y, int a, int b, int c, int p)
    {
        double ax = x[a] - x[p],
            ay = y[a] - y[p],
            bx = x[b] - x[p],
            by = y[b] - y[p],
            cx = x[c] - x[p],
            cy = y[c] - y[p];
        return (((ax * ax) + (ay * ay)) * ((bx * cy) - (cx * by)))
            + (((bx * bx) + (by * by)) * ((cx * ay) - (ax * cy)))
            + (((cx * cx) + (cy * cy)) * ((ax * by) - (bx * ay)));
    }

    // Twice the area of the convex hull (Andrew 1979, monotone chain).
    private static double HullArea(double[] x, double[] y)
    {
        (double X, double Y)[] p = [.. x.Zip(y).Distinct().Order()];
        List<(double X, double Y)> hull = [];
        foreach ((double X, double Y)[] part in new[] { p, [.. p.AsEnumerable().Reverse()] })
        {
            int first = hull.Count;
            foreach ((double X, double Y) q in part)
            {
                while (hull.Count > first + 1 && Turn(hull[^2], hull[^1], q) <= 0)
                    hull.RemoveAt(hull.Count - 1);
                hull.Add(q);
            }
            if (hull.Count > 0)
                hull.RemoveAt(hull.Count - 1);
        }
        double area = 0;
        for (int i = 0; i < hull.Count; i++)
            area += (hull[i].X * hull[(i + 1) % hull.Count].Y) - (hull[(i + 1) % hull.Count].X * hull[i].Y);
        return area;
    }

    private static double Turn((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
}
