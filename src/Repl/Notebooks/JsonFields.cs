using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks;

/// <summary>Reads the fields of a JSON object that somebody else wrote: a field of another type is no field.</summary>
internal readonly struct JsonFields(JsonObject json)
{
    public string? Text(string name) => Value(name) is { } value && value.TryGetValue(out string? text) ? text : null;

    public int? Number(string name) => Value(name) is { } value && value.TryGetValue(out int number) ? number : null;

    public bool? Flag(string name) => Value(name) is { } value && value.TryGetValue(out bool flag) ? flag : null;

    public JsonObject? Object(string name) => Node(name) as JsonObject;

    // A hostile object may repeat a key, which is found only here.
    private JsonNode? Node(string name)
    {
        try
        {
            return json[name];
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            return null;
        }
    }

    private JsonValue? Value(string name) => Node(name) as JsonValue;
}
