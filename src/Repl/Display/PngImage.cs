using System.Buffers.Binary;
using BigGustave;

namespace Gchunk.Repl.Display;

/// <summary>A picture of red, green and blue, read from a PNG file.</summary>
internal sealed class PngImage
{
    private const int MostPixels = 64 << 20;
    private const int WidthOffset = 16;
    private const int HeightOffset = 20;

    private readonly Png png;

    private PngImage(Png png) => this.png = png;

    public int Width => png.Width;

    public int Height => png.Height;

    /// <summary>The colour of a pixel.</summary>
    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            Pixel pixel = png.GetPixel(x, y);
            return (pixel.R, pixel.G, pixel.B);
        }
    }

    /// <summary>Returns the mean colour of a part, given in fractions of the width and the height.</summary>
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

    /// <summary>Reads a PNG file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <returns>The picture, or null if the file is not a PNG file, is corrupt or is too large.</returns>
    public static PngImage? Read(byte[] file)
    {
        // The size is checked before the library allocates memory for it.
        if (file.Length < HeightOffset + sizeof(int) || PixelsOf(file) is <= 0 or > MostPixels)
            return null;
        try
        {
            var image = new PngImage(Png.Open(file));
            // The library finds an index beyond the palette only when it reads the pixel.
            if (image.png.Header.ColorType.HasFlag(ColorType.PaletteUsed))
            {
                for (int y = 0; y < image.Height; y++)
                {
                    for (int x = 0; x < image.Width; x++)
                        _ = image[x, y];
                }
            }
            return image;
        }
#pragma warning disable CA1031 // The library reports corrupt files with exceptions of many types.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static long PixelsOf(byte[] file)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(WidthOffset)),
            height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(HeightOffset));
        return width > 0 && height > 0 ? (long)width * height : 0;
    }
}
