using System.IO.Compression;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// Deflate (RFC 1951) in the format of zlib (RFC 1950) or gzip (RFC 1952): by libdeflate if it is present, otherwise by
/// .NET.
/// </summary>
internal sealed unsafe class DeflateCodec(bool gzip, int level) : IBytesCodec
{
    // Deflate encodes at most 258 bytes in two bits.
    private const long MaximumRatio = 1032;

    public string Name => gzip ? "gzip" : "zlib";

    public long MaxEncoded(long length) => length + (length / 1000 + 1) * 5 + 64;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        long most = Math.Min(capacity, source.Length * MaximumRatio + 64);
        byte* destination = into.Reserve(most);
        if (!LibDeflate.IsPresent)
        {
            into.Length = DecodeManaged(source, destination, most);
            return into.Bytes;
        }
        LibDeflate.Result result = LibDeflate.Decompress(gzip, source, destination, most, out long length);
        switch (result)
        {
            case LibDeflate.Result.Success:
                into.Length = length;
                return into.Bytes;
            case LibDeflate.Result.NoSpace:
                throw new InvalidDataException($"its deflate stream gives more than {most} bytes");
            // Several gzip streams in a row are read by .NET.
            case LibDeflate.Result.MoreStreams:
                into.Length = DecodeManaged(source, destination, most);
                return into.Bytes;
            default:
                throw new InvalidDataException("its deflate stream is corrupt");
        }
    }

    /// <summary>Decodes by .NET; returns the number of bytes.</summary>
    internal long DecodeManaged(NativeBytes source, byte* destination, long capacity)
    {
        using var input = new UnmanagedMemoryStream(source.Pointer, source.Length);
        using Stream stream = gzip
            ? new GZipStream(input, CompressionMode.Decompress)
            : new ZLibStream(input, CompressionMode.Decompress);
        try
        {
            long done = 0;
            while (done < capacity)
            {
                int read = stream.Read(new Span<byte>(destination + done, (int)Math.Min(capacity - done, 1 << 30)));
                if (read == 0)
                    return done;
                done += read;
            }
            if (stream.ReadByte() < 0)
                return done;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InvalidDataException("its deflate stream is corrupt", e);
        }
        throw new InvalidDataException($"its deflate stream gives more than {capacity} bytes");
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        long room = MaxEncoded(source.Length);
        byte* destination = into.Reserve(room);
        if (LibDeflate.IsPresent && LibDeflate.TryCompress(gzip, level, source, destination, room, out long length))
        {
            into.Length = length;
            return into.Bytes;
        }
        using var output = new UnmanagedMemoryStream(destination, 0, room, FileAccess.Write);
        var options = new ZLibCompressionOptions { CompressionLevel = level };
        using (
            Stream stream = gzip
                ? new GZipStream(output, options, leaveOpen: true)
                : new ZLibStream(output, options, leaveOpen: true)
        )
        {
            stream.Write(source.Span);
        }

        into.Length = output.Length;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format) => json.WriteNumber("level", level);
}
