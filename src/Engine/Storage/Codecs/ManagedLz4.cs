using System.Runtime.CompilerServices;
using K4os.Compression.LZ4;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>Blocks of LZ4 by K4os.Compression.LZ4, which is loaded at the first call.</summary>
internal static unsafe class ManagedLz4
{
    /// <summary>The most bytes that a byte of a block gives.</summary>
    public const long MaximumRatio = 255;

    /// <summary>Decodes a block; returns the number of bytes, or a negative number if it is damaged.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Decompress(NativeBytes source, byte* destination, long length) =>
        LZ4Codec.Decode(source.Pointer, checked((int)source.Length), destination, checked((int)length));
}
