using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Tables;

/// <summary>
/// What a Parquet file says of its table besides the columns: the index, in pandas' form too, and units, calendars and
/// durations, in gchunk's own.
/// </summary>
internal static class ParquetNotes
{
    public const string PandasKey = "pandas",
        OwnKey = "gchunk";

    private const int MostCharacters = 1 << 22;

    /// <summary>Writes the notes of a table.</summary>
    public static Dictionary<string, string> Of(Table table)
    {
        var pandas = new JsonObject
        {
            ["index_columns"] = Names(table.Index),
            ["column_indexes"] = new JsonArray(),
            ["columns"] = new JsonArray([
                .. table.Columns.Select(c => new JsonObject
                {
                    ["name"] = c.Name,
                    ["field_name"] = c.Name,
                    ["pandas_type"] = PandasType(c),
                    ["numpy_type"] = NumPyType(c),
                    ["metadata"] = null,
                }),
            ]),
            ["creator"] = new JsonObject { ["library"] = "gchunk", ["version"] = "1" },
            ["pandas_version"] = "1.5.3",
        };
        var columns = new JsonObject();
        foreach (TableColumn column in table.Columns)
        {
            var own = new JsonObject();
            if (column.Calendar is { } calendar)
                own["calendar"] = calendar.Name;
            if (column.DType == DType.TimeDelta64)
                own["kind"] = "timedelta64";
            var attrs = new JsonObject();
            foreach (var (name, value) in column.Attrs)
            {
                if (value is string text)
                    attrs[name] = text;
                else if (value is IConvertible number && double.IsFinite(number.ToDouble(CultureInfo.InvariantCulture)))
                    attrs[name] = number.ToDouble(CultureInfo.InvariantCulture);
            }
            own["attrs"] = attrs;
            columns[column.Name] = own;
        }
        return new()
        {
            [PandasKey] = pandas.ToJsonString(),
            [OwnKey] = new JsonObject { ["index"] = Names(table.Index), ["columns"] = columns }.ToJsonString(),
        };
    }

    /// <summary>Puts the notes on a table that was read; notes that cannot be understood are ignored.</summary>
    public static Table Applied(Table table, IReadOnlyDictionary<string, string> notes)
    {
        JsonNode? own = Parsed(notes, OwnKey),
            pandas = Parsed(notes, PandasKey);
        var columns = new List<TableColumn>();
        foreach (TableColumn column in table.Columns)
        {
            JsonObject? note = Child(Child(own, "columns"), column.Name) as JsonObject;
            columns.Add(note is null ? column : Noted(column, note));
        }
        string[] index = [.. Texts(Child(own, "index") ?? Child(pandas, "index_columns")).Distinct()];
        bool isKnown = index.Length > 0 && Array.TrueForAll(index, table.Contains);
        return new Table(columns, isKnown ? index : []);
    }

    private static TableColumn Noted(TableColumn column, JsonObject note)
    {
        var attrs = new Attributes();
        if (Child(note, "attrs") is JsonObject stored)
        {
            foreach (var (name, value) in stored)
            {
                if (value is JsonValue single && single.TryGetValue(out string? text))
                    attrs[name] = text;
                else if (value is JsonValue number && number.TryGetValue(out double d))
                    attrs[name] = d;
            }
        }
        if (Child(note, "kind") is JsonValue kind && kind.ToString() == "timedelta64" && column.DType == DType.Int64)
        {
            return new TableColumn(
                column.Name,
                NDArray.From(Array.ConvertAll(column.ToArray<long>(), n => new TimeDelta64(n))),
                null,
                attrs
            );
        }
        if (Child(note, "calendar") is JsonValue calendar)
        {
            try
            {
                CfCalendar named = CfCalendar.Named(calendar.ToString());
                if (column.IsText)
                {
                    TimeIndex times = TimeIndex.Parse(column.ToTexts().Select(t => t ?? ""), null, named.Name);
                    return new TableColumn(column.Name, NDArray.From(times.Labels), named, attrs);
                }
                if (column.Calendar is not null)
                    return new TableColumn(column.Name, column.Values, named, attrs);
            }
            catch (GchunkException)
            { /* the notes are of another program, or damaged */
            }
        }
        return column.WithAttrs(attrs);
    }

    private static JsonNode? Parsed(IReadOnlyDictionary<string, string> notes, string key)
    {
        if (!notes.TryGetValue(key, out string? text) || text.Length > MostCharacters)
            return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Child(JsonNode? node, string name) =>
        node is JsonObject parent && parent.TryGetPropertyValue(name, out JsonNode? child) ? child : null;

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node is JsonArray items
            ? items.OfType<JsonValue>().Where(v => v.TryGetValue(out string? _)).Select(v => v.GetValue<string>())
            : [];

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => JsonValue.Create(n))]);

    private static string PandasType(TableColumn column) =>
        column.IsText || IsWrittenAsText(column) ? "unicode"
        : column.Calendar is not null || column.DType == DType.DateTime64 ? "datetime"
        : column.DType is { } dtype and not DType.TimeDelta64 ? dtype.Name
        : "int64";

    private static string NumPyType(TableColumn column) =>
        column.IsText || IsWrittenAsText(column) ? "object"
        : column.Calendar is not null || column.DType == DType.DateTime64 ? "datetime64[ns]"
        : column.DType is { } dtype and not DType.TimeDelta64 ? dtype.Name
        : "int64";

    /// <summary>
    /// Returns whether a column of times is written as texts, because Parquet does not know its calendar.
    /// </summary>
    public static bool IsWrittenAsText(TableColumn column) =>
        column.Calendar is { } calendar && !CellText.IsPlain(calendar);
}
