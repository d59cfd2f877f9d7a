using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Display;

/// <summary>The way a terminal shows pictures.</summary>
internal enum ImageProtocol
{
    /// <summary>Two pixels per character, as coloured half blocks.</summary>
    Blocks,

    /// <summary>DEC sixels.</summary>
    Sixel,

    /// <summary>The graphics protocol of kitty, which other terminals support too.</summary>
    Kitty,
}

/// <summary>Draws pictures in the terminal, limited to its width.</summary>
internal static class TerminalImage
{
    private const int MostColumns = 100;
    private const int MostRows = 30;
    private const int KittyPiece = 4096;
    private const int SixelWidth = 800;

    // A character cell is about twice as high as it is wide.
    private const double CellShape = 2;

    /// <summary>
    /// Returns the protocol that the terminal supports, from environment variables and from its answer to the query for
    /// its attributes (empty if there was none).
    /// </summary>
    public static ImageProtocol ProtocolOf(string attributes)
    {
        string term = Environment.GetEnvironmentVariable("TERM") ?? "",
            program = Environment.GetEnvironmentVariable("TERM_PROGRAM") ?? "";
        if (
            Environment.GetEnvironmentVariable("TMUX") is null or ""
            && (term.Contains("kitty", StringComparison.Ordinal) || program is "WezTerm" or "ghostty")
        )
        {
            return ImageProtocol.Kitty;
        }

        return attributes.Split(';').Skip(1).Contains("4") ? ImageProtocol.Sixel : ImageProtocol.Blocks;
    }

    /// <summary>
    /// Encodes a picture for the terminal, with a line break at the end. Returns null if the file is not a readable
    /// picture.
    /// </summary>
    /// <param name="png">The bytes of a PNG file.</param>
    /// <param name="protocol">The protocol to use.</param>
    /// <param name="width">The number of columns of the terminal.</param>
    /// <param name="height">The number of rows of the terminal.</param>
    public static string? Draw(byte[] png, ImageProtocol protocol, int width, int height)
    {
        if (PngImage.Read(png) is not { } image)
            return null;
        int columns = Math.Min(width - 1, MostColumns);
        int rows = (int)Math.Ceiling(columns * image.Height / (image.Width * CellShape));
        if (rows > Math.Min(MostRows, height - 3))
        {
            rows = Math.Max(1, Math.Min(MostRows, height - 3));
            columns = Math.Min(columns, (int)(rows * CellShape * image.Width / image.Height));
        }
        if (columns < 2)
            return null;
        return protocol switch
        {
            ImageProtocol.Kitty => Kitty(png, columns, rows),
            ImageProtocol.Sixel => Sixel(image, Math.Min(SixelWidth, image.Width)),
            _ => Blocks(image, columns, rows),
        };
    }

    // The upper pixel is the foreground colour of a half block, the lower one its background colour.
    private static string Blocks(PngImage image, int columns, int rows)
    {
        var text = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double left = (double)column / columns,
                    right = (column + 1.0) / columns,
                    top = (double)row / rows,
                    bottom = (row + 1.0) / rows;
                var upper = image.Mean(left, top, right, (top + bottom) / 2);
                var lower = image.Mean(left, (top + bottom) / 2, right, bottom);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\x1b[38;2;{upper.Red};{upper.Green};{upper.Blue};48;2;{lower.Red};{lower.Green};{lower.Blue}m▀"
                );
            }
            text.Append("\x1b[m\n");
        }
        return text.ToString();
    }

    private static string Kitty(byte[] png, int columns, int rows)
    {
        string data = Convert.ToBase64String(png);
        var text = new StringBuilder();
        for (int at = 0; at < data.Length; at += KittyPiece)
        {
            string head =
                at == 0 ? string.Create(CultureInfo.InvariantCulture, $"f=100,a=T,q=2,c={columns},r={rows},") : "";
            int length = Math.Min(KittyPiece, data.Length - at);
            text.Append("\x1b_G")
                .Append(head)
                .Append(at + length < data.Length ? "m=1;" : "m=0;")
                .Append(data, at, length)
                .Append("\x1b\\");
        }
        return text.Append('\n').ToString();
    }

    // Each channel has six levels. A band has six rows of pixels, and its colours are drawn one after the other.
    private static string Sixel(PngImage image, int width)
    {
        const int Steps = 6;
        int height = Math.Max(1, image.Height * width / image.Width);
        var text = new StringBuilder("\x1bPq");
        for (int c = 0; c < Steps * Steps * Steps; c++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"#{c};2;{c / 36 * 100 / 5};{c / 6 % 6 * 100 / 5};{c % 6 * 100 / 5}"
            );
        }

        var band = new byte[Steps * Steps * Steps][];
        for (int top = 0; top < height; top += 6)
        {
            Array.Clear(band);
            for (int y = top; y < Math.Min(top + 6, height); y++)
            {
                for (int x = 0; x < width; x++)
                {
                    var (r, g, b) = image[
                        x * image.Width / width,
                        Math.Min(y * image.Height / height, image.Height - 1)
                    ];
                    int colour = ((((r * 5) + 127) / 255 * 6) + (((g * 5) + 127) / 255)) * 6 + (((b * 5) + 127) / 255);
                    (band[colour] ??= new byte[width])[x] |= (byte)(1 << (y - top));
                }
            }
            for (int c = 0; c < band.Length; c++)
            {
                if (band[c] is not { } drawn)
                    continue;
                text.Append(CultureInfo.InvariantCulture, $"#{c}");
                for (int x = 0; x < width; )
                {
                    int run = 1;
                    while (x + run < width && drawn[x + run] == drawn[x])
                        run++;
                    char sixel = (char)('?' + drawn[x]);
                    if (run > 3)
                        text.Append(CultureInfo.InvariantCulture, $"!{run}{sixel}");
                    else
                        text.Append(sixel, run);
                    x += run;
                }
                text.Append('$');
            }
            text.Append('-');
        }
        return text.Append("\x1b\\\n").ToString();
    }
}
