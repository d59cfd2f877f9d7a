using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Xunit;

namespace Gchunk.Tests.Dsl.Regridding;

/// <summary>Regridding against smooth functions of the place, integrals, and slow searches.</summary>
public class RegridderTests
{
    private static readonly double[] CoarseLat = [.. Enumerable.Range(0, 18).Select(i => -85 + 10.0 * i)];
    private static readonly double[] CoarseLon = [.. Enumerable.Range(0, 36).Select(i => 5 + 10.0 * i)];

    // A grid of the whole globe whose pole is elsewhere: its cells are neither along parallels nor along meridians.
    private static (double[] Lat, double[] Lon) Rotated(int rows, int columns)
    {
        double[] lat = new double[rows * columns],
            lon = new double[rows * columns];
        (double sin, double cos) = Math.SinCos(0.7);
        for (int i = 0; i < lat.Length; i++)
        {
            double p = (-90 + (i / columns + 0.5) * 180 / rows) * Math.PI / 180,
                l = i % columns * 2 * Math.PI / columns;
            double x = Math.Cos(p) * Math.Cos(l),
                y = Math.Cos(p) * Math.Sin(l),
                z = Math.Sin(p);
            lat[i] = Math.Asin(z * cos - x * sin) * 180 / Math.PI;
            lon[i] = Math.Atan2(y, x * cos + z * sin) * 180 / Math.PI;
        }

        return (lat, lon);
    }

    private static double Smooth(double lat, double lon) =>
        2 + Math.Sin(lat * Math.PI / 180) + Math.Cos(lat * Math.PI / 180) * Math.Cos((lon - 30) * Math.PI / 180);

    private static DataArray Curved(int rows = 36, int columns = 72)
    {
        (double[] lat, double[] lon) = Rotated(rows, columns);
        double[] values = [.. lat.Zip(lon, Smooth)];
        Shape shape = new((long)rows, columns);
        DataArray Plane(double[] v) =>
            new(new MemoryExpr(NDArray.From(v, shape), ChunkGrid.Regular(shape, [7, 50])), ["y", "x"], name: "t");
        return Plane(values).AssignCoords("lat", Plane(lat)).AssignCoords("lon", Plane(lon));
    }

    private static DataArray Regular(double[] lat, double[] lon) =>
        new DataArray(
            NDArray.From([.. lat.SelectMany(y => lon.Select(x => Smooth(y, x)))], (lat.Length, lon.Length)),
            ["lat", "lon"],
            name: "t"
        )
            .AssignCoords("lat", lat)
            .AssignCoords("lon", lon);

    [Theory]
    [InlineData("bilinear", 0.002)]
    [InlineData("nearest", 0.09)]
    [InlineData("conservative", 0.05)]
    public void A_smooth_field_is_found_again_on_a_regular_grid(string method, double tolerance)
    {
        DataArray field = Curved();
        var regridder = new Regridder(field, CoarseLat, CoarseLon, method);
        double[] made = regridder.Apply(field).Compute().ToArray<double>(),
            expected = Regular(CoarseLat, CoarseLon).Compute().ToArray<double>();
        for (int i = 0; i < made.Length; i++)
            Assert.Equal(expected[i], made[i], tolerance);
    }

    [Fact]
    public void Back_to_the_curvilinear_grid_is_bilinear_in_degrees()
    {
        DataArray fine = Regular(
                [.. Enumerable.Range(0, 91).Select(i => -90 + 2.0 * i)],
                [.. Enumerable.Range(0, 180).Select(i => 2.0 * i)]
            ),
            field = Curved();
        double[] made = fine.RegridLike(field).Compute().ToArray<double>(),
            expected = field.Compute().ToArray<double>();
        for (int i = 0; i < made.Length; i++)
            Assert.Equal(expected[i], made[i], 1e-3);
    }

