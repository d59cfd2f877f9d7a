using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Gchunk.Repl.Display;
using Xunit;

namespace Gchunk.Tests.Repl.Display;

/// <summary>Tests pictures in the terminal: the output is decoded and compared with the picture.</summary>
public partial class TerminalImageTests
{
    private static readonly (byte R, byte G, byte B) Red = (255, 0, 0),
        Blue = (0, 0, 255),
        White = (255, 255, 255),
        Green = (0, 255, 0);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(6, 4)]
    public void Pixels_are_read_whatever_the_colours_and_the_filter(int kind, int filter)
    {
        var image = PngImage.Read(Png(5, 4, Shade, kind, filter))!;
        Assert.Equal((5, 4), (image.Width, image.Height));
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 5; x++)
                Assert.Equal(kind is 0 or 4 ? (Shade(x, y).R, Shade(x, y).R, Shade(x, y).R) : Shade(x, y), image[x, y]);
        }

        static (byte R, byte G, byte B) Shade(int x, int y) =>
            ((byte)((x * 50) + y), (byte)(y * 60), (byte)(x * y * 10));
    }

    [Fact]
    public void Of_a_damaged_file_nothing_is_drawn_and_nothing_fails()
    {
        byte[] whole = Png(6, 6, (x, y) => x < 3 ? Red : Blue);
        for (int length = 0; length < whole.Length - 12; length++)
            Assert.Null(TerminalImage.Draw(whole[..length], ImageProtocol.Blocks, 80, 24));
        var random = new Random(7);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(8, damaged.Length)] ^= (byte)(1 << random.Next(8));
            foreach (var protocol in Enum.GetValues<ImageProtocol>())
                TerminalImage.Draw(damaged, protocol, 80, 24);
        }
    }

    [Fact]
    public void Half_blocks_have_the_upper_pixel_in_front_and_the_lower_behind()
    {
        // Four quarters of a colour each.
        string text = TerminalImage.Draw(
            Png(
                8,
                8,
                (x, y) =>
                    (x < 4, y < 4) switch
                    {
                        (true, true) => Red,
                        (false, true) => Blue,
                        (true, false) => White,
                        _ => Green,
                    }
            ),
            ImageProtocol.Blocks,
            3,
            24
        )!;
        Assert.Equal("\x1b[38;2;255;0;0;48;2;255;255;255m▀\x1b[38;2;0;0;255;48;2;0;255;0m▀\x1b[m\n", text);
    }

    [Theory]
    [InlineData(400, 300, 80, 24)]
    [InlineData(400, 300, 20, 24)]
    [InlineData(100, 900, 80, 24)]
    [InlineData(900, 100, 300, 100)]
    [InlineData(400, 300, 80, 5)]
    public void Blocks_fit_the_screen_and_keep_the_shape(int width, int height, int columns, int rows)
    {
        string[] lines = TerminalImage
            .Draw(Png(width, height, (_, _) => Red), ImageProtocol.Blocks, columns, rows)!
            .TrimEnd('\n')
            .Split('\n');
        int across = lines[0].Count(c => c == '▀');
        Assert.All(lines, l => Assert.Equal(across, l.Count(c => c == '▀')));
        Assert.InRange(across, 1, columns - 1);
        Assert.InRange(lines.Length, 1, Math.Max(1, rows - 3));
        // A character is twice as high as it is wide; the shorter side is rounded.
        double ratio = 2.0 * width / height;
        Assert.True(
            Math.Abs(across - (lines.Length * ratio)) < 1.5 || Math.Abs((across / ratio) - lines.Length) < 1.5,
            $"{across} x {lines.Length}"
        );
    }

    [Fact]
    public void A_screen_without_room_shows_nothing() =>
        Assert.Null(TerminalImage.Draw(Png(4, 4, (_, _) => Red), ImageProtocol.Blocks, 2, 24));

    [Fact]
    public void Sixels_draw_the_picture()
    {
        var colours = new[] { Red, Blue, White, Green };
        (byte R, byte G, byte B) At(int x, int y) => colours[((x / 3) + (y / 5)) % 4];
        var drawn = Sixels(TerminalImage.Draw(Png(17, 14, At), ImageProtocol.Sixel, 80, 24)!);
        for (int y = 0; y < 14; y++)
        {
            for (int x = 0; x < 17; x++)
                Assert.Equal(At(x, y), drawn[(x, y)]);
        }

        Assert.Equal(17 * 14, drawn.Count);
    }

    [Fact]
    public void Kitty_is_sent_the_file_in_pieces()
    {
        byte[] png = Png(90, 60, (x, y) => ((byte)(x * 31 * y), (byte)(y * 17 + (x * x)), (byte)(x + (y * y * 7))));
        string text = TerminalImage.Draw(png, ImageProtocol.Kitty, 61, 24)!;
        var pieces = Piece().Matches(text);
        Assert.True(pieces.Count > 1);
        Assert.Equal(text, string.Concat(pieces) + "\n");
        Assert.StartsWith("f=100,a=T,q=2,c=60,r=20,", pieces[0].Groups["head"].Value, StringComparison.Ordinal);
        Assert.All(pieces.SkipLast(1), p => Assert.EndsWith("m=1", p.Groups["head"].Value, StringComparison.Ordinal));
        Assert.Equal("m=0", pieces[^1].Groups["head"].Value);
        Assert.All(pieces, p => Assert.InRange(p.Groups["data"].Length, 1, 4096));
        Assert.Equal(png, Convert.FromBase64String(string.Concat(pieces.Select(p => p.Groups["data"].Value))));
    }

    [GeneratedRegex("\x1b_G(?<head>[^;]*);(?<data>[^\x1b]*)\x1b\\\\")]
    private static partial Regex Piece();

    // Decodes sixels, as far as they are used here.
    private static Dictionary<(int X, int Y), (byte R, byte G, byte B)> Sixels(string text)
    {
        Assert.StartsWith("\x1bPq", text, StringComparison.Ordinal);
        Assert.EndsWith("\x1b\\\n", text, StringComparison.Ordinal);
        var palette = new Dictionary<int, (byte, byte, byte)>();
        var pixels = new Dictionary<(int, int), (byte, byte, byte)>();
        int colour = 0,
            left = 0,
            top = 0;
        foreach (Match command in Command().Matches(text[3..^3]))
        {
            switch (command.Value[0])
            {
                case '#' when command.Groups["red"].Success:
                    palette[Number("colour")] = (Share("red"), Share("green"), Share("blue"));
                    break;
                case '#':
                    colour = Number("colour");
                    break;
                case '$':
                    left = 0;
                    break;
                case '-':
                    (left, top) = (0, top + 6);
                    break;
                default:
                    int count = command.Groups["count"].Success ? Number("count") : 1,
                        bits = command.Value[^1] - '?';
                    for (int i = 0; i < count; i++, left++)
                    {
                        for (int y = 0; y < 6; y++)
                        {
                            if ((bits >> y & 1) != 0)
                                Assert.True(pixels.TryAdd((left, top + y), palette[colour]), "a pixel is drawn twice");
                        }
                    }

                    break;
            }
            int Number(string group) => int.Parse(command.Groups[group].Value, CultureInfo.InvariantCulture);
            byte Share(string group) => (byte)Math.Round(Number(group) * 2.55);
        }
        return pixels;
    }

    [GeneratedRegex("#(?<colour>\\d+)(;2;(?<red>\\d+);(?<green>\\d+);(?<blue>\\d+))?|!(?<count>\\d+)[?-~]|[?-~]|\\$|-")]
    private static partial Regex Command();

    // Encodes a PNG file of a colour type (grey 0, colours 2, palette 3, grey with alpha 4, colours with alpha 6) whose
    // rows all have the same filter.
    private static byte[] Png(
        int width,
        int height,
        Func<int, int, (byte R, byte G, byte B)> colour,
        int kind = 2,
        int filter = 0
    )
    {
        int channels = kind switch
        {
            0 or 3 => 1,
            4 => 2,
            6 => 4,
            _ => 3,
        };
        var palette = new List<(byte, byte, byte)>();
        byte[][] rows =
        [
            .. Enumerable
                .Range(0, height)
                .Select(y => Enumerable.Range(0, width).SelectMany(x => Bytes(colour(x, y))).ToArray()),
        ];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte((byte)filter);
                for (int i = 0; i < rows[y].Length; i++)
                {
                    int left = i >= channels ? rows[y][i - channels] : 0,
                        up = y > 0 ? rows[y - 1][i] : 0,
                        corner = i >= channels && y > 0 ? rows[y - 1][i - channels] : 0;
                    int near = left + up - corner,
                        toLeft = Math.Abs(near - left),
                        toUp = Math.Abs(near - up),
                        toCorner = Math.Abs(near - corner);
                    int predicted = filter switch
                    {
                        1 => left,
                        2 => up,
                        3 => (left + up) / 2,
                        4 => toLeft <= toUp && toLeft <= toCorner ? left
                        : toUp <= toCorner ? up
                        : corner,
                        _ => 0,
                    };
                    zlib.WriteByte((byte)(rows[y][i] - predicted));
                }
            }
        }
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)kind);
        Chunk("IHDR"u8, header);
        if (kind == 3)
            Chunk("PLTE"u8, [.. palette.SelectMany(c => new[] { c.Item1, c.Item2, c.Item3 })]);
        Chunk("IDAT"u8, packed.ToArray());
        Chunk("IEND"u8, []);
        return file.ToArray();

        byte[] Bytes((byte R, byte G, byte B) c)
        {
            switch (kind)
            {
                case 0:
                    return [c.R];
                case 4:
                    return [c.R, 200];
                case 6:
                    return [c.R, c.G, c.B, 200];
                case 3:
                    if (!palette.Contains(c))
                        palette.Add(c);
                    return [(byte)palette.IndexOf(c)];
                default:
                    return [c.R, c.G, c.B];
            }
        }

        void Chunk(ReadOnlySpan<byte> name, byte[] data)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
            file.Write(length);
            file.Write(name);
            file.Write(data);
            byte[] sum = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32([.. name, .. data]));
            file.Write(sum);
        }

        static uint Crc32(ReadOnlySpan<byte> bytes)
        {
            uint crc = uint.MaxValue;
            foreach (byte b in bytes)
            {
                crc ^= b;
                for (int bit = 0; bit < 8; bit++)
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
            return ~crc;
        }
    }
}
