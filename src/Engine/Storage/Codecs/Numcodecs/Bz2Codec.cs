using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs.Numcodecs;

/// <summary>numcodecs' <c>bz2</c>, by libbz2.</summary>
/// <param name="level">The level, 1 to 9: the length of blocks in 100 kB.</param>
internal sealed unsafe partial class Bz2Codec(int level) : IBytesCodec
{
    private const int Ok = 0,
        OutOfRoom = -8;

    public string Name => "bz2";

    public long MaxEncoded(long length) => length + length / 100 + 601;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        NativeLibraries.Require(NativeLibraries.Bz2);
        byte* destination = into.Reserve(capacity);
        uint length = (uint)Math.Min(capacity, int.MaxValue);
        int result = BZ2_bzBuffToBuffDecompress(destination, &length, source.Pointer, (uint)source.Length, 0, 0);
        if (result == OutOfRoom)
            throw new InvalidDataException($"its bzip2 stream gives more than {capacity} bytes");
        if (result != Ok)
            throw new InvalidDataException("its bzip2 stream is corrupt");
        into.Length = length;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        NativeLibraries.Require(NativeLibraries.Bz2);
        long room = MaxEncoded(source.Length);
        byte* destination = into.Reserve(room);
        uint length = (uint)Math.Min(room, uint.MaxValue);
        int result = BZ2_bzBuffToBuffCompress(destination, &length, source.Pointer, (uint)source.Length, level, 0, 0);
        if (result != Ok)
            throw new InvalidOperationException($"libbz2 failed with {result}");
        into.Length = length;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format) => json.WriteNumber("level", level);

    [LibraryImport(NativeLibraries.Bz2)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int BZ2_bzBuffToBuffCompress(
        byte* destination,
        uint* length,
        byte* source,
        uint sourceLength,
        int blockSize,
        int verbosity,
        int workFactor
    );

    [LibraryImport(NativeLibraries.Bz2)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int BZ2_bzBuffToBuffDecompress(
        byte* destination,
        uint* length,
        byte* source,
        uint sourceLength,
        int isSmall,
        int verbosity
    );
}
