using System.IO.Compression;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Compresses chunks as HDF5's filters do, bytes sorted by their weight and deflated in zlib's wrapping: by libdeflate
/// where it is there, otherwise by .NET's zlib. Many threads at once.
/// </summary>
internal static unsafe partial class Deflater
{
    private const string Library = NativeLibraries.Deflate;

    [ThreadStatic]
    private static Compressor? compressor;

    /// <summary>Compresses a chunk.</summary>
    /// <param name="chunk">Its elements.</param>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="size">The bytes of an element.</param>
    /// <param name="shuffle">Whether bytes are sorted by their weight first.</param>
    /// <param name="level">The level of compression, 1 to 9.</param>
    public static byte[] Compress(byte* chunk, int bytes, int size, bool shuffle, int level)
    {
        byte[]? sorted = null;
        if (shuffle && size > 1)
        {
            sorted = new byte[bytes];
            fixed (byte* p = sorted)
                Shuffle.Do(chunk, p, bytes, size);
        }
        fixed (byte* p = sorted)
        {
            byte* source = sorted is null ? chunk : p;
            return NativeLibraries.IsPresent(Library)
                ? CompressNative(source, bytes, level)
                : CompressManaged(source, bytes, level);
        }
    }

    private static byte[] CompressNative(byte* source, int bytes, int level)
    {
        if (compressor is null || compressor.Level != level)
        {
            compressor?.Dispose();
            compressor = new Compressor(level);
        }
        nint handle = compressor.DangerousGetHandle();
        var result = new byte[libdeflate_zlib_compress_bound(handle, (nuint)bytes)];
        nuint length;
        fixed (byte* p = result)
            length = libdeflate_zlib_compress(handle, source, (nuint)bytes, p, (nuint)result.Length);
        if (length == 0)
            throw new InvalidOperationException("libdeflate found no room");
        Array.Resize(ref result, (int)length);
        return result;
    }

    private static byte[] CompressManaged(byte* source, int bytes, int level)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, new ZLibCompressionOptions { CompressionLevel = level }))
            zlib.Write(new ReadOnlySpan<byte>(source, bytes));
        return output.ToArray();
    }

    [LibraryImport(Library)]
    private static partial nint libdeflate_alloc_compressor(int level);

    [LibraryImport(Library)]
    private static partial void libdeflate_free_compressor(nint compressor);

    [LibraryImport(Library)]
    private static partial nuint libdeflate_zlib_compress_bound(nint compressor, nuint length);

    [LibraryImport(Library)]
    private static partial nuint libdeflate_zlib_compress(
        nint compressor,
        byte* source,
        nuint length,
        byte* destination,
        nuint available
    );

    /// <summary>A compressor of one thread, freed after the thread has gone.</summary>
    private sealed class Compressor : SafeHandle
    {
        public Compressor(int level)
            : base(0, true)
        {
            Level = level;
            SetHandle(libdeflate_alloc_compressor(level));
        }

        public int Level { get; }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            libdeflate_free_compressor(handle);
            return true;
        }
    }
}
