using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs.Numcodecs;

/// <summary>numcodecs' <c>lzma</c> in the format xz, by liblzma.</summary>
/// <param name="preset">The level, 0 to 9, or null for 6.</param>
internal sealed unsafe partial class LzmaCodec(int? preset) : IBytesCodec
{
    private const int Ok = 0,
        NoMemory = 6,
        OutOfRoom = 10,
        Crc64 = 4,
        StandardPreset = 6;

    // More than any level needs to decode.
    private const ulong MostMemory = 1UL << 28;

    public string Name => "lzma";

    public long MaxEncoded(long length) => length + length / 1000 + 1024;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        NativeLibraries.Require(NativeLibraries.Lzma);
        byte* destination = into.Reserve(capacity);
        ulong memory = MostMemory;
        nuint read = 0,
            written = 0;
        int result = lzma_stream_buffer_decode(
            &memory,
            0,
            null,
            source.Pointer,
            &read,
            (nuint)source.Length,
            destination,
            &written,
            (nuint)capacity
        );
        if (result != Ok)
        {
            throw new InvalidDataException(
                result switch
                {
                    OutOfRoom => $"its xz stream gives more than {capacity} bytes",
                    NoMemory => "its xz stream needs more memory than any level of xz does",
                    _ => "its xz stream is corrupt",
                }
            );
        }

        into.Length = (long)written;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        NativeLibraries.Require(NativeLibraries.Lzma);
        long room = MaxEncoded(source.Length);
        byte* destination = into.Reserve(room);
        nuint written = 0;
        int result = lzma_easy_buffer_encode(
            (uint)(preset ?? StandardPreset),
            Crc64,
            null,
            source.Pointer,
            (nuint)source.Length,
            destination,
            &written,
            (nuint)room
        );
        if (result != Ok)
            throw new InvalidOperationException($"liblzma failed with {result}");
        into.Length = (long)written;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteNumber("format", 1);
        json.WriteNumber("check", -1);
        if (preset is { } level)
            json.WriteNumber("preset", level);
        else
            json.WriteNull("preset");
        json.WriteNull("filters");
    }

    [LibraryImport(NativeLibraries.Lzma)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int lzma_stream_buffer_decode(
        ulong* memoryLimit,
        uint flags,
        void* allocator,
        byte* source,
        nuint* read,
        nuint sourceLength,
        byte* destination,
        nuint* written,
        nuint room
    );

    [LibraryImport(NativeLibraries.Lzma)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int lzma_easy_buffer_encode(
        uint preset,
        int check,
        void* allocator,
        byte* source,
        nuint sourceLength,
        byte* destination,
        nuint* written,
        nuint room
    );
}
