using System.Globalization;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Maps;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

public class ProjectionTests
{
    public static TheoryData<string> Rows()
    {
        using Stream stream = typeof(ProjectionTests).Assembly.GetManifestResourceStream("projections.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Places_come_to_lie_where_PROJ_puts_them(string row)
    {
        string[] parts = row.Split('\t');
        double Number(int i) => double.Parse(parts[i], CultureInfo.InvariantCulture);
        IProjection projection = parts[0] switch
        {
            "eqc" => new PlateCarree(Number(1)),
            "ortho" => new Orthographic(Number(1), Number(2)),
            _ => new Robinson(Number(1)),
        };
        bool seen = projection.TryForward(Number(3), Number(4), out double x, out double y);
        Assert.Equal(parts[5] != "hidden", seen);
        if (!seen)
            return;
        // Robinson is a table of four digits; PROJ interpolates it in another way.
        double tolerance = parts[0] == "robin" ? 2e-3 : 1e-8;
        Assert.Equal(Number(5), x, tolerance);
        Assert.Equal(Number(6), y, tolerance);
        Assert.True(projection.TryInverse(x, y, out double lon, out double lat));
        Assert.Equal(Number(4), lat, 1e-5);
        Assert.Equal(0, Angles.Wrap(lon - Number(3)), 1e-4);
    }

    [Fact]
    public void Beyond_the_globes_edge_there_is_no_place()
    {
        Assert.False(new Orthographic(0, 0).TryInverse(0.9, 0.9, out _, out _));
        Assert.False(new Robinson(0).TryInverse(2.6, 1.3, out _, out _));
        Assert.False(new PlateCarree(0).TryInverse(0, 1.6, out _, out _));
    }

    [Fact]
    public void A_line_over_the_antimeridian_is_cut_there()
    {
        var pen = new MapPen(new PlateCarree(), new Interval(-4, 4), new Interval(-2, 2), 0);
        pen.Line([170, 10, -170, 20]);
        double[] p = [.. pen.Points];
        Assert.Equal(2, Enumerable.Range(0, p.Length).Count(i => i % 2 == 0 && double.IsNaN(p[i])));
        for (int i = 2; i < p.Length; i += 2)
            Assert.False(Math.Abs(p[i] - p[i - 2]) > 1, "no stroke across the map");
        Assert.Contains(p, v => Math.Abs(v - Math.PI) < 1e-6);
        Assert.Contains(p, v => Math.Abs(v + Math.PI) < 1e-6);
    }

    [Fact]
    public void A_line_behind_the_horizon_ends_at_it()
    {
        var pen = new MapPen(new Orthographic(0, 0), new Interval(-2, 2), new Interval(-2, 2), 0);
        pen.Line([60, 0, 120, 0]);
        double[] xs = [.. pen.Points.Where((v, i) => i % 2 == 0 && !double.IsNaN(v))];
        Assert.Equal(Math.Sin(Math.PI / 3), xs[0], 1e-6);
        Assert.Equal(1, xs.Max(), 1e-6);
    }

    [Fact]
    public void Lines_are_clipped_to_the_view()
    {
        var pen = new MapPen(new PlateCarree(), new Interval(-0.1, 0.1), new Interval(-0.1, 0.1), 0);
        pen.Line([-30, 0, 30, 0]);
        pen.Line([-30, 40, 30, 40]);
        double[] p = [.. pen.Points.Where(v => !double.IsNaN(v))];
        Assert.Equal(-0.1, p.Min(), 1e-6);
        Assert.Equal(0.1, p.Max(), 1e-6);
    }
}
