using System.IO.Compression;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>
/// Deflate (RFC 1951) in zlib's or gzip's wrapping: by libdeflate where it is there and can, otherwise by .NET.
/// </summary>
internal sealed unsafe class DeflateCodec(bool gzip, int level) : IBytesCodec
{
    // No stream that deflate makes is shorter: 258 bytes from two bits.
    private const long MaximumRatio = 1032;

    public string Name => gzip ? "gzip" : "zlib";

    public long MaxEncoded(long length) => length + (length / 1000 + 1) * 5 + 64;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        long most = Math.Min(capacity, source.Length * MaximumRatio + 64);
        byte* destination = into.Reserve(most);
        // What libdeflate does not take may still be several members one after the other, which .NET reads.
        if (LibDeflate.TryDecompress(gzip, source, destination, most, out long length))
        {
            into.Length = length;
            return into.Bytes;
        }
        into.Length = Inflate(source, destination, most);
        return into.Bytes;
    }

    private long Inflate(NativeBytes source, byte* destination, long capacity)
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
            if (stream.ReadByte() >= 0)
                throw new InvalidDataException($"its deflate stream gives more than {capacity} bytes");
            return done;
        }
        catch (IOException e)
        {
            throw new InvalidDataException("its deflate stream is corrupt", e);
        }
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        byte* destination = into.Reserve(MaxEncoded(source.Length));
        if (LibDeflate.TryCompress(gzip, level, source, destination, MaxEncoded(source.Length), out long length))
        {
            into.Length = length;
            return into.Bytes;
        }
        using var output = new UnmanagedMemoryStream(destination, 0, MaxEncoded(source.Length), FileAccess.Write);
        CompressionLevel effort = level switch
        {
            0 => CompressionLevel.NoCompression,
            <= 3 => CompressionLevel.Fastest,
            9 => CompressionLevel.SmallestSize,
            _ => CompressionLevel.Optimal,
        };
        using (
            Stream stream = gzip
                ? new GZipStream(output, effort, leaveOpen: true)
                : new ZLibStream(output, effort, leaveOpen: true)
        )
        {
            stream.Write(source.Span);
        }

        into.Length = output.Length;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format) => json.WriteNumber("level", level);
}
