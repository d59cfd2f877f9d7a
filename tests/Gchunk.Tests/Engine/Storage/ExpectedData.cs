using System.Globalization;
using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Tests.Engine.Storage;

/// <summary>The values that netCDF4 and xarray read from the files in tests/data/netcdf.</summary>
internal static class ExpectedData
{
    private static readonly Lazy<JsonDocument> Document = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(TestData.NetCdf("expected.json")))
    );

    public static IEnumerable<(string File, string? Group, JsonElement Variables)> Files()
    {
        foreach (JsonProperty file in Document.Value.RootElement.EnumerateObject())
        {
            string[] parts = file.Name.Split("//");
            yield return (TestData.NetCdf(parts[0]), parts.Length > 1 ? parts[1] : null, file.Value);
        }
    }

    public static JsonElement Variables(string file) => Document.Value.RootElement.GetProperty(file);

    public static long[] Longs(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt64())];

    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Reads a region and returns its values as text: integers as Python prints them, floats in round-trip form.
    /// </summary>
    public static unsafe string[] Read(IStoredArray array, Region region)
    {
        using NDArray block = NDArray.Allocate(region.Shape, array.DType);
        array.Read(region, block.Pointer, CancellationToken.None);
        return Words(block);
    }

    public static string[] Words(NDArray block) =>
        block.DType switch
        {
            DType.Int64 => [.. block.ToArray<long>().Select(v => v.ToString(CultureInfo.InvariantCulture))],
            DType.Complex64 or DType.Complex128 =>
            [
                .. block
                    .AsType(DType.Complex128)
                    .ToArray<System.Numerics.Complex>()
                    .Select(v => NDArray.Scalar(v).ToString()),
            ],
            DType.UInt64 => [.. block.ToArray<ulong>().Select(v => v.ToString(CultureInfo.InvariantCulture))],
            _ => [.. block.ToArray<double>().Select(v => v.ToString("R", CultureInfo.InvariantCulture))],
        };

    /// <summary>Converts expected values to the form of <see cref="Read"/>.</summary>
    public static string[] Normalize(string[] words, DType dtype) =>
        dtype is DType.Int64 or DType.UInt64
            ? words
            :
            [
                .. words.Select(w =>
                    w switch
                    {
                        "nan" => "NaN",
                        "True" => "1",
                        "False" => "0",
                        _ => double.Parse(w, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
                    }
                ),
            ];
}
