using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// Turns messages into frames and back: identities, a delimiter, the signature, then header, parent header, metadata
/// and content in JSON, then buffers, which are not signed (the Jupyter messaging protocol 5.4, "The wire protocol").
/// </summary>
internal sealed class WireFormat(string key)
{
    /// <summary>The version of the protocol.</summary>
    public const string Version = "5.4";

    /// <summary>The most bytes that a frame of a client may have.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>The most frames that a message of a client may have.</summary>
    public const int MostFrames = 64;

    private const int Signed = 4;
    private const int MostIdentityBytes = 256;

    private static readonly byte[] Delimiter = Encoding.ASCII.GetBytes("<IDS|MSG>");
    private static readonly byte[] Empty = "{}"u8.ToArray();
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly MessageSigner incoming = new(key);
    private readonly MessageSigner outgoing = new(key);
    private readonly string session = Guid.NewGuid().ToString();

    /// <summary>Reads a message. Nothing of it is parsed before its signature was checked.</summary>
    /// <returns>The message, or null if it is refused.</returns>
    public KernelMessage? Read(IReadOnlyList<byte[]> frames)
    {
        if (frames.Count > MostFrames || frames.Any(f => f.Length > MostBytes))
            return null;
        int at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(Delimiter))
        {
            if (frames[at++].Length > MostIdentityBytes)
                return null;
        }
        if (frames.Count - at < 2 + Signed)
            return null;
        byte[] signature = frames[at + 1],
            header = frames[at + 2],
            content = frames[at + 5];
        if (!incoming.Accept(signature, header, frames[at + 3], frames[at + 4], content))
            return null;
        try
        {
            if (
                JsonNode.Parse(header, documentOptions: Json) is not JsonObject head
                || JsonNode.Parse(content, documentOptions: Json) is not JsonObject body
                || new JsonFields(head).Text("msg_type") is not { } type
            )
            {
                return null;
            }
            return new KernelMessage([.. frames.Take(at)], type, header, new JsonFields(body));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Writes a message.</summary>
    /// <param name="identities">The frames before the delimiter: those of the request, or a topic.</param>
    /// <param name="message">The message.</param>
    /// <param name="parent">The header of the request that the message answers, or null.</param>
    public byte[][] Write(IEnumerable<byte[]> identities, OutgoingMessage message, byte[]? parent)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = session,
            ["username"] = "gchunk",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", null),
            ["msg_type"] = message.Type,
            ["version"] = Version,
        };
        byte[] metadata = message.Metadata is { } given ? Bytes(given) : Empty;
        byte[][] parts = [Bytes(header), parent ?? Empty, metadata, Bytes(message.Content)];
        return [.. identities, Delimiter, outgoing.Sign(parts), .. parts, .. message.Buffers];
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json);
}
