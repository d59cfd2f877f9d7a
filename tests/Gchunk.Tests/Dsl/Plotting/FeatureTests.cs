using System.Buffers.Binary;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Shapes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>Points, lines and areas from arrays, GeoJSON and shapefiles.</summary>
public class FeatureTests : PlotFolder
{
    private const int Gold = 0xffd700;

    private const string Json = """
        {"type": "FeatureCollection", "features": [
          {"type": "Feature", "properties": {"name": "é", "n": 2.5, "big": true, "none": null}, "geometry":
            {"type": "Polygon", "coordinates": [[[0, 0], [8, 0], [8, 8], [0, 8], [0, 0]], [[2, 2], [6, 2], [6, 6], [2, 6], [2, 2]]]}},
          {"type": "Feature", "properties": null, "geometry": {"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [1, 2, 300]},
            {"type": "MultiPoint", "coordinates": [[3, 4], [5, 6]]},
            {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
            {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]], [[2, 2], [3, 3]]]},
            {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]}]}},
          {"type": "Feature", "properties": {}, "geometry": null}]}
        """;

    [Fact]
    public void GeoJson_gives_parts_and_attributes()
    {
        FeatureCollection all = GeoJson.Read(Encoding.UTF8.GetBytes(Json), "a.geojson");
        Assert.Equal(
            [
                FeatureKind.Polygon,
                FeatureKind.Point,
                FeatureKind.Point,
                FeatureKind.Line,
                FeatureKind.Line,
                FeatureKind.Polygon,
            ],
            all.Select(f => f.Kind)
        );
        Assert.Equal([2, 1, 1, 1, 2, 2], all.Select(f => f.Parts.Count));
        Assert.Equal([1, 2], all[1].Parts[0]);
        Assert.Equal("é", all[0]["name"]);
        Assert.Equal(2.5, all[0].Number("n"));
        Assert.Equal(true, all[0]["big"]);
        Assert.Equal(["name", "n", "big", "none"], all.Names);
        Assert.Single(all.Where(f => f["name"] is "é"));
    }

    [Fact]
    public void A_shapefile_gives_parts_and_the_attributes_beside_it()
    {
        System.IO.File.WriteAllBytes(File("a.shp"), Shapes());
        System.IO.File.WriteAllBytes(File("a.dbf"), Table());
        System.IO.File.WriteAllText(File("a.cpg"), "UTF-8");
        FeatureCollection all = Prelude.OpenFeatures(File("a.shp"));
        Assert.Equal([FeatureKind.Polygon, FeatureKind.Point, FeatureKind.Line], all.Select(f => f.Kind));
        Assert.Equal([0, 0, 0, 8, 8, 8, 0, 0], all[0].Parts[0]);
        Assert.Equal(2, all[0].Parts.Count);
        Assert.Equal([3, 4], all[1].Parts[0]);
        // The second record has no shape, but it has attributes.
        Assert.Equal([1.5, -2, double.NaN], all.Select(f => f.Number("value")));
        Assert.Equal(["ä", "b", null], all.Select(f => f["name"]));
        System.IO.File.Delete(File("a.dbf"));
        System.IO.File.WriteAllText(File("a.prj"), "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\"]]");
        Assert.Empty(Prelude.OpenFeatures(File("a.shp")).Names);
        System.IO.File.WriteAllText(File("a.prj"), "PROJCS[\"UTM 31N\",GEOGCS[\"WGS 84\"]]");
        GridPlotTests.Says(() => Prelude.OpenFeatures(File("a.shp")), "'UTM 31N'", "ogr2ogr -t_srs EPSG:4326");
    }

    [Fact]
    public void Corrupt_files_are_refused_with_their_name_and_never_believed()
    {
        byte[] shapes = Shapes(),
            table = Table(),
            json = Encoding.UTF8.GetBytes(Json);
        var random = new Random(3);
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged =
            [
                .. (round % 3) switch
                {
                    0 => shapes,
                    1 => table,
                    _ => json,
                },
            ];
            for (int k = 0; k <= round % 4; k++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (round % 5 == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                _ = (round % 3) switch
                {
                    0 => Shapefile.Read(damaged, "bad", []).Count,
                    1 => AttributeTable.Read(damaged, "bad", null).Count,
                    _ => GeoJson.Read(damaged, "bad").Count,
                };
            }
            catch (GchunkException e)
            {
                Assert.Contains("bad", e.Message, StringComparison.Ordinal);
            }
        }
        GridPlotTests.Says(() => Prelude.OpenFeatures(File("a.kml")), ".kml", ".geojson");
        GridPlotTests.Says(() => Prelude.OpenFeatures(File("a.shp")), "there is no file");
        string deep = string.Concat(Enumerable.Repeat("{\"type\":\"GeometryCollection\",\"geometries\":[", 5000));
        GridPlotTests.Says(() => GeoJson.Read(Encoding.UTF8.GetBytes(deep), "bad"), "bad", "no GeoJSON");
    }

