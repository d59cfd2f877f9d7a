using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Converts attributes from and to JSON.</summary>
internal static class ZarrAttributes
{
    /// <summary>
    /// Reads attributes from JSON: text, numbers (int64 if integer, otherwise float64), booleans and lists of one of
    /// these. Deeper nesting is kept as JSON text; null is left out.
    /// </summary>
    public static StoredAttributes Read(JsonElement attributes)
    {
        if (attributes.ValueKind != JsonValueKind.Object)
            return StoredAttributes.Empty;
        var read = new List<StoredAttribute>();
        foreach (JsonProperty property in attributes.EnumerateObject())
        {
            if (Value(property.Value) is { } value)
                read.Add(new StoredAttribute(property.Name, value));
        }

        return new StoredAttributes(read.DistinctBy(a => a.Name));
    }

    private static object? Value(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String when element.GetString() is var text => text == ZarrJson.NaN
                ? new[] { double.NaN }
                : text,
            JsonValueKind.Number => Numbers([element]),
            JsonValueKind.True or JsonValueKind.False => new[] { element.GetBoolean() },
            JsonValueKind.Array => List([.. element.EnumerateArray()]) ?? ZarrJson.Compact(element),
            _ => ZarrJson.Compact(element),
        };

    private static object? List(JsonElement[] items)
    {
        if (items.Length == 0)
            return Array.Empty<double>();
        if (items.All(IsNumber))
            return Numbers(items);
        if (items.All(i => i.ValueKind == JsonValueKind.String))
            return Array.ConvertAll(items, i => i.GetString()!);
        return items.All(i => i.ValueKind is JsonValueKind.True or JsonValueKind.False)
            ? Array.ConvertAll(items, i => i.GetBoolean())
            : null;
    }

    private static bool IsNumber(JsonElement item) =>
        item.ValueKind == JsonValueKind.Number
        || (item.ValueKind == JsonValueKind.String && item.GetString() == ZarrJson.NaN);

    private static Array Numbers(JsonElement[] items)
    {
        if (items.All(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt64(out _)))
            return Array.ConvertAll(items, i => i.GetInt64());
        if (items.All(i => i.ValueKind == JsonValueKind.Number && i.TryGetUInt64(out _)))
            return Array.ConvertAll(items, i => i.GetUInt64());
        return Array.ConvertAll(items, i => ZarrJson.Number(i) ?? double.NaN);
    }

    /// <summary>Writes attributes as the members of an object.</summary>
    /// <exception cref="GchunkException">A value is neither text nor numbers.</exception>
    public static void Write(Utf8JsonWriter json, StoredAttributes attributes, string place)
    {
        foreach (StoredAttribute attribute in attributes)
        {
            json.WritePropertyName(attribute.Name);
            if (attribute.Value is Array { Rank: 1 } list && (list.Length != 1 || attribute.Value is string[]))
            {
                json.WriteStartArray();
                foreach (object? item in list)
                    WriteOne(json, item, attribute.Name, place);
                json.WriteEndArray();
            }
            else
            {
                WriteOne(
                    json,
                    attribute.Value is Array { Rank: 1, Length: 1 } one ? one.GetValue(0) : attribute.Value,
                    attribute.Name,
                    place
                );
            }
        }
    }

    private static void WriteOne(Utf8JsonWriter json, object? value, string name, string place)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case float or double:
                WriteFloat(json, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case ulong large:
                json.WriteNumberValue(large);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                throw new GchunkException(
                    $"{place}: attribute '{name}' holds a {value?.GetType().Name ?? "null"}, which cannot be stored; use text, numbers, or arrays of them"
                );
        }
    }

    // Integral floats keep a decimal point, so that they are read as floats. NaN and infinities are written as Python
    // writes them, because its Zarr libraries read that.
    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        string text =
            double.IsNaN(value) ? "NaN"
            : double.IsInfinity(value)
                ? value > 0 ? "Infinity"
                    : "-Infinity"
            : value.ToString("R", CultureInfo.InvariantCulture);
        if (double.IsFinite(value) && text.AsSpan().IndexOfAny(".eE") < 0)
            text += ".0";
        json.WriteRawValue(text, skipInputValidation: true);
    }

    /// <summary>Returns a JSON document of an object whose members a function writes.</summary>
    public static byte[] Document(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Indented = true,
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return ZarrJson.Ascii(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Returns a number as an attribute value: an array with one element of a dtype.</summary>
    public static Array One(DType dtype, ReadOnlySpan<byte> bytes)
    {
        Array one = DTypes.NewArray(dtype, 1);
        Buffer.BlockCopy(bytes.ToArray(), 0, one, 0, dtype.Size);
        return one;
    }
}
