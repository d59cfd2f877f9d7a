using System.Text.Json;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.NetCdf;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Cf;

public class CfDecodingTests
{
    [Fact]
    public unsafe void Decodes_as_xarray_does()
    {
        int compared = 0;
        foreach ((string file, string? group, JsonElement variables) in ExpectedData.Files())
        {
            StoredDataset dataset = NetCdfFile.Open(file, group);
            foreach (JsonProperty item in variables.EnumerateObject())
            {
                if (!item.Value.TryGetProperty("decoded_dtype", out JsonElement dtype))
                    continue;
                StoredVariable variable = dataset[item.Name];
                CfDecoding decoding = CfDecoding.For(variable.Attributes, variable.Array!.DType);
                long[] step = ExpectedData.Longs(item.Value.GetProperty("step"));
                var region = new Region(
                    new long[step.Length],
                    [.. step.Select((s, axis) => (variable.Shape[axis] + s - 1) / s)],
                    step
                );
                using NDArray stored = NDArray.Allocate(region.Shape, variable.Array.DType);
                variable.Array.Read(region, stored.Pointer, CancellationToken.None);
                using NDArray values = decoding.Decode(stored);
                Assert.True(
                    dtype.GetString() == values.DType.Name,
                    $"{variable.Place}: {values.DType.Name}, xarray has {dtype}"
                );
                Assert.Equal(decoding.Result, values.DType);
                JsonElement words = item.Value.TryGetProperty("decoded", out JsonElement decoded)
                    ? decoded
                    : item.Value.GetProperty("values");
                string[] expected = ExpectedData.Normalize(ExpectedData.Words(words.GetString()!), values.DType),
                    got = ExpectedData.Words(values);
                Assert.True(
                    expected.SequenceEqual(got),
                    $"{variable.Place}: xarray has {string.Join(" ", expected)}; gchunk {string.Join(" ", got)}"
                );
                compared++;
            }
        }
        Assert.True(compared > 150);
    }

    [Fact]
    public void Splits_the_attributes_into_the_encoding_and_the_others()
    {
        var attributes = new StoredAttributes([
            new("_FillValue", new short[] { -1 }),
            new("units", "days since 2000-01-01"),
            new("scale_factor", new[] { 0.5 }),
            new("calendar", "noleap"),
        ]);
        CfDecoding decoding = CfDecoding.For(attributes, DType.Int16);
        Assert.Equal(["units", "calendar"], decoding.Attributes.Names);
        Assert.Equal(["_FillValue", "scale_factor"], decoding.Encoding.Names);
        Assert.Equal(("days since 2000-01-01", "noleap"), (decoding.TimeUnits, decoding.Calendar));
        Assert.False(decoding.IsIdentity);
        Assert.True(CfDecoding.For(StoredAttributes.Empty, DType.Int16).IsIdentity);
        Assert.True(
            CfDecoding.For(new StoredAttributes([new("_FillValue", new[] { double.NaN })]), DType.Float64).IsIdentity
        );
    }

    [Fact]
    public void The_error_for_a_scale_factor_that_is_not_one_number_says_so()
    {
        var attributes = new StoredAttributes([new("scale_factor", new[] { 1.0, 2.0 })]);
        Assert.Contains(
            "'scale_factor' must be one number, not 2 numbers",
            Assert.Throws<GchunkException>(() => CfDecoding.For(attributes, DType.Int16)).Message,
            StringComparison.Ordinal
        );
    }
}
