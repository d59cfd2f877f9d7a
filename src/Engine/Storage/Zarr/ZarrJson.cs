using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>
/// Reads the JSON of metadata with checks. Python's extensions of the standard (<c>NaN</c>, <c>Infinity</c>) are
/// understood.
/// </summary>
internal static class ZarrJson
{
    /// <summary>The string that replaces a bare NaN for parsing.</summary>
    public const string NaN = "\uFFFENaN";

    private const int Deepest = 64;

    // Replaces a bare Infinity: a number that overflows to infinity and does not occur in real metadata.
    private static ReadOnlySpan<byte> Infinity => "1e98765"u8;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Deepest,
    };

    /// <summary>Parses a document whose root must be an object.</summary>
    /// <exception cref="GchunkException">It is not; the message names the place.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8, string place)
    {
        if (utf8.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8.Span) || utf8.Span.IndexOf("\\ud"u8) >= 0 || utf8.Span.IndexOf("\\uD"u8) >= 0)
            utf8 = WithValidText(utf8.Span);
        JsonElement root;
        try
        {
            root = ParseStandard(utf8);
        }
        catch (JsonException)
        {
            try
            {
                root = ParseStandard(WithoutBareNumbers(utf8.Span));
            }
            catch (JsonException e)
            {
                throw new GchunkException($"{place} is not valid JSON: {e.Message}", e);
            }
        }
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw new GchunkException($"{place} is not a JSON object");
    }

    private static JsonElement ParseStandard(ReadOnlyMemory<byte> utf8)
    {
        using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = Deepest });
        return document.RootElement.Clone();
    }

    // The parser would notice invalid text only when it is used, so invalid UTF-8 and unpaired surrogates are replaced
    // before.
    private static byte[] WithValidText(ReadOnlySpan<byte> utf8)
    {
        char[] text = Encoding.UTF8.GetString(utf8).ToCharArray();
        for (int i = 0; i + 6 <= text.Length; i++)
        {
            if (text[i] != '\\')
                continue;
            if (Surrogate(text, i) is not { } first)
            {
                i++; // the next character is escaped
                continue;
            }
            bool isPair =
                char.IsHighSurrogate(first)
                && i + 12 <= text.Length
                && text[i + 6] == '\\'
                && Surrogate(text, i + 6) is { } second
                && char.IsLowSurrogate(second);
            if (!isPair)
                "fffd".CopyTo(text.AsSpan(i + 2));
            i += isPair ? 11 : 5;
        }
        return Encoding.UTF8.GetBytes(text);
    }

    private static char? Surrogate(char[] text, int at) =>
        text[at + 1] == 'u'
        && ushort.TryParse(
            text.AsSpan(at + 2, 4),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out ushort code
        )
        && char.IsSurrogate((char)code)
            ? (char)code
            : null;

    // NaN becomes a special string, the infinities become numbers that overflow.
    private static byte[] WithoutBareNumbers(ReadOnlySpan<byte> utf8)
    {
        var output = new ArrayBufferWriter<byte>(utf8.Length + 64);
        byte[] nan = Encoding.UTF8.GetBytes($"\"{NaN}\"");
        bool inText = false;
        for (int i = 0; i < utf8.Length; i++)
        {
            byte b = utf8[i];
            if (inText)
            {
                if (b == '\\' && i + 1 < utf8.Length)
                {
                    output.Write(utf8.Slice(i++, 2));
                }
                else
                {
                    inText = b != '"';
                    output.Write([b]);
                }
            }
            else if (utf8[i..].StartsWith("NaN"u8))
            {
                output.Write(nan);
                i += 2;
            }
            else if (utf8[i..].StartsWith("Infinity"u8))
            {
                output.Write(Infinity);
                i += 7;
            }
            else
            {
                inText = b == '"';
                output.Write([b]);
            }
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Returns the bytes of a parsed and changed document.</summary>
    public static byte[] Write(JsonObject root)
    {
        string text = root.ToJsonString(Indented);
        return Ascii(
            text.Replace($"\"{NaN}\"", "NaN", StringComparison.Ordinal)
                .Replace("\"\\uFFFENaN\"", "NaN", StringComparison.OrdinalIgnoreCase)
                .Replace(Encoding.UTF8.GetString(Infinity), "Infinity", StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// Returns the bytes of a document with all characters beyond ASCII escaped: zarr 2 for Python reads only ASCII.
    /// </summary>
    public static byte[] Ascii(string document)
    {
        if (System.Text.Ascii.IsValid(document))
            return Encoding.ASCII.GetBytes(document);
        var escaped = new StringBuilder(document.Length + 64);
        // Only strings and names contain other characters, and escapes are allowed in both.
        foreach (char c in document)
        {
            if (char.IsAscii(c))
                escaped.Append(c);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return Encoding.ASCII.GetBytes(escaped.ToString());
    }

    /// <summary>Returns the text of a member, or null if it is missing or not text.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out JsonElement member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    /// <summary>Returns a member, or an undefined element.</summary>
    public static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement member)
            ? member
            : default;

    /// <summary>Returns a list of lengths, none negative.</summary>
    public static long[] Lengths(JsonElement list, string what)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > 64)
            throw new GchunkException($"{what} is {Show(list)}, not a list of at most 64 lengths");
        var lengths = new long[list.GetArrayLength()];
        int i = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out lengths[i]) || lengths[i] < 0)
                throw new GchunkException($"{what} has {Show(element)} where a length should be");
            i++;
        }
        return lengths;
    }

    /// <summary>Returns a number, or null; NaN and infinities may be written as strings.</summary>
    public static double? Number(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Number => element.GetDouble(),
            JsonValueKind.String => element.GetString() switch
            {
                "NaN" or NaN => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => null,
            },
            _ => null,
        };

    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Deepest,
    };

    /// <summary>Returns an element as JSON without spaces.</summary>
    public static string Compact(JsonElement element) =>
        JsonSerializer
            .Serialize(element, OneLine)
            .Replace($"\"{NaN}\"", "NaN", StringComparison.Ordinal)
            .Replace("\"\\uFFFENaN\"", "NaN", StringComparison.OrdinalIgnoreCase)
            .Replace(Encoding.UTF8.GetString(Infinity), "Infinity", StringComparison.Ordinal);

    /// <summary>Returns an element as text for messages, shortened if it is long.</summary>
    public static string Show(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
            return "missing";
        string raw = element.GetRawText();
        return raw.Length <= 60 ? raw : raw[..57] + "…";
    }
}
