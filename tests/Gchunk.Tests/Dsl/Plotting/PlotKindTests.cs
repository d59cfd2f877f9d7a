using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>Curvilinear maps, Taylor diagrams, films, and the projections of CF.</summary>
public class PlotKindTests : PlotFolder
{
    private const int Blue = 0x1f77b4,
        Orange = 0xff7f0e;

    [Fact]
    public void A_curvilinear_grid_is_drawn_where_its_coordinates_are()
    {
        // Orange east of 0 degrees; the columns of the grid run across the antimeridian of the map's other side.
        double[] lon = [.. Enumerable.Range(0, 18 * 36).Select(i => -175.0 + (i % 36 * 10))],
            lat = [.. Enumerable.Range(0, 18 * 36).Select(i => -85.0 + (i / 36 * 10))];
        DataArray x = new DataArray(
            NDArray.From((double[])[.. lon.Select(l => l > 0 ? 1.0 : 0)]).Reshape(new Shape(18, 36)),
            ["j", "i"]
        )
            .AssignCoords("lon", Grid(lon).AssignAttrs(("units", "degrees_east")))
            .AssignCoords("lat", Grid(lat).AssignAttrs(("units", "degrees_north")));
        x.PlotMap(
            File("m.png"),
            Prelude.Orthographic(0, 30),
            colors: "Category10",
            coastlines: false,
            gridlines: false
        );
        Png png = Png.Read(File("m.png"));
        (int left, int top, int right, int bottom) = png.BoxOfBlock(Blue, Orange);
        int middle = (top + bottom) / 2;
        Assert.Equal(Blue, png[left + ((right - left) / 4), middle]);
        Assert.Equal(Orange, png[left + (3 * (right - left) / 4), middle]);
        // The globe has no holes; the swatches of the legend add little.
        (_, int first, _, int last) = png.BoxOf(Blue);
        double disc = Math.PI * (last - first) * (last - first) / 4;
        Assert.InRange((png.Count(Blue) + png.Count(Orange)) / disc, 0.97, 1.03);
    }

    [Fact]
    public void A_Taylor_diagram_names_its_models_as_they_are()
    {
        const string Text = "m's `touch ran` {x}_1";
        Prelude.TaylorDiagram(2, [1.5, 2.5], [0.9, -0.2], [Text, "b"], File("t.svg"));
        string svg = System.Net.WebUtility.HtmlDecode(System.IO.File.ReadAllText(File("t.svg")));
        Assert.All(
            [Text, "b", "correlation", "0.95", "-0.9"],
            t => Assert.Contains($">{t}<", svg, StringComparison.Ordinal)
        );
        Assert.Single(Directory.GetFiles(Folder));
        GridPlotTests.Says(() => Prelude.TaylorDiagram(2, [1], [1.5], ["a"], File("t.svg")), "1.5", "from -1 to 1");
        GridPlotTests.Says(() => Prelude.TaylorDiagram(2, [1], [1], [], File("t.svg")), "for each model");
    }

    [Fact]
    public void A_film_has_a_frame_for_each_label()
    {
        DataArray x = new DataArray(NDArray.From(Range(4 * 6 * 5)).Reshape(new Shape(4, 6, 5)), ["t", "y", "x"]);
        x.Animate("t", File("f.gif"), x => x.PColorMesh(figsize: (2, 2), dpi: 60));
        using (Image<Rgb24> film = Image.Load<Rgb24>(File("f.gif")))
        {
            Assert.Equal(4, film.Frames.Count);
            Assert.Equal(0, film.Metadata.GetGifMetadata().RepeatCount);
            Assert.Equal(20, film.Frames[3].Metadata.GetGifMetadata().FrameDelay);
            // The ends of viridis, at the first and the last frame's corners of the grid.
            Assert.InRange(Nearest(film.Frames[0], 0x440154), 0, 12);
            Assert.InRange(Nearest(film.Frames[3], 0xfde725), 0, 12);
        }
        GridPlotTests.Says(() => x.Animate("t", File("f.avi")), ".avi", ".gif");
        GridPlotTests.Says(() => x.Animate("z", File("f.gif")), "'z'");
        GridPlotTests.Says(() => x.Animate("t", File("f.gif"), fps: 0), "fps: 0");
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Films_in_MP4_and_WebP_have_a_frame_for_each_label()
    {
        Assert.SkipWhen(ExternalProgram.Find("ffmpeg") is null, "ffmpeg is not installed");
        DataArray x = new DataArray(NDArray.From(Range(3 * 6 * 5)).Reshape(new Shape(3, 6, 5)), ["t", "y", "x"]);
        foreach (string name in (string[])["f.mp4", "f.webp"])
            x.Animate("t", File(name), x => x.PColorMesh(figsize: (2.03, 2.01), dpi: 60));
        ReadOnlySpan<byte> mp4 = System.IO.File.ReadAllBytes(File("f.mp4")),
            webp = System.IO.File.ReadAllBytes(File("f.webp"));
        Assert.True(mp4[4..8].SequenceEqual("ftyp"u8) && mp4.IndexOf("avc1"u8) > 0);
        Assert.True(webp[8..12].SequenceEqual("WEBP"u8));
        int anim = webp.IndexOf("ANIM"u8);
        // After the background's colour, the number of times that it plays: 0 is for ever.
        Assert.Equal(0, webp[anim + 12] | webp[anim + 13]);
        Assert.Equal(3, webp.Count("ANMF"u8));
    }

    private static double Nearest(ImageFrame<Rgb24> frame, int color)
    {
        double least = double.PositiveInfinity;
        frame.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                foreach (Rgb24 p in rows.GetRowSpan(y))
                {
                    least = Math.Min(
                        least,
                        Math.Abs(p.R - (color >> 16))
                            + Math.Abs(p.G - ((color >> 8) & 255))
                            + Math.Abs(p.B - (color & 255))
                    );
                }
            }
        });
        return least;
    }

    [Fact]
    public void A_grid_mapping_names_its_projection()
    {
        IProjection Of(params (string, object)[] attrs) =>
            Prelude.ProjectionOf(new Attributes(attrs.ToDictionary(a => a.Item1, a => a.Item2)));
        Assert.Equal(
            new LambertConformal(-97, 25, 25, 40),
            Of(
                ("grid_mapping_name", "lambert_conformal_conic"),
                ("standard_parallel", new[] { 25.0, 40 }),
                ("longitude_of_central_meridian", -97.0),
                ("latitude_of_projection_origin", 25)
            )
        );
        Assert.Equal(
            new Stereographic(-45, -90),
            Of(
                ("grid_mapping_name", "polar_stereographic"),
                ("latitude_of_projection_origin", -90f),
                ("straight_vertical_longitude_from_pole", -45.0)
            )
        );
        Assert.Equal(
            new Geostationary(-75, 35_786_023),
            Of(
                ("grid_mapping_name", "geostationary"),
                ("perspective_point_height", 35_786_023.0),
                ("longitude_of_projection_origin", -75.0)
            )
        );
        GridPlotTests.Says(() => Of(("grid_mapping_name", "mercatro")), "'mercator'");
        GridPlotTests.Says(() => Of(("units", "1")), "grid_mapping_name");
    }

    private static DataArray Grid(double[] values) => new(NDArray.From(values).Reshape(new Shape(18, 36)), ["j", "i"]);
}
