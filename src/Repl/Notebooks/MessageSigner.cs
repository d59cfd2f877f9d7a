using System.Security.Cryptography;
using System.Text;

namespace Gchunk.Repl.Notebooks;

/// <summary>Signs messages and checks their signatures: HMAC-SHA256, in hexadecimal.</summary>
internal sealed class MessageSigner(string key)
{
    // Signatures seen lately. A client never sends the same message twice, so a second one is somebody's replay.
    private const int MostRemembered = 1 << 16;

    private readonly byte[] key = Encoding.UTF8.GetBytes(key);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Returns the signature of the parts of a message.</summary>
    public byte[] Sign(params ReadOnlySpan<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (byte[] part in parts)
            hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>
    /// Whether a signature is that of the parts, and new. The comparison takes as long for a wrong signature as for the
    /// right one.
    /// </summary>
    public bool Accept(ReadOnlySpan<byte> signature, params ReadOnlySpan<byte[]> parts)
    {
        byte[] expected = Sign(parts);
        if (!CryptographicOperations.FixedTimeEquals(signature, expected))
            return false;
        string text = Encoding.ASCII.GetString(expected);
        if (!seen.Add(text))
            return false;
        order.Enqueue(text);
        if (order.Count > MostRemembered)
            seen.Remove(order.Dequeue());
        return true;
    }
}
