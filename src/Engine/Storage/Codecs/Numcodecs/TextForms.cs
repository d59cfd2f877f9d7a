using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs.Numcodecs;

/// <summary>
/// numcodecs' <c>json2</c>: the texts of a chunk as a list in JSON, followed by the dtype and the shape.
/// </summary>
/// <param name="configuration">The configuration, which only concerns how Python writes.</param>
internal sealed class JsonTextCodec(JsonElement configuration) : TextCodec
{
    public override string Name => "json2";

    public override string[] ReadTexts(ReadOnlySpan<byte> bytes, long count)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.ToArray());
            JsonElement list = document.RootElement;
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != count + 2)
                throw new InvalidDataException($"it does not hold {count} texts");
            var texts = new string[count];
            int at = 0;
            foreach (JsonElement item in list.EnumerateArray().Take((int)count))
            {
                texts[at++] = item.ValueKind switch
                {
                    JsonValueKind.String => item.GetString()!,
                    JsonValueKind.Null => "",
                    _ => throw new InvalidDataException("it holds values other than texts"),
                };
            }
            return texts;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("it is no JSON", e);
        }
    }

    public override byte[] WriteTexts(ReadOnlySpan<string> texts)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (string text in texts)
                json.WriteStringValue(text);
            json.WriteStringValue("|O");
            json.WriteStartArray();
            json.WriteNumberValue(texts.Length);
            json.WriteEndArray();
            json.WriteEndArray();
        }
        return bytes.ToArray();
    }

    public override void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        foreach (JsonProperty property in configuration.EnumerateObject())
        {
            if (property.Name != "id")
                property.WriteTo(json);
        }
    }
}

/// <summary>
/// numcodecs' <c>categorize</c>: the numbers of texts in a list, from 1; 0 is a text that is not in it.
/// </summary>
/// <param name="labels">The list.</param>
/// <param name="encoded">The dtype of the numbers.</param>
internal sealed unsafe class CategorizeCodec(string[] labels, ElementType encoded) : TextCodec
{
    public override string Name => "categorize";

    public override string[] ReadTexts(ReadOnlySpan<byte> bytes, long count)
    {
        if (bytes.Length != count * encoded.Size)
            throw new InvalidDataException($"it does not hold {count} numbers of texts");
        var texts = new string[count];
        fixed (byte* numbers = bytes)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                double number = encoded.Number(numbers + (long)i * encoded.Size);
                texts[i] =
                    number == 0 ? ""
                    : number > 0 && number <= labels.Length ? labels[(int)number - 1]
                    : throw new InvalidDataException($"it refers to text {number} of {labels.Length}");
            }
        }

        return texts;
    }

    public override byte[] WriteTexts(ReadOnlySpan<string> texts)
    {
        var bytes = new byte[texts.Length * encoded.Size];
        fixed (byte* numbers = bytes)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                int at = Array.IndexOf(labels, texts[i]);
                if (at < 0 && texts[i].Length > 0)
                {
                    throw new GchunkException(
                        $"'{texts[i]}' is not one of the texts that the store's codec categorize knows"
                    );
                }

                encoded.Set(numbers + (long)i * encoded.Size, at + 1L);
            }
        }

        return bytes;
    }

    public override void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteStartArray("labels");
        foreach (string label in labels)
            json.WriteStringValue(label);
        json.WriteEndArray();
        json.WriteString("dtype", "|O");
        json.WriteString("astype", encoded.Text);
    }
}