    [Fact]
    public void Conservative_weights_keep_the_integral_over_the_globe()
    {
        DataArray field = Curved();
        var down = new Regridder(field, CoarseLat, CoarseLon, "conservative");
        var up = new Regridder(down.Apply(field), field, "conservative");
        // Areas of the regular cells.
        double[] area =
        [
            .. CoarseLat.SelectMany(y =>
                CoarseLon.Select(_ =>
                    (Math.Sin((y + 5) * Math.PI / 180) - Math.Sin((y - 5) * Math.PI / 180)) * Math.PI / 18
                )
            ),
        ];
        double[] shares = down.Covered.Compute().ToArray<double>();
        // The corners around the other pole, continued from the last centres, leave a small hole.
        for (int i = 0; i < shares.Length; i++)
            Assert.Equal(1, shares[i], 1e-5);
        double[] there = down.Apply(field).Compute().ToArray<double>();
        double integral = area.Zip(there, (a, v) => a * v).Sum();
        // The mean of the field is 2: the other terms are odd.
        Assert.Equal(8 * Math.PI, integral, 1e-3 * integral);
        // There and back again, a constant stays one, to the last digits.
        DataArray one = up.Apply(down.Apply(field * 0.0 + 1.0));
        Assert.Equal(1, one.Min().Scalar(), 12);
        Assert.Equal(1, one.Max().Scalar(), 12);
    }

    [Fact]
    public void Conservative_shares_are_those_that_counting_points_gives()
    {
        DataArray field = Curved(12, 24);
        var regridder = new Regridder(field, [10, 30, 50, 70], [0, 30, 60, 90], "conservative");
        Dataset weights = regridder.Weights;
        long[] rows = weights["row"].Compute().ToArray<long>(),
            columns = weights["col"].Compute().ToArray<long>();
        double[] values = weights["S"].Compute().ToArray<double>();
        // Each point of a fine lattice of equal areas belongs to the cell of the rotated grid that it falls in.
        (double sin, double cos) = Math.SinCos(0.7);
        for (int cell = 0; cell < 16; cell += 5)
        {
            double south = 20 * (cell / 4),
                west = 30 * (cell % 4) - 15;
            var counts = new double[12 * 24];
            const int n = 400;
            double low = Math.Sin(south * Math.PI / 180),
                high = Math.Sin((south + 20) * Math.PI / 180);
            for (int k = 0; k < n * n; k++)
            {
                double p = Math.Asin(low + (high - low) * (k / n + 0.5) / n),
                    l = (west + 30 * (k % n + 0.5) / n) * Math.PI / 180;
                double x = Math.Cos(p) * Math.Cos(l),
                    y = Math.Cos(p) * Math.Sin(l),
                    z = Math.Sin(p);
                double own = Math.Asin(z * cos + x * sin),
                    around = Math.Atan2(y, x * cos - z * sin);
                int row = Math.Clamp((int)((own * 180 / Math.PI + 90) / 15), 0, 11),
                    column = (int)Math.Round(around * 180 / Math.PI / 15 + 24) % 24;
                counts[row * 24 + column] += 1.0 / (n * n);
            }

            for (int k = 0; k < rows.Length; k++)
            {
                if (rows[k] == cell + 1)
                    counts[columns[k] - 1] -= values[k];
            }

            // Edges of cells of the rotated grid are great circles here, parallels of its pole there.
            Assert.All(counts, c => Assert.Equal(0, c, 0.03));
        }
    }

    [Fact]
    public void The_nearest_centre_is_that_of_a_search_through_all()
    {
        DataArray field = Curved(11, 20);
        (double[] lat, double[] lon) = Rotated(11, 20);
        var random = new Random(3);
        double[] y = [.. Enumerable.Range(0, 9).Select(_ => random.NextDouble() * 180 - 90)],
            x = [.. Enumerable.Range(0, 9).Select(_ => random.NextDouble() * 720 - 360)];
        double[] made = new Regridder(field, y, x, "nearest", extrapolate: true)
            .Apply(field)
            .Compute()
            .ToArray<double>();
        for (int k = 0; k < made.Length; k++)
        {
            double best = Enumerable.Range(0, lat.Length).Max(i => Cosine(lat[i], lon[i], y[k / 9], x[k % 9]));
            int nearest = Enumerable
                .Range(0, lat.Length)
                .First(i => Cosine(lat[i], lon[i], y[k / 9], x[k % 9]) == best);
            Assert.Equal(Smooth(lat[nearest], lon[nearest]), made[k], 12);
        }

        static double Cosine(double a, double b, double c, double d)
        {
            const double r = Math.PI / 180;
            return Math.Sin(a * r) * Math.Sin(c * r) + Math.Cos(a * r) * Math.Cos(c * r) * Math.Cos((b - d) * r);
        }
    }

