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
                if (dtype.GetString() == "float32" && HasFloat64Factors(decoding))
                {
                    // The xarray of the expected values decodes to float32; CF, and xarray from 2024.03 on, to float64.
                    Assert.Equal(DType.Float64, values.DType);
                    AssertNear(variable.Place, item.Value, decoding, values);
                    compared++;
                    continue;
                }
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

    private static bool HasFloat64Factors(CfDecoding decoding) =>
        decoding.Encoding.Any(a => a.Name is "scale_factor" or "add_offset" && a.Value is double or double[]);

    private static void AssertNear(string place, JsonElement item, CfDecoding decoding, NDArray values)
    {
        double[] expected =
        [
            .. ExpectedData
                .Words(item.GetProperty("decoded").GetString()!)
                .Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        double[] got = values.ToArray<double>();
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
        {
            double allowed = 1e-6 * (Math.Abs(decoding.Offset ?? 0) + Math.Abs(expected[i]));
            Assert.True(
                double.IsNaN(expected[i]) ? double.IsNaN(got[i]) : Math.Abs(got[i] - expected[i]) <= allowed,
                $"{place}: xarray has {expected[i]}; gchunk {got[i]}"
            );
        }
    }

    [Fact]
    public void Unpacked_values_have_the_type_of_the_factors()
    {
        static DType Decoded(DType stored, object? scale, object? offset)
        {
            var attributes = new List<StoredAttribute> { new("_FillValue", new short[] { -1 }) };
            if (scale is not null)
                attributes.Add(new("scale_factor", scale));
            if (offset is not null)
                attributes.Add(new("add_offset", offset));
            return CfDecoding.For(new StoredAttributes(attributes), stored).Result;
        }

        // ERA5's factors of solar radiation.
        Assert.Equal(DType.Float64, Decoded(DType.Int16, new[] { 515.9061260450668 }, new[] { 16904180.046936978 }));
        Assert.Equal(DType.Float64, Decoded(DType.Int16, new[] { 0.01 }, null));
        Assert.Equal(DType.Float32, Decoded(DType.Int16, new[] { 0.01f }, null));
        Assert.Equal(DType.Float32, Decoded(DType.Int16, new[] { 0.01f }, new[] { 273.15f }));
        // The spacing of float32 at 1e6 is 1/16.
        Assert.Equal(DType.Float64, Decoded(DType.Int16, new[] { 0.01f }, new[] { 1e6f }));
        Assert.Equal(DType.Float64, Decoded(DType.Int32, new[] { 0.01f }, new[] { 273.15f }));
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
