using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gchunk.Repl.Explorer;

/// <summary>
/// Numbers as the page reads them: the length of a header, the header in JSON padded with spaces to a multiple of 4
/// bytes, and the values as float32, all little-endian.
/// </summary>
internal static class PackedMessage
{
    /// <summary>Returns the bytes of a message.</summary>
    public static byte[] Of(object header, ReadOnlySpan<float> values)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, ExplorerInfo.Json);
        int padded = (json.Length + 3) / 4 * 4;
        byte[] message = new byte[4 + padded + (values.Length * sizeof(float))];
        BinaryPrimitives.WriteInt32LittleEndian(message, padded);
        message.AsSpan(4, padded).Fill((byte)' ');
        json.CopyTo(message.AsSpan(4));
        MemoryMarshal.AsBytes(values).CopyTo(message.AsSpan(4 + padded));
        return message;
    }
}
