using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.GeoTiff;

/// <summary>GeoTIFF files against rasterio's values, from tests/data/make_geotiff.py.</summary>
public class GeoTiffTests
{
    private static string Folder => Path.Combine(TestData.Folder, "geotiff");

    private static string File(string name) => Path.Combine(Folder, $"{name}.tif");

    public static TheoryData<string> Expected => new(System.IO.File.ReadAllLines(Path.Combine(Folder, "expected.tsv")));

    [Theory]
    [MemberData(nameof(Expected))]
    public void The_pixels_are_those_of_rasterio(string line)
    {
        string[] fields = line.Split('\t');
        double[] numbers = [.. fields.Skip(1).Select(f => double.Parse(f, CultureInfo.InvariantCulture))];
        Dataset ds = OpenDataset(File(fields[0]));
        DataArray band = ds["band_data"];
        Assert.Equal(["band", "y", "x"], band.Dims);
        Assert.Equal([(long)numbers[0], (long)numbers[1], (long)numbers[2]], band.Compute().Shape.ToArray());
        double[] values = band.AsType(DType.Float64).Compute().ToArray<double>();
        Assert.Equal(numbers[3], values.Count(double.IsNaN));
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += double.IsNaN(values[i]) ? 0 : values[i] * Math.Cos(i);
        // Packed values are float32 where they fit, so their sum is near.
        Assert.Equal(numbers[4], sum, 1e-4 * Math.Max(1, Math.Abs(numbers[4])) / 10);
        if (fields[0] == "rotated")
        {
            Assert.DoesNotContain(ds.Coords, c => c.Name == "x");
            return;
        }

        Assert.Equal(numbers[5], ds["x"].Isel("x", 0).Scalar());
        Assert.Equal(numbers[6], ds["y"].Isel("y", 0).Scalar());
        // A part across chunks, with steps.
        double[] part = band.Isel(("band", "::-1"), ("y", "3:30:7"), ("x", "40:2:-5"))
            .AsType(DType.Float64)
            .Compute()
            .ToArray<double>();
        int at = 0;
        for (long b = (long)numbers[0] - 1; b >= 0; b--)
        {
            for (int y = 3; y < 30; y += 7)
            {
                for (int x = 40; x > 2; x -= 5)
                    Assert.Equal(values[(b * 37 + y) * 45 + x], part[at++]);
            }
        }
    }

    [Fact]
    public void The_reference_system_is_a_grid_mapping()
    {
        DataArray utm = OpenDataset(File("strips"))["band_data"];
        Assert.Equal(
            "spatial_ref",
            OpenDataset(File("strips"), decodeCoords: false)["band_data"].Attrs["grid_mapping"]
        );
        Attributes mapping = utm["spatial_ref"].Attrs;
        Assert.Equal("EPSG:32632", mapping["epsg_code"]);
        Assert.Equal("transverse_mercator", mapping["grid_mapping_name"]);
        Assert.Equal(9.0, mapping["longitude_of_central_meridian"]);
        Assert.Equal("500000 30 0 5200000 0 -30", mapping["GeoTransform"]);
        Assert.Equal("projection_x_coordinate", utm["x"].Attrs["standard_name"]);
        Assert.Equal("latitude", OpenDataset(File("packed"))["y"].Attrs["standard_name"]);
        Assert.Equal("skin temperature", OpenDataset(File("packed"))["band_data"].Attrs["long_name"]);
        Assert.Equal("K", OpenDataset(File("packed"))["band_data"].Attrs["units"]);
        Assert.Equal("polar_stereographic", OpenDataset(File("double_big"))["spatial_ref"].Attrs["grid_mapping_name"]);
    }

    [Fact]
    public void The_image_of_full_size_is_read_where_there_are_overviews()
    {
        byte[] pixels = OpenDataset(File("overviews"))["band_data"].Compute().ToArray<byte>();
        Assert.Equal([.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 251))], pixels);
    }

    [Fact]
    public void Several_files_are_opened_as_one()
    {
        Dataset both = OpenMfDataset(
            [File("strips"), File("sparse")],
            new OpenOptions { Combine = Combine.Nested, ConcatDim = "time" }
        );
        Assert.Equal("time: 2, band: 1, y: 37, x: 45", both["band_data"].Sizes.ToString());
    }

    [Fact]
    public void A_compression_that_is_not_supported_is_named()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = System.IO.File.ReadAllBytes(File("strips"));
        // The entry of tag 259, SHORT, one value.
        int at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[3, 1, 3, 0, 1, 0, 0, 0]);
        bytes[at + 8] = 7;
        string path = Path.Combine(folder.Path, "jpeg.tif");
        System.IO.File.WriteAllBytes(path, bytes);
        Assert.Contains(
            "its compression is JPEG, which is not supported; convert the file with: gdal_translate",
            Assert.Throws<GchunkException>(() => OpenDataset(path)["band_data"]).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Damaged_files_are_errors_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "damaged.tif");
        int cases = int.Parse(
            Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "12",
            CultureInfo.InvariantCulture
        );
        var random = new Random(11);
        foreach (string file in Directory.GetFiles(Folder, "*.tif"))
        {
            byte[] whole = System.IO.File.ReadAllBytes(file);
            for (int i = 0; i < cases; i++)
            {
                System.IO.File.WriteAllBytes(path, Mutated(whole, random));
                try
                {
                    Dataset ds = OpenDataset(path);
                    if (ds["band_data"].Expression.NBytes < 1 << 24)
                        _ = ds["band_data"].Compute();
                }
                catch (GchunkException) { }
            }
        }

        static byte[] Mutated(byte[] whole, Random random)
        {
            var bytes = (byte[])whole.Clone();
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                int at = random.Next(4) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(400, bytes.Length));
                bytes[at] = (byte)random.Next(256);
            }
            return random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
        }
    }
}
