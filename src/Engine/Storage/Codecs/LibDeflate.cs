using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>libdeflate: deflate of whole buffers, about twice as fast as zlib.</summary>
internal static unsafe partial class LibDeflate
{
    private const string Library = NativeLibraries.Deflate;
    private const int HighestLevel = 12;

    [ThreadStatic]
    private static DeflateHandle? decompressor;

    [ThreadStatic]
    private static DeflateHandle?[]? compressors;

    /// <summary>The result of a decompression; numbered as in libdeflate.</summary>
    public enum Result
    {
        Success = 0,
        BadData = 1,
        ShortOutput = 2,
        NoSpace = 3,

        /// <summary>There are more streams behind the first.</summary>
        MoreStreams = 4,
    }

    /// <summary>True if the library is present.</summary>
    public static bool IsPresent => NativeLibraries.IsPresent(Library);

    /// <summary>Decompresses one stream.</summary>
    public static Result Decompress(bool gzip, NativeBytes source, byte* destination, long capacity, out long length)
    {
        nint d = (
            decompressor ??= new DeflateHandle(libdeflate_alloc_decompressor(), compresses: false)
        ).DangerousGetHandle();
        nuint used,
            written = 0;
        int result = gzip
            ? libdeflate_gzip_decompress_ex(
                d,
                source.Pointer,
                (nuint)source.Length,
                destination,
                (nuint)capacity,
                &used,
                &written
            )
            : libdeflate_zlib_decompress_ex(
                d,
                source.Pointer,
                (nuint)source.Length,
                destination,
                (nuint)capacity,
                &used,
                &written
            );
        length = (long)written;
        return result == 0 && gzip && (long)used != source.Length ? Result.MoreStreams : (Result)result;
    }

    /// <summary>Compresses a buffer; returns false if the result does not fit.</summary>
    public static bool TryCompress(
        bool gzip,
        int level,
        NativeBytes source,
        byte* destination,
        long capacity,
        out long length
    )
    {
        compressors ??= new DeflateHandle?[HighestLevel + 1];
        nint c = (
            compressors[level] ??= new DeflateHandle(libdeflate_alloc_compressor(level), compresses: true)
        ).DangerousGetHandle();
        length = (long)(
            gzip
                ? libdeflate_gzip_compress(c, source.Pointer, (nuint)source.Length, destination, (nuint)capacity)
                : libdeflate_zlib_compress(c, source.Pointer, (nuint)source.Length, destination, (nuint)capacity)
        );
        return length > 0;
    }

    [LibraryImport(Library)]
    private static partial nint libdeflate_alloc_decompressor();

    [LibraryImport(Library)]
    private static partial void libdeflate_free_decompressor(nint decompressor);

    [LibraryImport(Library)]
    private static partial nint libdeflate_alloc_compressor(int level);

    [LibraryImport(Library)]
    private static partial void libdeflate_free_compressor(nint compressor);

    [LibraryImport(Library)]
    private static partial int libdeflate_zlib_decompress_ex(
        nint decompressor,
        byte* source,
        nuint length,
        byte* destination,
        nuint available,
        nuint* used,
        nuint* written
    );

    [LibraryImport(Library)]
    private static partial int libdeflate_gzip_decompress_ex(
        nint decompressor,
        byte* source,
        nuint length,
        byte* destination,
        nuint available,
        nuint* used,
        nuint* written
    );

    [LibraryImport(Library)]
    private static partial nuint libdeflate_zlib_compress(
        nint compressor,
        byte* source,
        nuint length,
        byte* destination,
        nuint available
    );

    [LibraryImport(Library)]
    private static partial nuint libdeflate_gzip_compress(
        nint compressor,
        byte* source,
        nuint length,
        byte* destination,
        nuint available
    );

    /// <summary>A compressor or decompressor of one thread, freed after the thread has ended.</summary>
    private sealed class DeflateHandle : SafeHandle
    {
        private readonly bool compresses;

        public DeflateHandle(nint worker, bool compresses)
            : base(0, true)
        {
            this.compresses = compresses;
            SetHandle(worker);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            if (compresses)
                libdeflate_free_compressor(handle);
            else
                libdeflate_free_decompressor(handle);
            return true;
        }
    }
}
