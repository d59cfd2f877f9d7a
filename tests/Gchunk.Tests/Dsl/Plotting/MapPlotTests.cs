using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Maps;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

public class MapPlotTests : PlotFolder
{
    private const int Blue = 0x1f77b4,
        Orange = 0xff7f0e,
        Grey = 0xdedede;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void North_is_up_whichever_way_the_latitudes_run(bool falls)
    {
        double[] lat = Range(10, 40.5),
            values = [.. lat.SelectMany(l => Enumerable.Repeat(l > 45 ? 1.0 : 0, 10))];
        if (falls)
        {
            Array.Reverse(lat);
            Array.Reverse(values);
        }
        Regional(lat, values).Save(File("m.png"));
        Png png = Png.Read(File("m.png"));
        int column = png.Width / 3;
        int[] orange = [.. Enumerable.Range(0, png.Height).Where(y => png[column, y] == Orange)],
            blue = [.. Enumerable.Range(0, png.Height).Where(y => png[column, y] == Blue)];
        Assert.True(orange.Length > 100 && blue.Length > 100 && orange.Max() < blue.Min());
    }

    [Fact]
    public void Missing_cells_are_grey_and_a_legend_stands_beside()
    {
        double[] values = [.. Enumerable.Repeat(0.0, 100)];
        values[55] = double.NaN;
        values[12] = 3;
        Regional(Range(10, 40.5), values).Save(File("m.png"));
        Png png = Png.Read(File("m.png"));
        Assert.InRange(png.Count(Grey), 1000, 10_000);
        var red = png.BoxOf(0xd62728);
        Assert.True(red.Right > 0.8 * png.Width, "the swatch of 3");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-179.5)]
    public void A_global_field_fills_the_globe_whichever_way_longitudes_count(double first)
    {
        double[] lon = Range(360, first),
            lat = Range(180, -89.5);
        // Orange from 0 to 90 degrees east.
        double[] values = [.. lat.SelectMany(_ => lon.Select(l => l is > 0 and < 90 ? 1.0 : 0))];
        new MapPlot
        {
            Longitudes = lon,
            Latitudes = lat,
            Values = values,
            Projection = Prelude.Robinson(),
            Colors = "Category10",
            Coastlines = false,
            Graticule = false,
        }.Save(File("m.png"));
        Png png = Png.Read(File("m.png"));
        double share = png.Count(Orange) / (double)(png.Count(Orange) + png.Count(Blue));
        Assert.InRange(share, 0.245, 0.255);
        Assert.Equal(0xffffff, png[3, 3]);
    }

    [Fact]
    public void The_far_side_of_an_orthographic_globe_is_not_drawn()
    {
        double[] lon = Range(36, 5, 10),
            lat = Range(18, -85, 10);
        double[] values = [.. lat.SelectMany(_ => lon.Select(l => l is > 100 and < 260 ? 1.0 : 0))];
        new MapPlot
        {
            Longitudes = lon,
            Latitudes = lat,
            Values = values,
            Projection = Prelude.Orthographic(0, 0),
            Colors = "Category10",
            Coastlines = false,
            Graticule = false,
        }.Save(File("m.png"));
        Png png = Png.Read(File("m.png"));
        Assert.InRange(png.Count(Orange), 1, 2000); // the legend's swatch alone
        var globe = png.BoxOf(Blue);
        Assert.InRange(
            (globe.Bottom - globe.Top) * Math.PI * (globe.Bottom - globe.Top) / 4 / png.Count(Blue),
            0.97,
            1.03
        );
    }

    [Fact]
    public void Coast_lines_and_borders_are_drawn_in_their_places()
    {
        double[] lat = Range(60, 41.05, 0.1),
            lon = Range(60, -75.95, 0.1);
        double[] values = new double[3600];
        MapPlot map = new()
        {
            Longitudes = lon,
            Latitudes = lat,
            Values = values,
            Projection = new PlateCarree(-73),
            Colors = "Category10",
            Graticule = false,
            Coastlines = false,
        };
        int Dark(string name, MapPlot plot)
        {
            plot.Save(File(name));
            Png png = Png.Read(File(name));
            var cells = png.BoxOfBlock(Blue);
            int found = 0;
            // The border of Vermont and Quebec runs along 45 degrees north: at 72.5 west, two thirds up.
            int column = cells.Left + (int)(3.5 / 6 * (cells.Right - cells.Left)),
                row = cells.Bottom - (int)(4.02 / 6 * (cells.Bottom - cells.Top));
            for (int y = row - 12; y <= row + 12; y++)
                found += png[column, y] != Blue ? 1 : 0;
            return found;
        }
        Assert.Equal(0, Dark("without.png", map));
        Assert.InRange(Dark("with.png", map with { Borders = true }), 1, 8);
        int plain = Png.Read(File("without.png")).Count(Blue);
        (map with { Coastlines = true }).Save(File("coast.png"));
        Assert.InRange(plain - Png.Read(File("coast.png")).Count(Blue), 500, 60_000);
    }

    [Fact]
    public void Meridians_and_parallels_are_labelled()
    {
        Regional(Range(10, 40.5), new double[100]).Save(File("m.svg"));
        string svg = System.Net.WebUtility.HtmlDecode(System.IO.File.ReadAllText(File("m.svg")));
        Assert.Contains("45°N", svg, StringComparison.Ordinal);
        Assert.Contains("75°W", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_name_the_thing_and_the_fix()
    {
        MapPlot map = Regional(Range(10, 40.5), new double[100]);
        GridPlotTests.Says(
            () => (map with { Projection = new Orthographic(110, -43) }).Save(File("m.png")),
            "far side",
            "centre it"
        );
        GridPlotTests.Says(
            () => (map with { Projection = new Orthographic(0, 91) }).Save(File("m.png")),
            "91",
            "-90 to 90"
        );
        GridPlotTests.Says(() => (map with { Latitudes = Range(10, 85) }).Save(File("m.png")), "latitude 91", "pole");
        GridPlotTests.Says(() => (map with { Colors = "Category11" }).Save(File("m.png")), "'Category10'");
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void The_map_data_hold_the_world_at_three_scales()
    {
        int before = 0;
        foreach (double degrees in new[] { 360.0, 90, 5 })
        {
            NaturalEarth earth = NaturalEarth.For(degrees);
            int points = earth.Coast.Sum(l => l.Points.Length);
            Assert.True(points > 3 * before);
            before = points;
            Assert.All(
                earth.Coast.Concat(earth.Borders).Concat(earth.States),
                l => Assert.True(l.West >= -180.01 && l.East <= 180.01 && l.South >= -90.01 && l.North <= 90.01)
            );
        }
    }

    private static MapPlot Regional(double[] lat, double[] values) =>
        new()
        {
            Longitudes = Range(10, -77.5),
            Latitudes = lat,
            Values = values,
            Projection = Prelude.Orthographic(-73, 45),
            Colors = "Category10",
            Coastlines = false,
            Graticule = true,
        };
}
