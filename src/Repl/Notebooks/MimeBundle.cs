using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks;

/// <summary>A value in one or more forms, of which a notebook shows the richest that it knows.</summary>
/// <param name="Text">The text, the same as at the prompt.</param>
internal sealed record MimeBundle(string Text)
{
    /// <summary>The other forms: a MIME type and the content, in base 64 if it is binary, and as JSON for types that end in +json.</summary>
    public IReadOnlyList<(string Type, string Content)> Forms { get; init; } = [];

    /// <summary>All forms as a message holds them.</summary>
    public JsonObject Data()
    {
        var data = new JsonObject { ["text/plain"] = Text };
        foreach (var (type, content) in Forms)
            data[type] = type.EndsWith("+json", StringComparison.Ordinal) ? JsonNode.Parse(content) : content;
        return data;
    }
}
