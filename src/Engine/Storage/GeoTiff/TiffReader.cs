using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.GeoTiff;

/// <summary>Reads the pixels of an image, axes (band, row, column), one strip or tile at a time.</summary>
/// <param name="path">The file.</param>
/// <param name="signature">The signature of the file when it was opened.</param>
/// <param name="layout">How the pixels are stored.</param>
/// <param name="fill">The value of tiles that are not stored.</param>
internal sealed unsafe class TiffReader(string path, FileSignature signature, TiffLayout layout, double fill)
    : IRegionReader
{
    private readonly int size = layout.DType.Size;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        using FileHandles.Lease file = FileHandles.Rent(path, signature);
        using Scratch stored = new(),
            decoded = new();
        long[] strides = region.Shape.ByteStrides(size),
            chunk = [layout.ChunkBands, layout.ChunkHeight, layout.ChunkWidth];
        // In a strip or tile, the bands of a pixel are neighbours, and rows follow one another.
        long[] inChunk = [size, layout.ChunkWidth * layout.ChunkBands * size, layout.ChunkBands * (long)size];
        var steps = new long[3];
        var walk = new ChunkWalk(region, chunk, strides);
        while (walk.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            byte* pixels = Decode(file, walk.At, stored, decoded);
            long first = walk.Part.Locate(inChunk, steps);
            StridedCopy.Copy(pixels + first, steps, destination + walk.Destination, strides, walk.Part.Count, size);
        }
    }

    private byte* Decode(FileHandles.Lease file, long[] at, Scratch stored, Scratch decoded)
    {
        long index = (at[0] * layout.Down + at[1]) * layout.Across + at[2],
            offset = layout.Offsets[index],
            length = layout.Lengths[index];
        // The last strip has only the rows that are left; a tile has all.
        long rows = layout.IsTiled
            ? layout.ChunkHeight
            : Math.Min(layout.ChunkHeight, layout.Height - at[1] * layout.ChunkHeight);
        long values = layout.ChunkHeight * layout.ChunkWidth * layout.ChunkBands;
        byte* pixels = decoded.Reserve(Math.Max(values * size, layout.ChunkBytes));
        if (offset == 0 || length == 0)
        {
            using NDArray one = NDArray.Scalar(fill);
            using NDArray cast = one.AsType(layout.DType);
            var element = new ReadOnlySpan<byte>(cast.Pointer, size).ToArray();
            FillValue.Write(element, pixels, [size], [values]);
            return pixels;
        }
        if (offset < 0 || length < 0 || length > signature.Length || offset > signature.Length - length)
        {
            throw new InvalidDataException(
                $"a strip or tile of {length} bytes should be at {offset}, but the file has {signature.Length} bytes"
            );
        }

        byte* source = stored.Reserve(length);
        file.Read(source, length, offset);
        if (layout.Bits < 8)
        {
            using Scratch packed = new();
            byte* bits = packed.Reserve(layout.RowBytes * rows);
            TiffCompression.Decode(layout.Compression, new NativeBytes(source, length), bits, layout.RowBytes * rows);
            Unpack(bits, pixels, rows);
            return pixels;
        }
        TiffCompression.Decode(layout.Compression, new NativeBytes(source, length), pixels, layout.RowBytes * rows);
        if (layout.Predictor == 3)
            UndoFloatPredictor(pixels, rows);
        else
            ByteOrder.Convert(pixels, layout.RowBytes * rows / size, size, layout.IsBigEndian);
        if (layout.Predictor == 2)
        {
            for (long row = 0; row < rows; row++)
                Accumulate(pixels + row * layout.RowBytes);
        }

        return pixels;
    }

    // Values of 1, 2 or 4 bits, the first in the highest bits; a row ends with a byte.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Unpack(byte* bits, byte* pixels, long rows)
    {
        int each = layout.Bits,
            mask = (1 << each) - 1;
        for (long row = 0; row < rows; row++)
        {
            byte* source = bits + row * layout.RowBytes,
                target = pixels + row * layout.ChunkWidth;
            for (long i = 0; i < layout.ChunkWidth; i++)
                target[i] = (byte)(source[i * each / 8] >> (8 - each - (int)(i * each % 8)) & mask);
        }
    }

    // TIFF 6.0, section 14: a value is the difference from the one before, of the same band.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(byte* row)
    {
        long bands = layout.ChunkBands,
            count = layout.ChunkWidth * bands;
        switch (size)
        {
            case 1:
                for (long i = bands; i < count; i++)
                    row[i] += row[i - bands];
                break;
            case 2:
                for (long i = bands; i < count; i++)
                    ((ushort*)row)[i] += ((ushort*)row)[i - bands];
                break;
            case 4:
                for (long i = bands; i < count; i++)
                    ((uint*)row)[i] += ((uint*)row)[i - bands];
                break;
            default:
                for (long i = bands; i < count; i++)
                    ((ulong*)row)[i] += ((ulong*)row)[i - bands];
                break;
        }
    }

    // "TIFF Technical Note 3" (Adobe, 2005): the bytes of a row by their significance, the highest first, as differences.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void UndoFloatPredictor(byte* pixels, long rows)
    {
        using Scratch copy = new();
        byte* bytes = copy.Reserve(layout.RowBytes);
        long bands = layout.ChunkBands,
            count = layout.ChunkWidth * bands;
        for (long r = 0; r < rows; r++)
        {
            byte* row = pixels + r * layout.RowBytes;
            for (long i = bands; i < layout.RowBytes; i++)
                row[i] += row[i - bands];
            Buffer.MemoryCopy(row, bytes, layout.RowBytes, layout.RowBytes);
            for (long i = 0; i < count; i++)
            {
                for (int b = 0; b < size; b++)
                    row[i * size + (BitConverter.IsLittleEndian ? size - 1 - b : b)] = bytes[b * count + i];
            }
        }
    }
}
