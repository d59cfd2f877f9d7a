using System.Buffers.Binary;
using System.IO.Compression;

namespace Gchunk.Repl.Display;

/// <summary>
/// A picture of red, green and blue, read from a PNG file as gnuplot writes it: 8 bits, grey, in colours or with a
/// palette, not interlaced (ISO/IEC 15948).
/// </summary>
internal sealed class PngImage
{
    private const int MostPixels = 64 << 20;

    private readonly byte[] pixels;

    private PngImage(int width, int height, byte[] pixels) => (Width, Height, this.pixels) = (width, height, pixels);

    public int Width { get; }

    public int Height { get; }

    /// <summary>The colour of a pixel.</summary>
    public (byte Red, byte Green, byte Blue) this[int x, int y] =>
        ((y * Width) + x) * 3 is var at ? (pixels[at], pixels[at + 1], pixels[at + 2]) : default;

    /// <summary>The mean colour of a part, given by shares of the width and the height.</summary>
    public (byte Red, byte Green, byte Blue) Mean(double left, double top, double right, double bottom)
    {
        int x0 = (int)(left * Width),
            x1 = Math.Max(x0 + 1, (int)(right * Width)),
            y0 = (int)(top * Height),
            y1 = Math.Max(y0 + 1, (int)(bottom * Height));
        long red = 0,
            green = 0,
            blue = 0,
            count = 0;
        for (int y = y0; y < Math.Min(y1, Height); y++)
        {
            for (int x = x0; x < Math.Min(x1, Width); x++)
            {
                var (r, g, b) = this[x, y];
                (red, green, blue, count) = (red + r, green + g, blue + b, count + 1);
            }
        }
        return count == 0 ? default : ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <returns>The picture, or null where it is not of this kind, or damaged.</returns>
    public static PngImage? Read(byte[] file)
    {
        ReadOnlySpan<byte> signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        if (!file.AsSpan().StartsWith(signature) || file.Length < 33)
            return null;
        var header = file.AsSpan(16);
        int width = BinaryPrimitives.ReadInt32BigEndian(header),
            height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        int channels = header[9] switch
        {
            0 => 1,
            2 => 3,
            3 => 1,
            4 => 2,
            6 => 4,
            _ => 0,
        };
        bool palette = header[9] == 3;
        if (
            header[8] != 8
            || channels == 0
            || header[12] != 0
            || width <= 0
            || height <= 0
            || (long)width * height > MostPixels
        )
        {
            return null;
        }

        byte[] colours = [];
        using var compressed = new MemoryStream();
        for (long at = 8; at + 12 <= file.Length; )
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length)
                return null;
            var kind = file.AsSpan((int)at + 4, 4);
            var data = file.AsSpan((int)at + 8, (int)length);
            if (kind.SequenceEqual("PLTE"u8))
                colours = data.ToArray();
            else if (kind.SequenceEqual("IDAT"u8))
                compressed.Write(data);
            at += 12 + length;
        }
        int stride = width * channels;
        byte[] raw = new byte[(long)(stride + 1) * height];
        try
        {
            compressed.Position = 0;
            using var inflated = new ZLibStream(compressed, CompressionMode.Decompress);
            inflated.ReadExactly(raw);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
        if (!Unfilter(raw, stride, height, channels))
            return null;
        return new PngImage(width, height, ToColours(raw, stride, width, height, channels, palette ? colours : null));
    }

    private static bool Unfilter(byte[] raw, int stride, int height, int channels)
    {
        for (int y = 0; y < height; y++)
        {
            int row = y * (stride + 1);
            byte filter = raw[row];
            if (filter > 4)
                return false;
            for (int i = 0; i < stride; i++)
            {
                int at = row + 1 + i;
                int left = i >= channels ? raw[at - channels] : 0,
                    up = y > 0 ? raw[at - stride - 1] : 0,
                    corner = i >= channels && y > 0 ? raw[at - stride - 1 - channels] : 0;
                raw[at] += (byte)(
                    filter switch
                    {
                        1 => left,
                        2 => up,
                        3 => (left + up) / 2,
                        4 => Paeth(left, up, corner),
                        _ => 0,
                    }
                );
            }
        }
        return true;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left),
            toUp = Math.Abs(estimate - up),
            toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left
            : toUp <= toCorner ? up
            : corner;
    }

    private static byte[] ToColours(byte[] raw, int stride, int width, int height, int channels, byte[]? palette)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0, to = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, to += 3)
            {
                var from = raw.AsSpan((y * (stride + 1)) + 1 + (x * channels), channels);
                if (palette is not null)
                {
                    if ((from[0] * 3) + 3 <= palette.Length)
                        palette.AsSpan(from[0] * 3, 3).CopyTo(pixels.AsSpan(to));
                }
                else if (channels < 3)
                {
                    pixels.AsSpan(to, 3).Fill(from[0]);
                }
                else
                {
                    from[..3].CopyTo(pixels.AsSpan(to));
                }
            }
        }
        return pixels;
    }
}
