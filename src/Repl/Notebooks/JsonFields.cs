using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks;

/// <summary>Reads the fields of a JSON object that somebody else wrote: a field of another type is no field.</summary>
internal readonly struct JsonFields(JsonObject json)
{
    public string? Text(string name)
    {
        try
        {
            return Value(name) is { } value && value.TryGetValue(out string? text) ? text : null;
        }
        // A text may have half of a surrogate pair.
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public int? Number(string name) => Value(name) is { } value && value.TryGetValue(out int number) ? number : null;

    public bool? Flag(string name) => Value(name) is { } value && value.TryGetValue(out bool flag) ? flag : null;

    public JsonObject? Object(string name)
    {
        try
        {
            return Node(name) is JsonObject found && found.Count >= 0 ? found : null; // counting reads its keys
        }
        catch (Exception e) when (e is ArgumentException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // A hostile object may repeat a key, or have one that is no text, which is found only here.
    private JsonNode? Node(string name)
    {
        try
        {
            return json[name];
        }
        catch (Exception e) when (e is ArgumentException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private JsonValue? Value(string name) => Node(name) as JsonValue;
}
