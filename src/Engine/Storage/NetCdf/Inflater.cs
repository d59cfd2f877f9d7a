using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Takes deflate compression (in zlib's wrapping, RFC 1950) back: libdeflate where it is there, otherwise .NET's zlib.
/// </summary>
internal static unsafe partial class Inflater
{
    private const string Library = NativeLibraries.Deflate;

    [ThreadStatic]
    private static Decompressor? decompressor;

    /// <summary>Inflates to exactly as many bytes as are expected.</summary>
    /// <exception cref="InvalidDataException">The stream is damaged, or gives another number of bytes.</exception>
    public static void Inflate(byte* source, long length, byte* destination, long expected)
    {
        if (NativeLibraries.IsPresent(Library))
            InflateNative(source, length, destination, expected);
        else
            InflateManaged(source, length, destination, expected);
    }

    /// <summary>The same by libdeflate.</summary>
    public static void InflateNative(byte* source, long length, byte* destination, long expected)
    {
        Decompressor d = decompressor ??= new Decompressor();
        // Without a place for the number of bytes, only exactly as many as expected are a success.
        int result = libdeflate_zlib_decompress(
            d.DangerousGetHandle(),
            source,
            (nuint)length,
            destination,
            (nuint)expected,
            null
        );
        if (result == 0)
            return;
        throw new InvalidDataException(
            result == 1 ? "its deflate stream is corrupt" : $"its deflate stream does not give {expected} bytes"
        );
    }

    /// <summary>The same by .NET.</summary>
    public static void InflateManaged(byte* source, long length, byte* destination, long expected)
    {
        using var input = new UnmanagedMemoryStream(source, length);
        using var zlib = new ZLibStream(input, CompressionMode.Decompress);
        try
        {
            for (long done = 0; done < expected; )
            {
                int read = zlib.Read(new Span<byte>(destination + done, (int)Math.Min(expected - done, 1 << 30)));
                if (read == 0)
                    throw new InvalidDataException($"its deflate stream does not give {expected} bytes");
                done += read;
            }
            if (zlib.ReadByte() >= 0)
                throw new InvalidDataException($"its deflate stream gives more than {expected} bytes");
        }
        catch (IOException e)
        {
            throw new InvalidDataException("its deflate stream is corrupt", e);
        }
    }

    [LibraryImport(Library)]
    private static partial nint libdeflate_alloc_decompressor();

    [LibraryImport(Library)]
    private static partial void libdeflate_free_decompressor(nint decompressor);

    [LibraryImport(Library)]
    private static partial int libdeflate_zlib_decompress(
        nint decompressor,
        byte* source,
        nuint length,
        byte* destination,
        nuint available,
        nuint* written
    );

    /// <summary>A decompressor of one thread, freed after the thread has gone.</summary>
    private sealed class Decompressor : SafeHandle
    {
        public Decompressor()
            : base(0, true) => SetHandle(libdeflate_alloc_decompressor());

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            libdeflate_free_decompressor(handle);
            return true;
        }
    }
}
