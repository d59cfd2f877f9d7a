using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks;

/// <summary>A message to a client.</summary>
/// <param name="Type">The type, such as <c>execute_reply</c>.</param>
/// <param name="Content">The content.</param>
internal sealed record OutgoingMessage(string Type, JsonObject Content)
{
    /// <summary>The metadata, or null.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>Bytes beside the content, such as a picture.</summary>
    public IReadOnlyList<byte[]> Buffers { get; init; } = [];
}
