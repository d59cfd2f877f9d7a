using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Engine.Storage.Zarr;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>Zarr stores that xarray wrote, against the values that it reads.</summary>
public class XarrayStoreTests
{
    [Fact]
    public void What_xarray_wrote_reads_the_same()
    {
        Dataset ds = OpenZarr(ZarrData.Zip("xarray"));
        foreach (JsonProperty expected in ZarrData.Expected("xarray").EnumerateObject())
        {
            if (expected.Value.GetProperty("dtype").GetString() is "object" or "str64" or "str96")
                continue;
            DataArray array = ds[expected.Name];
            Assert.Equal(expected.Value.GetProperty("dims").EnumerateArray().Select(d => d.GetString()!), array.Dims);
            string[] values = ZarrData.Values(expected.Value);
            using NDArray read = array.Compute();
            // xarray's times are nanoseconds, NaT being the smallest number.
            if (expected.Value.GetProperty("dtype").GetString()!.StartsWith("datetime", StringComparison.Ordinal))
            {
                Assert.Equal(
                    values.Select(v =>
                        long.Parse(v, System.Globalization.CultureInfo.InvariantCulture) is var ns
                        && ns == long.MinValue
                            ? ns
                            : ns / 1000
                    ),
                    read.ToArray<long>()
                );
            }
            else if (
                expected.Value.GetProperty("dtype").GetString() == "float32"
                && array.Variable.Encoding is { ScaleFactor: not null } or { AddOffset: not null }
            )
            {
                // Factors in JSON are float64; the xarray of the expected values, older than 2024.03, gives float32.
                Assert.Equal(DType.Float64, read.DType);
                double[] got = read.ToArray<double>();
                Assert.Equal(values.Length, got.Length);
                for (int i = 0; i < got.Length; i++)
                {
                    double near = double.Parse(values[i], System.Globalization.CultureInfo.InvariantCulture);
                    if (double.IsNaN(near))
                        Assert.True(double.IsNaN(got[i]));
                    else
                        Assert.Equal(near, got[i], 1e-5 * Math.Max(1, Math.Abs(near)));
                }
            }
            else
            {
                Assert.Equal(expected.Value.GetProperty("dtype").GetString(), read.DType.Name);
                Assert.Equal(ZarrData.Normalize(values, read.DType), ExpectedData.Words(read));
            }
        }
        Assert.Equal("made", ds.Attrs.Text("title"));
        Assert.Equal("mm", ds["pr"].Attrs.Text("units"));
    }
}
