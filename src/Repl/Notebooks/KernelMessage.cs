namespace Gchunk.Repl.Notebooks;

/// <summary>A message from a client.</summary>
/// <param name="Identities">The frames that lead a reply back to the client.</param>
/// <param name="Type">The type, such as <c>execute_request</c>.</param>
/// <param name="Header">The header as it came, which is the parent header of the answers.</param>
/// <param name="Content">The content.</param>
internal sealed record KernelMessage(IReadOnlyList<byte[]> Identities, string Type, byte[] Header, JsonFields Content);
