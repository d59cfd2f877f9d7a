using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Tiles;
using Gchunk.Tests.Engine.Storage.Zarr;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>Tiles from a server of this process, below and without other layers.</summary>
public class TileTests : PlotFolder
{
    // The four tiles of zoom 1, from the north-west.
    private static readonly int[] Colors = [0x204060, 0x806020, 0x208040, 0x602080];

    [Fact]
    public void Tiles_lie_where_they_belong_in_any_projection_and_are_fetched_once()
    {
        Dictionary<string, byte[]> tiles = Enumerable
            .Range(0, 4)
            .ToDictionary(i => $"1/{i % 2}/{i / 2}.png", i => Picture(Colors[i], 64));
        using var server = new LoopbackServer(tiles);
        foreach (string names in (string[])["{z}/{x}/{y}", "{TileMatrix}/{TileCol}/{TileRow}"])
        {
            TilePlot plot = Plot($"{server.Address}/{names}.png") with { Zoom = 1, Attribution = "© nobody" };
            foreach (IProjection projection in (IProjection[])[new Mercator(), new Robinson(), new PlateCarree()])
            {
                new Figure { Size = (360, 240) }
                    .Add(
                        plot with
                        {
                            Frame = new()
                            {
                                Projection = projection,
                                Coastlines = false,
                                Graticule = false,
                            },
                        }
                    )
                    .Save(File("m.png"));
                Png png = Png.Read(File("m.png"));
                for (int i = 0; i < 4; i++)
                {
                    (int x, int y) = (png.Width * (3 + (2 * (i % 2))) / 8, png.Height * (7 + (4 * (i / 2))) / 18);
                    Assert.Equal(Colors[i], png[x, y]);
                }
            }
        }
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(4, Directory.GetFiles(Folder, "*.tile").Length);
        new TileCache(Folder, most: 1).Trim();
        Assert.Empty(Directory.GetFiles(Folder, "*.tile"));
    }

    [Fact]
    public void Tiles_lie_below_data_and_a_missing_tile_is_left_out()
    {
        using var server = new LoopbackServer(
            new Dictionary<string, byte[]> { ["1/1/0"] = Picture(Colors[1], 16, jpeg: true) }
        );
        FeatureCollection
            .Polygons([20, 60, 60, 20], [20, 20, 60, 60])
            .Plot(fill: "gold", color: "none", projection: new PlateCarree())
            .Add(new Figure().Add(Plot($"{server.Address}/{{z}}/{{x}}/{{y}}") with { Zoom = 1 }))
            .Save(File("m.png"));
        Png png = Png.Read(File("m.png"));
        Assert.True(png.Count(0xffd700) > 5_000);
        Assert.Contains("1/1/0", server.Requests);
    }

    [Fact]
    public void What_is_no_tile_is_refused()
    {
        using var server = new LoopbackServer(
            new Dictionary<string, byte[]> { ["0/0/0"] = [1, 2, 3], ["1/0/0"] = Picture(0, 2000) }
        );
        TilePlot Whole(int zoom) => Plot($"{server.Address}/{{z}}/{{x}}/{{y}}") with { Zoom = zoom, Frame = new() };
        GridPlotTests.Says(() => Whole(0).Save(File("m.png")), "/0/0/0", "no picture");
        GridPlotTests.Says(() => Whole(1).Save(File("m.png")), "no picture", "1024");
        GridPlotTests.Says(() => Whole(9).Save(File("m.png")), "tiles of zoom 9", "256");
        server.FailureStatus = 403;
        server.Fail("0/0/0", 1);
        GridPlotTests.Says(() => Whole(0).Save(File("m.png")), "answered 403", "key");
        GridPlotTests.Says(() => Prelude.Tiles("https://a/{z}/{x}"), "{y}");
        GridPlotTests.Says(() => Prelude.Tiles("file:///{z}/{x}/{y}"), "https://");
        GridPlotTests.Says(() => Prelude.Tiles("https://me:secret@a/{z}/{x}/{y}"), "password");
        GridPlotTests.Says(() => Prelude.Tiles("https://a/{z}/{x}/{y}").Save(File("m.png")), "projection:");
        Assert.Empty(Directory.GetFiles(Folder));
    }

    private TilePlot Plot(string address) => new() { Address = address, Cache = new TileCache(Folder) };

    private static byte[] Picture(int color, int size, bool jpeg = false)
    {
        using var image = new Image<Rgb24>(size, size, new Rgb24((byte)(color >> 16), (byte)(color >> 8), (byte)color));
        var bytes = new MemoryStream();
        if (jpeg)
            image.SaveAsJpeg(bytes);
        else
            image.SaveAsPng(bytes);
        return bytes.ToArray();
    }
}
