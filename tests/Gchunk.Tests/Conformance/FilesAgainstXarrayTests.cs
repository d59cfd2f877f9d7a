using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Conformance;

/// <summary>
/// Whole files compared with what xarray reads from them: dimensions, dtypes, attributes, and every value; see
/// make_files.py.
/// </summary>
public class FilesAgainstXarrayTests
{
    private static readonly Lazy<JsonDocument> Expected = new(() =>
        JsonDocument.Parse(
            File.ReadAllBytes(
                Environment.GetEnvironmentVariable("GCHUNK_FILES_JSON") ?? Path.Combine(TestData.Folder, "files.json")
            )
        )
    );

    public static TheoryData<string> Files() => [.. Expected.Value.RootElement.EnumerateObject().Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_read_as_xarray_reads_it(string file)
    {
        JsonElement expected = Expected.Value.RootElement.GetProperty(file);
        string[] parts = file.Split("//");
        Dataset dataset = Prelude.OpenDataset(
            Path.Combine(TestData.Folder, expected.GetProperty("folder").GetString()!, parts[0]),
            group: parts.Length > 1 ? parts[1] : null
        );
        var wrong = new List<string>();
        JsonElement variables = expected.GetProperty("variables");
        foreach (JsonProperty variable in variables.EnumerateObject())
        {
            if (variable.Value.TryGetProperty("error", out _))
            {
                if (!dataset.ToString().Contains($"{variable.Name}: its type is", StringComparison.Ordinal))
                    wrong.Add($"{variable.Name} is not listed with why it cannot be read");
            }
            else if (!dataset.Contains(variable.Name))
            {
                wrong.Add($"there is no {variable.Name}");
            }
            else
            {
                Compare(dataset, variable.Name, variable.Value, wrong);
            }
        }
        foreach (string name in dataset.Names.Concat(dataset.Coords.Names))
        {
            if (!variables.TryGetProperty(name, out _))
                wrong.Add($"xarray has no {name}");
        }

        foreach (JsonProperty dim in expected.GetProperty("dims").EnumerateObject())
        {
            if (!dataset.Sizes.Contains(dim.Name) || dataset.Sizes[dim.Name] != dim.Value.GetInt64())
                wrong.Add($"dimension {dim.Name}: {dim.Value}");
        }

        CompareAttributes("", dataset.Attrs, expected.GetProperty("attrs"), wrong);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void Compare(Dataset dataset, string name, JsonElement expected, List<string> wrong)
    {
        DataArray array = dataset[name];
        string dims = string.Join(" ", array.Dims),
            type = array.IsText ? "text"
            : array.Calendar is not null ? "time"
            : array.DType.Name;
        string expectedDims = string.Join(
                " ",
                expected.GetProperty("dims").EnumerateArray().Select(d => d.GetString())
            ),
            expectedType = expected.GetProperty("dtype").GetString()!;
        if (dims != expectedDims)
            wrong.Add($"{name}: ({dims}), in xarray ({expectedDims})");
        if (type != expectedType)
            wrong.Add($"{name}: {type}, in xarray {expectedType}");
        if (expected.GetProperty("coord").GetBoolean() != (dataset.Coords.Find(name) is not null))
            wrong.Add($"{name}: a coordinate on one side only");
        CompareAttributes(name, array.Attrs, expected.GetProperty("attrs"), wrong);
        if (Hash(array) != expected.GetProperty("sha256").GetString())
        {
            wrong.Add(
                $"{name}: values differ; the first is {(array.IsText ? array.Texts().ToArray().FirstOrDefault() : array.Compute().ToArray<double>().FirstOrDefault())}, in xarray {(expected.TryGetProperty("first", out JsonElement first) ? first : "")}"
            );
        }
    }

    private static string Hash(DataArray array)
    {
        if (array.IsText)
            return Hash(Encoding.UTF8.GetBytes(string.Concat(array.Texts().ToArray().Select(t => t + "\0"))));
        using NDArray values = array.Compute();
        if (!array.DType.IsFloat)
            return Hash(array.DType == DType.UInt64 ? Bytes(values.ToArray<ulong>()) : Bytes(values.ToArray<long>()));
        return Hash(
            Bytes(
                Array.ConvertAll(
                    values.ToArray<double>(),
                    v => double.IsNaN(v) ? 0x7FF8000000000000 : BitConverter.DoubleToInt64Bits(v)
                )
            )
        );
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void CompareAttributes(string name, Attributes attrs, JsonElement expected, List<string> wrong)
    {
        foreach (JsonProperty attribute in expected.EnumerateObject())
        {
            string theirs =
                attribute.Value.ValueKind == JsonValueKind.String
                    ? attribute.Value.GetString()!
                    : string.Join("|", attribute.Value.EnumerateArray().Select(v => v.GetString()));
            string ours = attrs.TryGetValue(attribute.Name, out object? value) ? Text(value) : "nothing";
            if (
                ours != theirs
                && !(Number(ours) is { } a && Number(theirs) is { } b && a.Equals(b))
                && !SameNumbers(ours, theirs)
            )
            {
                wrong.Add($"{name}@{attribute.Name}: '{ours}', in xarray '{theirs}'");
            }
        }
        foreach (string own in attrs.Keys)
        {
            if (!expected.TryGetProperty(own, out _))
                wrong.Add($"{name}@{own}: not in xarray");
        }
    }

    private static bool SameNumbers(string a, string b)
    {
        string[] x = a.Split('|'),
            y = b.Split('|');
        return x.Length == y.Length
            && x.Zip(y)
                .All(p =>
                    p.First == p.Second || (Number(p.First) is { } m && Number(p.Second) is { } n && m.Equals(n))
                );
    }

    private static double? Number(string text) =>
        text == "nan" ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
        : null;

    private static string Text(object value) =>
        value switch
        {
            string text => text,
            float number => ((double)number).ToString("R", CultureInfo.InvariantCulture),
            Array array => string.Join("|", array.Cast<object>().Select(Text)),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
}
