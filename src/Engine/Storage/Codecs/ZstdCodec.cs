using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>Zstandard (RFC 8878): by libzstd if it is present, otherwise by ZstdSharp.</summary>
internal sealed unsafe partial class ZstdCodec(int level, bool checksum) : IBytesCodec
{
    private const string Library = NativeLibraries.Zstd;
    private const int CompressionLevel = 100,
        ChecksumFlag = 201;

    // A block of 128 KiB takes at least four bytes.
    private const long MaximumRatio = 1 << 16;

    [ThreadStatic]
    private static ZstdContext? decompressor,
        compressor;

    public string Name => "zstd";

    public long MaxEncoded(long length) => length + length / 128 + 1024;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        // What the frame declares is checked before memory is allocated for it; a frame need not declare its size.
        if (DeclaredSize(source) is { } declared && declared > capacity)
            throw new InvalidDataException($"its Zstandard frame says {declared} bytes, more than {capacity}");
        long most = Math.Min(capacity, source.Length * MaximumRatio + 64);
        byte* destination = into.Reserve(most);
        if (!NativeLibraries.IsPresent(Library))
        {
            into.Length = ManagedZstd.Decompress(source, destination, most);
            return into.Bytes;
        }
        ZstdContext context = decompressor ??= new ZstdContext(ZSTD_createDCtx(), compresses: false);
        nuint result = ZSTD_decompressDCtx(
            context.DangerousGetHandle(),
            destination,
            (nuint)most,
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
        long room = MaxEncoded(source.Length);
        byte* destination = into.Reserve(room);
        if (!NativeLibraries.IsPresent(Library))
        {
            into.Length = ManagedZstd.Compress(source, destination, room, level, checksum);
            return into.Bytes;
        }
        nint context = (compressor ??= new ZstdContext(ZSTD_createCCtx(), compresses: true)).DangerousGetHandle();
        _ = ZSTD_CCtx_setParameter(context, CompressionLevel, level);
        _ = ZSTD_CCtx_setParameter(context, ChecksumFlag, checksum ? 1 : 0);
        nuint result = ZSTD_compress2(context, destination, (nuint)room, source.Pointer, (nuint)source.Length);
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

    // The content size in the header of the first frame (RFC 8878, 3.1.1.1), or null if the frame has none.
    private static long? DeclaredSize(NativeBytes source)
    {
        ReadOnlySpan<byte> header = new(source.Pointer, (int)Math.Min(source.Length, 18));
        if (header.Length < 5 || !header.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            throw new InvalidDataException("it is not a Zstandard frame");
        int descriptor = header[4],
            sizeFlag = descriptor >> 6;
        bool isSingle = (descriptor & 0x20) != 0;
        int width = sizeFlag == 0 ? (isSingle ? 1 : 0) : 1 << sizeFlag,
            at = 5 + (isSingle ? 0 : 1) + ((descriptor & 3) == 3 ? 4 : descriptor & 3);
        if (width == 0)
            return null;
        if (header.Length < at + width)
            throw new InvalidDataException("its Zstandard frame ends within its header");
        ulong size = 0;
        for (int i = width - 1; i >= 0; i--)
            size = size << 8 | header[at + i];
        if (width == 2)
            size += 256;
        return size <= long.MaxValue ? (long)size : long.MaxValue;
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
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    private static partial nint ZSTD_getErrorName(nuint code);

    /// <summary>A context of one thread, freed after the thread has ended.</summary>
    private sealed class ZstdContext : SafeHandle
    {
        private readonly bool compresses;

        public ZstdContext(nint context, bool compresses)
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