    [Fact]
    public void Areas_have_holes_and_do_not_widen_a_map()
    {
        FeatureCollection all = GeoJson.Read(Encoding.UTF8.GetBytes(Json), "a.geojson").Where(f => f["n"] is not null);
        all.Plot(File("p.png"), color: "none", fill: "gold", figsize: (3, 3));
        Png png = Png.Read(File("p.png"));
        (int left, int top, int right, int bottom) = png.BoxOf(Gold);
        Assert.NotEqual(Gold, png[(left + right) / 2, (top + bottom) / 2]);
        double whole = (double)(right - left) * (bottom - top);
        Assert.InRange(png.Count(Gold) / whole, 0.72, 0.78);

        DataArray x = new DataArray(NDArray.From(Range(4)).Reshape(new Shape(2, 2)), ["lat", "lon"])
            .AssignCoords("lat", new DataArray(NDArray.From((double[])[3, 5]), ["lat"]))
            .AssignCoords("lon", new DataArray(NDArray.From((double[])[3, 5]), ["lon"]));
        Figure both = x.PlotMap().Add(all.Plot(fill: "gold"));
        Assert.Equal(2, both.Panels[0].Area().West);
        Assert.Equal(6, both.Panels[0].Area().East);
    }

    [Fact]
    public void An_area_around_the_pole_or_across_the_antimeridian_is_filled_within()
    {
        AreaMask Mask(params double[] ring) =>
            new([(0, ring)], new(-180, 180), 720, true, TestContext.Current.CancellationToken);
        AreaMask pole = Mask(0, 70, 90, 70, 180, 70, 270, 70, 0, 70);
        Assert.Equal((0, 0, -1), (pole.Find(10, 89), pole.Find(-170, 75), pole.Find(10, 60)));
        AreaMask cut = Mask(-180, 70, 180, 70, 180, 90, -180, 90, -180, 70);
        Assert.Equal((0, -1), (cut.Find(10, 89), cut.Find(10, 60)));
        AreaMask south = Mask(0, -70, 90, -70, 180, -70, 270, -70, 0, -70);
        Assert.Equal((0, -1), (south.Find(10, -89), south.Find(10, -60)));
        AreaMask across = Mask(170, -10, 190, -10, -170, 10, 170, 10, 170, -10);
        Assert.Equal((0, 0, -1), (across.Find(179, 0), across.Find(-179, 0), across.Find(0, 0)));
    }

    [Fact]
    public void Features_of_arrays_are_parted_by_missing_values()
    {
        const double None = double.NaN;
        FeatureCollection two = FeatureCollection.Polygons([0, 1, 1, None, 3, 4, 4], [0, 0, 1, None, 0, 0, 1]);
        Assert.Equal(2, two.Count);
        Assert.Equal([0, 0, 1, 0, 1, 1, 0, 0], two[0].Parts[0]);
        Assert.Equal(2, FeatureCollection.Lines([0, 1, None, 2], [0, 1, None, 2]).Count);
        Assert.Equal(2, FeatureCollection.Points([0, None, 2], [0, 1, 2]).Count);
        GridPlotTests.Says(() => FeatureCollection.Points([0], []), "1 x and 0 y");
        GridPlotTests.Says(() => two.Plot(column: "n"), "'n'");
        GridPlotTests.Says(() => FeatureCollection.Points([], []).Plot(File("a.png")), "no features");
    }

    private static byte[] Shapes()
    {
        var bytes = new MemoryStream();
        byte[] header = new byte[100];
        BinaryPrimitives.WriteInt32BigEndian(header, 9994);
        bytes.Write(header);
        Record(5, [.. new byte[32], .. Ints(2, 8, 0, 4), .. Doubles(0, 0, 0, 8, 8, 8, 0, 0, 2, 2, 6, 2, 6, 6, 2, 2)]);
        Record(0, []);
        Record(11, [.. Doubles(3, 4, 100, 0)]);
        Record(23, [.. new byte[32], .. Ints(1, 2, 0), .. Doubles(0, 0, 9, 9, 7, 7)]);
        return bytes.ToArray();

        void Record(int type, byte[] content)
        {
            byte[] head = new byte[12];
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), (content.Length + 4) / 2);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), type);
            bytes.Write(head);
            bytes.Write(content);
        }
    }

    private static byte[] Table()
    {
        byte[] header = new byte[32 + 64 + 1];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), 4);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)header.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), 1 + 6 + 4);
        Field(32, "value", 'N', 6);
        Field(64, "name", 'C', 4);
        header[96] = 0x0D;
        string[] rows = ["   1.5ä  ", "     9a   ", "    -2b   ", "******    "];
        return [.. header, .. rows.SelectMany(r => Encoding.UTF8.GetBytes(" " + r))];

        void Field(int at, string name, char type, int length)
        {
            Encoding.ASCII.GetBytes(name).CopyTo(header, at);
            header[at + 11] = (byte)type;
            header[at + 16] = (byte)length;
        }
    }

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