    [Fact]
    public void Regular_grids_give_what_Regrid_gives_and_bounds_are_used()
    {
        DataArray field = Regular(CoarseLat, CoarseLon);
        double[] lat = [-60, -20, 20, 60],
            lon = [45, 135, 225, 315];
        double[] made = new Regridder(field, lat, lon, "conservative").Apply(field).Compute().ToArray<double>(),
            expected = field.Regrid("conservative", ("lat", lat), ("lon", lon)).Compute().ToArray<double>();
        for (int i = 0; i < made.Length; i++)
            Assert.Equal(expected[i], made[i], 12);
        // Two rows, of which the bounds say that the second begins at 10 degrees.
        DataArray two = new DataArray(NDArray.From([1.0, 1, 3, 3], (2, 2)), ["lat", "lon"], name: "t")
            .AssignCoords("lat", 0.0, 20.0)
            .AssignCoords("lon", 0.0, 90.0);
        two.Coords["lat"].Attrs["bounds"] = "lat_bnds";
        Dataset withBounds = two.ToDataset()
            .Assign("lat_bnds", new DataArray(NDArray.From([-90.0, 5, 5, 90], (2, 2)), ["lat", "nv"]));
        double[] rows = [0, 10];
        var plain = new Regridder(two, rows, [0, 90], "conservative");
        var bounded = new Regridder(withBounds, rows, [0, 90], "conservative");
        Assert.Equal(2, plain.Apply(two).Isel("lon", 0).Sel("lat", 10).Scalar(), 0.02);
        Assert.Equal(3, bounded.Apply(two).Isel("lon", 0).Sel("lat", 10).Scalar(), 12);
        Assert.Equal(["t"], bounded.Apply(withBounds).Names);
    }

    [Fact]
    public void Missing_values_and_shares_are_respected()
    {
        DataArray field = Regular(CoarseLat, CoarseLon),
            holes = field.Where(field["lon"] < 180.0);
        var regridder = new Regridder(field, CoarseLat, [5, 177.5, 182.5, 355], "conservative");
        DataArray made = regridder.Apply(holes);
        Assert.False(double.IsNaN(made.Isel("lon", 1).Isel("lat", 5).Scalar()));
        Assert.True(double.IsNaN(regridder.Apply(holes, leastCovered: 0.99).Isel("lon", 2).Isel("lat", 5).Scalar()));
        double[] wanted = regridder.Apply(holes).Compute().ToArray<double>(),
            kept = Regridder.FromWeights(regridder.Weights).Apply(holes).Compute().ToArray<double>();
        Assert.Equal(wanted, kept);
    }

    [Fact]
    public void Other_dimensions_and_chunks_change_nothing_and_nothing_is_read_before()
    {
        DataArray field = Curved();
        DataArray many = (field * new DataArray(NDArray.From([1.0, 2, 3]), ["time"])).Transpose("y", "time", "x");
        var regridder = new Regridder(field, CoarseLat, CoarseLon, "bilinear");
        DataArray made = regridder.Apply(many);
        Assert.Equal(["time", "lat", "lon"], made.Dims);
        double[] one = regridder.Apply(field).Compute().ToArray<double>();
        Assert.Equal(one, made.Isel("time", 0).Compute().ToArray<double>());
        Assert.Equal(one, regridder.Apply(field.Chunk(("y", 36), ("x", 72))).Compute().ToArray<double>());
        double[] named = field.Regrid("bilinear", ("lat", CoarseLat), ("lon", CoarseLon)).Compute().ToArray<double>();
        Assert.Equal(one, named);
    }

    [Fact]
    public void Errors_say_what_to_give()
    {
        DataArray field = Curved();
        string Message(Action action) => Assert.Throws<GchunkException>(action).Message;
        Assert.Contains("bilinear", Message(() => _ = new Regridder(field, CoarseLat, CoarseLon, "bilinar")));
        Assert.Contains("latitude", Message(() => _ = new Regridder(field.DropAllCoords(), field, "nearest")));
        var regridder = new Regridder(field, CoarseLat, CoarseLon, "nearest");
        Assert.Contains("length 36", Message(() => regridder.Apply(field.Isel("y", 1..))));
        Assert.Contains("(y, x)", Message(() => regridder.Apply(field.Isel("y", 0))));
        Assert.Contains("0 to 1", Message(() => regridder.Apply(field, 50)));
        Assert.Contains("weights", Message(() => Regridder.FromWeights(field.ToDataset())));
    }
}
