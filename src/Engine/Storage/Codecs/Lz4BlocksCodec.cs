using System.Buffers.Binary;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// The LZ4 filter of HDF5 (32004): the length, the length of a block, then the blocks, each after its stored length; all
/// lengths are big-endian. It is read only.
/// </summary>
internal sealed unsafe class Lz4BlocksCodec : IBytesCodec
{
    private const int HeaderBytes = 12;

    public string Name => "lz4";

    public long MaxEncoded(long length) => length + length / 64 + 64;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        ReadOnlySpan<byte> bytes = source.Span;
        if (bytes.Length < HeaderBytes)
            throw Damaged();
        ulong plain = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        long block = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        if (plain > (ulong)capacity)
            throw new InvalidDataException($"its LZ4 stream says {plain} bytes, more than {capacity}");
        if (plain > (ulong)(source.Length * ManagedLz4.MaximumRatio) || (block == 0 && plain > 0))
            throw Damaged();
        byte* destination = into.Reserve((long)plain);
        long at = HeaderBytes;
        for (long done = 0; done < (long)plain; done += block)
        {
            block = Math.Min(block, (long)plain - done);
            at += BlockAt(source, at, destination + done, block);
        }
        into.Length = (long)plain;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into) =>
        throw new GchunkException("gchunk reads the LZ4 filter of HDF5 but does not write it; use zlib, zstd or blosc");

    // A block that LZ4 would not make smaller is stored as it is. Returns the bytes taken.
    private static long BlockAt(NativeBytes source, long at, byte* destination, long length)
    {
        if (at > source.Length - sizeof(uint))
            throw Damaged();
        long packed = BinaryPrimitives.ReadUInt32BigEndian(source.Span[(int)at..]);
        at += sizeof(uint);
        if (packed > source.Length - at)
            throw Damaged();
        var stream = new NativeBytes(source.Pointer + at, packed);
        if (packed == length)
            Buffer.MemoryCopy(stream.Pointer, destination, length, length);
        else if (ManagedLz4.Decompress(stream, destination, length) != length)
            throw Damaged();
        return sizeof(uint) + packed;
    }

    private static InvalidDataException Damaged() => new("its LZ4 stream is corrupt");
}
