using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>The elements of a chunk at one step of its encoding.</summary>
/// <param name="Shape">The length of each axis.</param>
/// <param name="ElementSize">The bytes of an element.</param>
/// <param name="SwapSize">
/// The bytes that a change of byte order reverses: those of a number, or of one character.
/// </param>
/// <param name="DType">The dtype, or null for text.</param>
/// <param name="Fill">The bytes of the fill value, in the machine's byte order.</param>
internal sealed record ChunkSpec(long[] Shape, int ElementSize, int SwapSize, DType? DType, byte[] Fill)
{
    /// <summary>The bytes of a chunk; decoded chunks never have more than 2 GiB.</summary>
    public long Bytes => CountBytes(Shape, ElementSize);

    private static long CountBytes(long[] shape, int size)
    {
        Int128 bytes = size;
        foreach (long length in shape)
        {
            bytes *= length;
            if (bytes > int.MaxValue)
            {
                throw new GchunkException(
                    $"chunks of ({string.Join(", ", shape)}) elements of {size} bytes are larger than 2 GiB"
                );
            }
        }
        return (long)bytes;
    }
}
