using System.Globalization;
using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>
/// Packed variables, times and bounds of every kind: what is read, and what is written again, beside xarray; see
/// tests/data/make_packing.py, whose table says where xarray is not followed, and why.
/// </summary>
public sealed class PackingAgainstXarrayTests
{
    private static readonly Lazy<JsonElement> Expected = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(PathOf("expected.json"))).RootElement
    );

    // What is written otherwise than by xarray, by variable and attribute, and why.
    private static readonly Dictionary<string, (string Ours, string Why)> Differences = new()
    {
        ["u1_signed_f4 _Unsigned"] = ("false", "without it, the stored 255 would be read as 127.5 instead of -0.5"),
        ["coarse_f4 values"] = ("-32766 -32765 0 -32767", "xarray packs in float32, in which two values are one"),
        ["float_float64_factors values"] = ("1 -9 2.5", "xarray packs in float32: 0.9999990463256836 for a stored 1"),
        ["missing_beyond missing_value"] = ("nothing", "no int16 is 1e20; xarray writes 0, which then marks zeros"),
        ["missing_beyond again"] = ("int16", "so nothing is missing, and integers are read"),
        ["missing_unsigned_of_int16 missing_value"] = ("nothing", "xarray writes -1, which marks no uint8"),
        ["missing_unsigned_of_int16 _FillValue"] = ("SByte -1", "the int8 whose bits are 255"),
        ["hours_i4 units"] = ("hours since 1900-01-01 00:00:0.0", "the file's own spelling survives"),
        ["seconds_i8 units"] = ("seconds since 1970-01-01T00:00:00Z", "the file's own spelling survives"),
        ["no_calendar units"] = ("minutes since 2010-05-05 12:00", "the file's own spelling survives"),
        ["no_calendar calendar"] = ("standard", "no calendar means the standard one (CF 4.4.1)"),
        ["time_c _FillValue"] = ("nothing", "labels of a dimension are never missing (CF 2.5.1)"),
    };

    // What is written of variables that xarray does not write.
    private static readonly Dictionary<string, string> Own = new()
    {
        ["missing_different"] = "int16 1 -9 -9; _FillValue Int16 -9; missing_value Int16 -8; scale_factor Single 0.5",
        ["missing_several"] = "int16 1 -9 -9 -7; _FillValue Int16 -9; scale_factor Single 0.5",
    };

    private static string PathOf(string name) => Path.Combine(TestData.Folder, "packing", name);

    [Fact]
    public void Packed_variables_are_read_and_written_as_by_xarray()
    {
        using var folder = new TemporaryFolder();
        var wrong = new List<string>();
        var met = new HashSet<string>();
        foreach (string file in (string[])["packing.nc", "classic.nc"])
        {
            Dataset ds = OpenDataset(PathOf(file));
            string copy = Path.Combine(folder.Path, file);
            ds.ToNetCdf(copy);
            Dataset again = OpenDataset(copy),
                raw = OpenDataset(copy, decodeCf: false);
            foreach (JsonProperty row in Expected.Value.EnumerateObject())
            {
                bool isHere = row.Value.TryGetProperty("file", out JsonElement other)
                    ? other.GetString() == file
                    : file == "packing.nc";
                if (!isHere)
                    continue;
                Compare(row.Name, "read", ds[row.Name], row.Value, met, wrong);
                Compare(row.Name, "again", again[row.Name], row.Value, met, wrong);
                if (row.Value.TryGetProperty("written", out JsonElement written))
                    CompareStored(row.Name, raw[row.Name], written, met, wrong);
                else if (Stored(raw[row.Name]) is var stored && stored != Own.GetValueOrDefault(row.Name))
                    wrong.Add($"{row.Name} written: {stored}");
            }
        }
        wrong.AddRange(Differences.Keys.Except(met).Select(key => $"{key}: no difference any more"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Stored(DataArray array) =>
        $"{array.DType.Name} {Text(array.Compute().ToArray<double>())}; {string.Join("; ", array.Attrs.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key} {Described(a.Value)}"))}";

    private static void Check(string what, string ours, string theirs, HashSet<string> met, List<string> wrong)
    {
        if (ours == theirs)
            return;
        if (Differences.TryGetValue(what, out var known) && known.Ours == ours)
            met.Add(what);
        else
            wrong.Add($"{what}: {ours}, not {theirs}");
    }

    private static void Compare(
        string name,
        string when,
        DataArray array,
        JsonElement row,
        HashSet<string> met,
        List<string> wrong
    )
    {
        string type = array.Calendar is null ? array.DType.Name : "time",
            values = array.Calendar is null
                ? Text(array.Compute().ToArray<double>())
                : string.Join(
                    " ",
                    array.Dt.Strftime("%Y-%m-%d %H:%M:%S").ToArray().Select(t => t is null or "" ? "NaT" : t)
                ),
            theirs = type == "time"
                ? string.Join(" ", row.GetProperty("values").EnumerateArray().Select(v => v.GetString() ?? "NaT"))
                : Text(Numbers(row.GetProperty("values")));
        Check($"{name} {when}", type, row.GetProperty("dtype").GetString()!, met, wrong);
        if (values != theirs)
            wrong.Add($"{name} {when}: {values}, not {theirs}");
    }

    private static void CompareStored(
        string name,
        DataArray array,
        JsonElement written,
        HashSet<string> met,
        List<string> wrong
    )
    {
        Compared("dtype", array.DType.Name, written.GetProperty("dtype").GetString()!);
        Compared("values", Text(array.Compute().ToArray<double>()), Text(Numbers(written.GetProperty("stored"))));
        JsonElement attributes = written.GetProperty("attrs");
        foreach (string attribute in array.Attrs.Keys.Union(attributes.EnumerateObject().Select(a => a.Name)))
        {
            string ours = array.Attrs.TryGetValue(attribute, out object? value) ? Described(value) : "nothing",
                theirs = attributes.TryGetProperty(attribute, out JsonElement expected)
                    ? Described(expected)
                    : "nothing";
            Compared(attribute, ours, theirs);
        }

        void Compared(string what, string ours, string theirs) => Check($"{name} {what}", ours, theirs, met, wrong);
    }

    private static string Described(object value)
    {
        if (value is string text)
            return text;
        Array numbers = value as Array ?? new[] { value };
        object first = numbers.GetValue(0)!;
        return $"{first.GetType().Name} {Text([.. numbers.Cast<object>().Select(n => Convert.ToDouble(n, CultureInfo.InvariantCulture))])}";
    }

    private static string Described(JsonElement value)
    {
        string type = value[0].GetString()!;
        if (type == "str")
            return value[1].GetString()!;
        string name = type switch
        {
            "float32" => "Single",
            "float64" => "Double",
            "int8" => "SByte",
            "uint8" => "Byte",
            _ when type.StartsWith("uint", StringComparison.Ordinal) => "UI" + type[2..],
            _ => char.ToUpperInvariant(type[0]) + type[1..],
        };
        return $"{name} {Text(Numbers(value[1]))}";
    }

    private static double[] Numbers(JsonElement values) =>
        [.. values.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];

    private static string Text(double[] values) =>
        string.Join(" ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
