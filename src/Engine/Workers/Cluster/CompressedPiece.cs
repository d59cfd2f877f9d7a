using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using K4os.Compression.LZ4;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// A piece of a block as it crosses a slow link: the bytes of its elements are shuffled, and then compressed by LZ4. The
/// library is loaded when the first piece is compressed.
/// </summary>
internal static unsafe class CompressedPiece
{
    /// <summary>The most bytes of an element.</summary>
    public const int MostElement = 16;

    /// <summary>
    /// The most bytes of a compressed piece. One that does not become an eighth smaller is sent as it is, which costs
    /// less.
    /// </summary>
    /// <param name="length">The bytes of the piece.</param>
    public static int MostCompressed(int length) => length - length / 8;

    /// <summary>Compresses a piece.</summary>
    /// <param name="plain">Its bytes.</param>
    /// <param name="elementSize">The bytes of an element.</param>
    /// <param name="scratch">Memory of the same length.</param>
    /// <param name="compressed">Where the compressed bytes go.</param>
    /// <returns>Their number; 0 if the piece does not become small enough.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Compress(ReadOnlySpan<byte> plain, int elementSize, Span<byte> scratch, Span<byte> compressed)
    {
        ReadOnlySpan<byte> shuffled = plain;
        if (elementSize > 1)
        {
            fixed (byte* from = plain)
            fixed (byte* to = scratch[..plain.Length])
                Shuffle.Do(from, to, plain.Length, elementSize);
            shuffled = scratch[..plain.Length];
        }
        return Math.Max(LZ4Codec.Encode(shuffled, compressed[..MostCompressed(plain.Length)]), 0);
    }

    /// <summary>Decompresses a piece; false if it is damaged.</summary>
    /// <param name="compressed">The compressed bytes, which nobody has checked.</param>
    /// <param name="elementSize">The bytes of an element.</param>
    /// <param name="scratch">Memory for as many bytes as the piece has.</param>
    /// <param name="plain">Where the bytes of the piece go.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Decompress(ReadOnlySpan<byte> compressed, int elementSize, Span<byte> scratch, Span<byte> plain)
    {
        if (elementSize == 1)
            return LZ4Codec.Decode(compressed, plain) == plain.Length;
        Span<byte> shuffled = scratch[..plain.Length];
        if (LZ4Codec.Decode(compressed, shuffled) != plain.Length)
            return false;
        fixed (byte* from = shuffled)
        fixed (byte* to = plain)
            Shuffle.Undo(from, to, plain.Length, elementSize);
        return true;
    }
}
