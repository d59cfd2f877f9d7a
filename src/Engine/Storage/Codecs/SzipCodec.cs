using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// The szip filter of HDF5 (4): extended Rice coding (CCSDS 121.0), decoded by libaec. It is read only.
/// </summary>
/// <remarks>
/// As in libaec's own substitute of szlib: numbers of 32 and 64 bits are coded as planes of bytes, and every line of
/// pixels is padded to whole blocks.
/// </remarks>
internal sealed unsafe partial class SzipCodec : IBytesCodec
{
    private const string Library = NativeLibraries.Aec;
    private const int LengthBytes = 4,
        MostPixelsPerBlock = 32,
        MostBlocksPerLine = 4096;
    private const uint BigEndianOption = 16,
        NearestNeighborOption = 32;
    private const uint BigEndian = 4,
        Preprocess = 8,
        AnyBlock = 64;

    private readonly int pixelsPerBlock,
        bits,
        pixelsPerLine;
    private readonly uint flags;

    /// <summary>Makes the codec from the values of the filter.</summary>
    /// <exception cref="InvalidDataException">They are not those of szip.</exception>
    public SzipCodec(ReadOnlySpan<uint> values)
    {
        if (values.Length < 4)
            throw new InvalidDataException($"its szip filter has {values.Length} values instead of 4");
        uint options = values[0],
            block = values[1],
            width = values[2],
            line = values[3];
        if (
            block is < 2 or > MostPixelsPerBlock
            || block % 2 != 0
            || width is 0 or (> 32 and not 64)
            || line < block
            || (line + block - 1) / block > MostBlocksPerLine
        )
        {
            throw new InvalidDataException(
                $"its szip filter says {block} pixels a block, {line} a line and {width} bits a pixel"
            );
        }

        (pixelsPerBlock, bits, pixelsPerLine) = ((int)block, (int)width, (int)line);
        flags =
            AnyBlock
            | ((options & BigEndianOption) != 0 ? BigEndian : 0)
            | ((options & NearestNeighborOption) != 0 ? Preprocess : 0);
    }

    public string Name => "szip";

    public long MaxEncoded(long length) => 2 * length + 1024;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        if (source.Length < LengthBytes)
            throw Damaged();
        long plain = BinaryPrimitives.ReadUInt32LittleEndian(source.Span);
        if (plain > capacity)
            throw new InvalidDataException($"its szip stream says {plain} bytes, more than {capacity}");
        NativeLibraries.Require(Library);
        // Each plane has the bytes of one significance.
        int planes = bits is 32 or 64 ? bits / 8 : 1,
            pixel = planes > 1 ? 1
            : bits > 16 ? 4
            : bits > 8 ? 2
            : 1;
        long line = (long)pixelsPerLine * pixel,
            blocks = (pixelsPerLine + pixelsPerBlock - 1) / pixelsPerBlock,
            paddedLine = blocks * pixelsPerBlock * pixel,
            lines = (plain + line - 1) / line;
        if (plain % Math.Max(pixel, planes) != 0)
            throw Damaged();
        byte* destination = into.Reserve(plain);
        into.Length = plain;
        var stream = new Stream
        {
            NextIn = source.Pointer + LengthBytes,
            AvailableIn = (nuint)(source.Length - LengthBytes),
            BitsPerSample = planes > 1 ? 8u : (uint)bits,
            BlockSize = (uint)pixelsPerBlock,
            BlocksPerInterval = (uint)blocks,
            Flags = flags,
        };
        if (line == paddedLine && planes == 1)
        {
            Run(&stream, destination, plain, plain);
            return into.Bytes;
        }
        BlockMemory memory = BlockMemory.Allocate(Math.Max(1, lines * paddedLine));
        try
        {
            // The last line need not be padded.
            long needed = lines == 0 ? 0 : (lines - 1) * paddedLine + (plain - (lines - 1) * line);
            Run(&stream, memory.Pointer, lines * paddedLine, needed);
            if (line != paddedLine)
            {
                for (long i = 1; i < lines; i++)
                    Buffer.MemoryCopy(memory.Pointer + i * paddedLine, memory.Pointer + i * line, line, line);
            }

            if (planes > 1)
                Shuffle.Undo(memory.Pointer, destination, plain, planes);
            else
                Buffer.MemoryCopy(memory.Pointer, destination, plain, plain);
        }
        finally
        {
            memory.Release();
        }
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into) =>
        throw new GchunkException("gchunk reads szip but does not write it; use zlib, zstd or blosc");

    private static void Run(Stream* stream, byte* destination, long room, long needed)
    {
        stream->NextOut = destination;
        stream->AvailableOut = (nuint)room;
        int status = aec_buffer_decode(stream);
        if ((long)stream->TotalOut < needed)
            throw new InvalidDataException($"its szip stream is corrupt (error {status} of libaec)");
    }

    private static InvalidDataException Damaged() => new("its szip stream is corrupt");

    [LibraryImport(Library)]
    private static partial int aec_buffer_decode(Stream* stream);

    // struct aec_stream of libaec.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct Stream
    {
        public byte* NextIn;
        public nuint AvailableIn;
        public nuint TotalIn;
        public byte* NextOut;
        public nuint AvailableOut;
        public nuint TotalOut;
        public uint BitsPerSample;
        public uint BlockSize;
        public uint BlocksPerInterval;
        public uint Flags;
        public void* State;
    }
}
