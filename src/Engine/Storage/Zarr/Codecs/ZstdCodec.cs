using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>Zstandard (RFC 8878), by libzstd.</summary>
internal sealed unsafe partial class ZstdCodec(int level, bool checksum) : IBytesCodec
{
    private const string Library = NativeLibraries.Zstd;
    private const int ContentSizeUnknown = -1,
        CompressionLevel = 100,
        ChecksumFlag = 201;

    [ThreadStatic]
    private static Context? decompressor,
        compressor;

    public string Name => "zstd";

    public long MaxEncoded(long length) => length + length / 128 + 1024;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        NativeLibraries.Require(Library);
        // What the frame says that it holds is checked before memory is taken for it; a frame need not say.
        long declared = ZSTD_getFrameContentSize(source.Pointer, (nuint)source.Length);
        if (declared < ContentSizeUnknown)
            throw new InvalidDataException("it is no Zstandard frame");
        if (declared > capacity)
            throw new InvalidDataException($"its Zstandard frame says {declared} bytes, more than {capacity}");
        byte* destination = into.Reserve(capacity);
        Context context = decompressor ??= new Context(ZSTD_createDCtx(), compresses: false);
        nuint result = ZSTD_decompressDCtx(
            context.DangerousGetHandle(),
            destination,
            (nuint)capacity,
            source.Pointer,
            (nuint)source.Length
        );
        if (ZSTD_isError(result) != 0)
        {
            throw new InvalidDataException(
                $"its Zstandard frame is corrupt ({Marshal.PtrToStringUTF8(ZSTD_getErrorName(result))})"
            );
        }

        into.Length = (long)result;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        NativeLibraries.Require(Library);
        byte* destination = into.Reserve(MaxEncoded(source.Length));
        nint context = (compressor ??= new Context(ZSTD_createCCtx(), compresses: true)).DangerousGetHandle();
        _ = ZSTD_CCtx_setParameter(context, CompressionLevel, level);
        _ = ZSTD_CCtx_setParameter(context, ChecksumFlag, checksum ? 1 : 0);
        nuint result = ZSTD_compress2(
            context,
            destination,
            (nuint)MaxEncoded(source.Length),
            source.Pointer,
            (nuint)source.Length
        );
        if (ZSTD_isError(result) != 0)
            throw new InvalidDataException($"Zstandard fails: {Marshal.PtrToStringUTF8(ZSTD_getErrorName(result))}");
        into.Length = (long)result;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteNumber("level", level);
        if (format == 3)
            json.WriteBoolean("checksum", checksum);
    }

    [LibraryImport(Library)]
    private static partial nint ZSTD_createDCtx();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_decompressDCtx(
        nint context,
        byte* destination,
        nuint capacity,
        byte* source,
        nuint length
    );

    [LibraryImport(Library)]
    private static partial nint ZSTD_createCCtx();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_CCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_compress2(
        nint context,
        byte* destination,
        nuint capacity,
        byte* source,
        nuint length
    );

    [LibraryImport(Library)]
    private static partial long ZSTD_getFrameContentSize(byte* source, nuint length);

    [LibraryImport(Library)]
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    private static partial nint ZSTD_getErrorName(nuint code);

    /// <summary>A context of one thread, freed after the thread has gone.</summary>
    private sealed class Context : SafeHandle
    {
        private readonly bool compresses;

        public Context(nint context, bool compresses)
            : base(0, true)
        {
            this.compresses = compresses;
            SetHandle(context);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            _ = compresses ? ZSTD_freeCCtx(handle) : ZSTD_freeDCtx(handle);
            return true;
        }
    }
}
