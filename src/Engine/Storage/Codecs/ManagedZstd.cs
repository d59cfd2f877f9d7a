using System.Runtime.CompilerServices;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>Zstandard by ZstdSharp, which is loaded at the first call.</summary>
internal static unsafe class ManagedZstd
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Decompress(NativeBytes source, byte* destination, long capacity)
    {
        using var decompressor = new Decompressor();
        try
        {
            return decompressor.Unwrap(source.Span, new Span<byte>(destination, checked((int)capacity)));
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException($"its Zstandard frame is corrupt ({e.Message})", e);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Compress(NativeBytes source, byte* destination, long capacity, int level, bool checksum)
    {
        using var compressor = new Compressor(level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, checksum ? 1 : 0);
        return compressor.Wrap(source.Span, new Span<byte>(destination, checked((int)capacity)));
    }
}
