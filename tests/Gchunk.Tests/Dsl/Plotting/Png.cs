using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>
/// Reads the PNG files that gnuplot writes (8 bits per channel, not interlaced), so that tests can look at pixels.
/// </summary>
internal sealed class Png
{
    private readonly byte[] pixels;
    private readonly int channels;

    private Png(int width, int height, int channels, byte[] pixels) =>
        (Width, Height, this.channels, this.pixels) = (width, height, channels, pixels);

    public int Width { get; }

    public int Height { get; }

    /// <summary>The colour at a pixel, 0xRRGGBB.</summary>
    public int this[int x, int y]
    {
        get
        {
            int p = ((y * Width) + x) * channels;
            return (pixels[p] << 16) | (pixels[p + 1] << 8) | pixels[p + 2];
        }
    }

    public int Count(int color)
    {
        int n = 0;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                n += this[x, y] == color ? 1 : 0;
        }
        return n;
    }

    /// <summary>The smallest box that holds every pixel of a colour.</summary>
    public (int Left, int Top, int Right, int Bottom) BoxOf(int color)
    {
        (int l, int t, int r, int b) = (Width, Height, -1, -1);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                if (this[x, y] == color)
                    (l, t, r, b) = (Math.Min(l, x), Math.Min(t, y), Math.Max(r, x), Math.Max(b, y));
            }
        }
        return (l, t, r, b);
    }

    /// <summary>
    /// The box of the columns and rows of which at least a third has some colours: the plot's cells, without legend and
    /// lines.
    /// </summary>
    public (int Left, int Top, int Right, int Bottom) BoxOfBlock(params int[] colors)
    {
        bool Cell(int x, int y) => Array.IndexOf(colors, this[x, y]) >= 0;
        int[] columns =
        [
            .. Enumerable.Range(0, Width).Where(x => Enumerable.Range(0, Height).Count(y => Cell(x, y)) > Height / 3),
        ];
        int[] rows =
        [
            .. Enumerable.Range(0, Height).Where(y => Enumerable.Range(0, Width).Count(x => Cell(x, y)) > Width / 3),
        ];
        return (columns[0], rows[0], columns[^1], rows[^1]);
    }

    public static Png Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        Assert.Equal(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }, file[..4]);
        using var packed = new MemoryStream();
        int width = 0,
            height = 0,
            channels = 0;
        for (int at = 8; at < file.Length; )
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string kind = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            ReadOnlySpan<byte> body = file.AsSpan(at + 8, length);
            if (kind == "IHDR")
            {
                (width, height) = (
                    BinaryPrimitives.ReadInt32BigEndian(body),
                    BinaryPrimitives.ReadInt32BigEndian(body[4..])
                );
                Assert.Equal(8, body[8]);
                channels = body[9] switch
                {
                    2 => 3,
                    6 => 4,
                    _ => throw new NotSupportedException("colour type " + body[9]),
                };
            }
            else if (kind == "IDAT")
            {
                packed.Write(body);
            }
            at += length + 12;
        }
        packed.Position = 0;
        using var inflated = new ZLibStream(packed, CompressionMode.Decompress);
        int stride = width * channels;
        byte[] pixels = new byte[height * stride];
        for (int y = 0; y < height; y++)
        {
            int filter = inflated.ReadByte();
            Span<byte> row = pixels.AsSpan(y * stride, stride),
                above = y > 0 ? pixels.AsSpan((y - 1) * stride, stride) : new byte[stride];
            inflated.ReadExactly(row);
            for (int i = 0; i < stride; i++)
            {
                int a = i >= channels ? row[i - channels] : 0,
                    b = above[i],
                    c = i >= channels ? above[i - channels] : 0;
                row[i] += (byte)(
                    filter switch
                    {
                        0 => 0,
                        1 => a,
                        2 => b,
                        3 => (a + b) / 2,
                        4 => Paeth(a, b, c),
                        _ => throw new NotSupportedException("filter " + filter),
                    }
                );
            }
        }
        return new Png(width, height, channels, pixels);
    }

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c,
            pa = Math.Abs(p - a),
            pb = Math.Abs(p - b),
            pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a
            : pb <= pc ? b
            : c;
    }
}
