using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>The stores in tests/data/zarr, and the values that zarr and xarray read from them.</summary>
internal static class ZarrData
{
    private static readonly Lazy<JsonDocument> Document = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestData.Folder, "zarr", "expected.json")))
    );

    public static string Zip(string name) => Path.Combine(TestData.Folder, "zarr", name + ".zip");

    public static void Unzip(string name, string folder) => ZipFile.ExtractToDirectory(Zip(name), folder);

    public static JsonElement Expected(string store) => Document.Value.RootElement.GetProperty(store);

    public static string[] Values(JsonElement variable) =>
        [.. variable.GetProperty("values").EnumerateArray().Select(v => v.GetString()!)];

    public static long[] Shape(JsonElement variable) => ExpectedData.Longs(variable.GetProperty("shape"));

    /// <summary>
    /// Converts values as Python prints them to the form of <see cref="ExpectedData.Words(NDArray)"/>.
    /// </summary>
    public static string[] Normalize(string[] words, DType dtype) =>
        ExpectedData.Normalize(
            [
                .. words.Select(w =>
                    w switch
                    {
                        "inf" => "Infinity",
                        "-inf" => "-Infinity",
                        _ => w,
                    }
                ),
            ],
            dtype
        );

    public static Region Whole(IStoredArray array) =>
        new(new long[array.Shape.Rank], array.Shape.ToArray(), [.. Enumerable.Repeat(1L, array.Shape.Rank)]);

    public static string[] ReadAll(StoredVariable variable) =>
        variable.IsText ? variable.ReadStrings() : ExpectedData.Read(variable.Array!, Whole(variable.Array!));

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
