using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml.Onnx;

public sealed class OnnxModelTests
{
    private static string Network(string name) => Path.Combine(Checkout.Root, "tests", "data", "onnx", name);

    private static DataArray Field(params (string Dim, int Length)[] dims)
    {
        long[] shape = [.. dims.Select(d => (long)d.Length)];
        double[] values =
        [
            .. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => Math.Sin(i * 0.7) * 10),
        ];
        return new DataArray(
            FromArray(NDArray.From(values, new Shape(shape)))
                .Rechunk(new Shape([.. shape.Select(n => Math.Max(1, n / 2))]))
                .Expression,
            dims.Select(d => d.Dim)
        );
    }

    [Fact]
    public void Vectors_of_features_give_vectors_with_the_labels_of_the_field()
    {
        OnnxModel network = OnnxModel.Load(Network("linear.onnx"));
        Assert.Contains("x: float32 (any, 3)", network.ToString(), StringComparison.Ordinal);
        DataArray field = Field(("lat", 7), ("time", 3), ("lon", 30))
            .AssignCoords(
                "lat",
                new DataArray(NDArray.From([.. Enumerable.Range(0, 7).Select(i => 40.0 + i)]), ["lat"])
            );
        DataArray made = network.Apply(field, over: "time");
        Assert.Equal(["lat", "lon", "output"], made.Dims);
        Assert.Equal(46, made["lat"].Compute().GetDouble(6));
        NDArray x = field.Compute(),
            y = made.Compute();
        for (int lat = 0; lat < 7; lat++)
        {
            for (int lon = 0; lon < 30; lon++)
            {
                for (int j = 0; j < 2; j++)
                {
                    double expected = j;
                    for (int i = 0; i < 3; i++)
                        expected += (float)x.GetDouble(lat, i, lon) * (i - j);
                    Assert.Equal(expected, y.GetDouble(lat, lon, j), 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Batches_of_a_fixed_size_are_filled_up_and_outputs_are_chosen_by_name()
    {
        OnnxModel network = OnnxModel.Load(Network("sum4.onnx"));
        DataArray field = Field(("z", 11), ("f", 3));
        double[] x = field.Compute().ToArray<double>();
        double[] totals = network.Apply(field, "f").Compute().ToArray<double>();
        for (int i = 0; i < 11; i++)
            Assert.Equal(x[3 * i] + x[3 * i + 1] + x[3 * i + 2], totals[i], 1e-12);
        DataArray wet = network.Apply(field, "f", output: "wet");
        Assert.Equal(DType.Bool, wet.DType);
        Assert.Equal(totals.Select(t => t > 10), wet.Compute().ToArray<bool>());
    }

    [Fact]
    public void Samples_with_missing_features_give_missing_values()
    {
        double[] values = [1, 2, 3, 4, double.NaN, 6, 7, 8, 9];
        DataArray field = new(NDArray.From(values, (3, 3)), ["z", "f"]);
        double[] totals = OnnxModel.Load(Network("sum4.onnx")).Apply(field, "f").Compute().ToArray<double>();
        Assert.Equal([6, double.NaN, 24], totals);
    }

    // The mean of 3 x 3 cells; cells beyond the edges are those at the edges.
    private static double Mean(NDArray map, long t, long y, long x)
    {
        double sum = 0;
        for (long dy = -1; dy <= 1; dy++)
        {
            for (long dx = -1; dx <= 1; dx++)
            {
                sum += (float)
                    map.GetDouble(t, Math.Clamp(y + dy, 0, map.Shape[1] - 1), Math.Clamp(x + dx, 0, map.Shape[2] - 1));
            }
        }
        return sum / 9;
    }

    [Theory]
    [InlineData("mean3.onnx", null, 7)]
    [InlineData("mean3.onnx", null, 100)]
    [InlineData("mean3_8x8.onnx", "channel", null)]
    public void Tiles_with_an_overlap_give_the_same_map_as_one_without_seams(string name, string? channels, int? tile)
    {
        OnnxModel network = OnnxModel.Load(Network(name));
        DataArray field = Field(("time", 3), ("lat", 19), ("lon", 23));
        NDArray map = field.Compute();
        DataArray given = channels is null
            ? field
            : Concat([field, field * 2], "channel").Transpose("time", "lat", "channel", "lon");
        DataArray made = network.Apply(given, ["lat", "lon"], tile: tile, overlap: 1, channels: channels);
        Assert.Equal(channels is null ? ["time", "lat", "lon"] : ["time", "output", "lat", "lon"], made.Dims);
        NDArray values = (channels is null ? made : made.Isel("output", 1) / 2).Compute();
        for (long t = 0; t < 3; t++)
        {
            for (long y = 0; y < 19; y++)
            {
                for (long x = 0; x < 23; x++)
                    Assert.Equal(Mean(map, t, y, x), values.GetDouble(t, y, x), 1e-4);
            }
        }
    }

    [Fact]
    public void Whole_maps_keep_their_dimensions_and_missing_cells_of_tiles_stay_missing()
    {
        OnnxModel network = OnnxModel.Load(Network("mean3.onnx"));
        DataArray field = Field(("time", 2), ("lat", 6), ("lon", 5));
        Assert.Equal(["time", "lat", "lon"], network.Apply(field, ["lat", "lon"]).Dims);
        DataArray holes = field.Where(field < 9);
        NDArray made = network.Apply(holes, ["lat", "lon"], tile: 4, overlap: 1, fill: 0).Compute(),
            given = holes.Compute();
        for (int i = 0; i < 60; i++)
            Assert.Equal(double.IsNaN(given.Span<double>()[i]), float.IsNaN(made.Span<float>()[i]));
    }

    [Fact]
    public void What_does_not_fit_is_named_before_anything_is_read()
    {
        OnnxModel linear = OnnxModel.Load(Network("linear.onnx")),
            mean = OnnxModel.Load(Network("mean3_8x8.onnx"));
        DataArray field = Field(("lat", 9), ("lon", 9), ("time", 4));
        Says("takes x: float32 (any, 3)", () => linear.Apply(field, "time"));
        Says("no dimension 'tim'", () => linear.Apply(field, "tim"));
        Says("no output 'z'", () => linear.Apply(field, "time", output: "z"));
        Says("use tile: 4", () => mean.Apply(field, ["lat", "lon"], tile: 5, overlap: 2, channels: "time"));
        Says("is all overlap", () => mean.Apply(field, ["lat", "lon"], overlap: 4, channels: "time"));
        Says("channels", () => mean.Apply(field.Isel("time", 0), ["lat", "lon"], overlap: 1));
        Says("takes x: float32 (any, 3); z: float32", () => OnnxModel.Load(Network("two.onnx")));
    }

    [Fact]
    public void A_small_file_that_makes_a_huge_tensor_is_an_error() =>
        Says(
            "Failed to allocate memory",
            () => OnnxModel.Load(Network("huge.onnx")).Apply(Field(("z", 4), ("f", 3)), "f")
        );

    [Fact]
    public void Weights_in_other_files_are_refused() =>
        Says("its weights are in other files", () => OnnxModel.Load(Network("external.onnx")));

    [Fact]
    public void Damaged_copies_give_an_error_or_a_network()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "n.onnx");
        Says("cannot be read from", () => OnnxModel.Load(path));
        File.WriteAllText(path, "not a network");
        Says("is not a model in the ONNX format", () => OnnxModel.Load(path));
        var random = new Random(2);
        byte[] good = File.ReadAllBytes(Network("mean3_8x8.onnx"));
        for (int i = 0; i < 150; i++)
        {
            byte[] copy = i % 3 == 0 ? good[..random.Next(1, good.Length)] : [.. good];
            for (int k = 0; k <= i % 3; k++)
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, copy);
            try
            {
                OnnxModel.Load(path).Apply(Field(("c", 2), ("lat", 8), ("lon", 8)), ["lat", "lon"], channels: "c");
            }
            catch (GchunkException) { }
        }
    }

    private static void Says(string expected, Action action) =>
        Assert.Contains(expected, Assert.Throws<GchunkException>(action).Message, StringComparison.Ordinal);
}
