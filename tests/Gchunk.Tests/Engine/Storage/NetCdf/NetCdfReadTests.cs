using System.Text.Json;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.NetCdf;

public class NetCdfReadTests
{
    public static TheoryData<string, string?> Files()
    {
        var data = new TheoryData<string, string?>();
        foreach ((string file, string? group, _) in ExpectedData.Files())
            data.Add(Path.GetFileName(file), group);
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Reads_every_variable_as_the_netcdf_library_does(string file, string? group)
    {
        StoredDataset dataset = NetCdfFile.Open(TestData.NetCdf(file), group);
        JsonElement expected = ExpectedData.Variables(group is null ? file : file + "//" + group);
        Assert.Equal(expected.EnumerateObject().Select(v => v.Name), dataset.Variables.Select(v => v.Name));
        foreach (JsonProperty item in expected.EnumerateObject())
        {
            StoredVariable variable = dataset[item.Name];
            Assert.Equal(item.Value.GetProperty("dims").GetString(), string.Join(" ", variable.Dimensions));
            Assert.Equal(ExpectedData.Longs(item.Value.GetProperty("shape")), variable.Shape.ToArray());
            if (item.Value.TryGetProperty("unreadable", out _))
            {
                Assert.Null(variable.Array);
                Assert.Contains("arrays cannot hold", variable.Unreadable, StringComparison.Ordinal);
                continue;
            }
            if (item.Value.TryGetProperty("strings", out JsonElement strings))
            {
                Assert.True(variable.IsText);
                Assert.Equal(strings.EnumerateArray().Select(s => s.GetString()), variable.ReadStrings());
                continue;
            }
            Assert.Equal(item.Value.GetProperty("dtype").GetString(), variable.Array!.DType.Name);
            long[] step = ExpectedData.Longs(item.Value.GetProperty("step"));
            long[] count = [.. step.Select((s, axis) => (variable.Shape[axis] + s - 1) / s)];
            string[] values = ExpectedData.Read(variable.Array, new Region(new long[step.Length], count, step));
            string[] words = ExpectedData.Words(item.Value.GetProperty("values").GetString()!);
            Assert.True(
                ExpectedData.Normalize(words, variable.Array.DType).SequenceEqual(values),
                $"{item.Name}: expected {string.Join(" ", words)}; read {string.Join(" ", values)}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Regions_with_steps_read_the_same_values_as_the_whole_array(string file, string? group)
    {
        var random = new Random(7);
        foreach (
            StoredVariable variable in NetCdfFile
                .Open(TestData.NetCdf(file), group)
                .Variables.Where(v => v.Array is not null && v.Shape is { Rank: > 0, Size: > 0 })
        )
        {
            Shape shape = variable.Shape;
            long[] strides = shape.Strides();
            using NDArray whole = Read(
                variable.Array!,
                new Region(new long[shape.Rank], shape.ToArray(), [.. Enumerable.Repeat(1L, shape.Rank)])
            );
            using NDArray wholeAsDouble = whole.AsType(DType.Float64);
            for (int trial = 0; trial < 12; trial++)
            {
                Region region = RandomRegion(shape, random);
                using NDArray part = Read(variable.Array!, region);
                using NDArray partAsDouble = part.AsType(DType.Float64);
                var got = partAsDouble.Span<double>();
                for (int i = 0; i < got.Length; i++)
                {
                    long at = 0,
                        rest = i;
                    for (int axis = shape.Rank - 1; axis >= 0; axis--)
                    {
                        at += (region.Start[axis] + rest % region.Count[axis] * region.Step[axis]) * strides[axis];
                        rest /= region.Count[axis];
                    }
                    Assert.True(
                        got[i].Equals(wholeAsDouble.Span<double>()[(int)at]),
                        $"{variable.Place}, element {i} of start ({string.Join(",", region.Start)}) count ({string.Join(",", region.Count)}) step ({string.Join(",", region.Step)})"
                    );
                }
            }
        }
    }

    [Fact]
    public void Reads_attributes_with_their_types()
    {
        StoredAttributes a = NetCdfFile.Open(TestData.NetCdf("made_text.nc")).Attributes;
        Assert.Equal("grün 雨", a.Text("title"));
        Assert.Equal("a", a["one_string"]);
        Assert.Equal(["a", "bc", "ü"], Assert.IsType<string[]>(a["strings"]));
        Assert.Equal([1, -2], Assert.IsType<sbyte[]>(a["bytes"]));
        Assert.Equal([ulong.MaxValue], Assert.IsType<ulong[]>(a["unsigned"]));
        Assert.Equal([1L << 62], Assert.IsType<long[]>(a["long"]));
        Assert.Equal([0.1f], Assert.IsType<float[]>(a["single"]));
        Assert.Equal([0.1, double.NaN], Assert.IsType<double[]>(a["double"]));
        Assert.Equal([1.0, -2.0], a.Numbers("bytes")!);
        Assert.Null(a.Numbers("title"));
    }

    [Fact]
    public void Lists_the_dimensions_and_whether_they_are_unlimited()
    {
        StoredDataset dataset = NetCdfFile.Open(TestData.NetCdf("made_kinds.nc"));
        Assert.Equal(
            [new("t", 5, true), new("y", 7, false), new("x", 9, false), new("none", 0, true)],
            dataset.Dimensions
        );
        Assert.Equal(["model"], NetCdfFile.Open(TestData.NetCdf("made_text.nc")).Groups);
        Assert.Equal(
            [new("z", 2, false), new("n", 3, false)],
            NetCdfFile.Open(TestData.NetCdf("made_text.nc"), "model/output").Dimensions
        );
    }

    [Fact]
    public void The_error_for_a_wrong_name_suggests_the_nearest()
    {
        string path = TestData.NetCdf("made_text.nc");
        Assert.Contains(
            "did you mean 'model/output'?",
            Assert.Throws<GchunkException>(() => NetCdfFile.Open(path, "model/outputs")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "did you mean 'chars'?",
            Assert.Throws<GchunkException>(() => NetCdfFile.Open(path)["char"]).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "holds no text but float32",
            Assert.Throws<GchunkException>(() => NetCdfFile.Open(path, "model/output")["w"].ReadStrings()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Knows_the_shape_of_stored_chunks()
    {
        StoredDataset dataset = NetCdfFile.Open(TestData.NetCdf("made_kinds.nc"));
        Assert.Equal([3, 4], dataset["f4_little_deflate"].Array!.StoredChunk!);
        Assert.Null(dataset["f4_little_plain"].Array!.StoredChunk);
    }

    private static unsafe NDArray Read(IStoredArray array, Region region)
    {
        NDArray block = NDArray.Allocate(region.Shape, array.DType);
        array.Read(region, block.Pointer, CancellationToken.None);
        return block;
    }

    private static Region RandomRegion(Shape shape, Random random)
    {
        var region = new Region(new long[shape.Rank], new long[shape.Rank], new long[shape.Rank]);
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            region.Start[axis] = random.NextInt64(shape[axis]);
            region.Step[axis] = random.Next(3) == 0 ? random.NextInt64(1, 5) : 1;
            long most = (shape[axis] - 1 - region.Start[axis]) / region.Step[axis] + 1;
            region.Count[axis] = random.Next(2) == 0 ? most : random.NextInt64(1, most + 1);
        }
        return region;
    }
}
