namespace Gchunk.Dsl.Plotting.Drawing;

/// <summary>
/// Returns the colour (0xAARRGGBB, 0 = none) at a position, given in fractions of the raster from its top left corner.
/// </summary>
internal delegate uint ColorAt(double right, double down);

/// <summary>An image: rows from the top, four bytes per pixel (red, green, blue, alpha).</summary>
internal sealed record Raster(int Width, int Height, byte[] Rgba)
{
    private const int PerSide = 2; // samples per pixel in each direction, for smooth edges of cells

    /// <summary>Colours each pixel with the mean of its samples.</summary>
    public static Raster Paint(int width, int height, ColorAt color, CancellationToken cancel)
    {
        byte[] rgba = new byte[checked(width * height * 4)];
        Parallel.For(
            0,
            height,
            new ParallelOptions { CancellationToken = cancel },
            row =>
            {
                Span<uint> samples = stackalloc uint[PerSide * PerSide];
                for (int column = 0; column < width; column++)
                {
                    for (int k = 0; k < samples.Length; k++)
                    {
                        samples[k] = color(
                            (column + (((k % PerSide) + 0.5) / PerSide)) / width,
                            (row + (((k / PerSide) + 0.5) / PerSide)) / height
                        );
                    }

                    Put(rgba, (row * width) + column, Mean(samples));
                }
            }
        );
        return new Raster(width, height, rgba);
    }

    public static void Put(byte[] rgba, int pixel, uint argb)
    {
        rgba[4 * pixel] = (byte)(argb >> 16);
        rgba[(4 * pixel) + 1] = (byte)(argb >> 8);
        rgba[(4 * pixel) + 2] = (byte)argb;
        rgba[(4 * pixel) + 3] = (byte)(argb >> 24);
    }

    private static uint Mean(ReadOnlySpan<uint> samples)
    {
        if (!samples.ContainsAnyExcept(samples[0]))
            return samples[0];
        uint a = 0,
            r = 0,
            g = 0,
            b = 0;
        foreach (uint s in samples)
        {
            uint alpha = s >> 24;
            a += alpha;
            r += ((s >> 16) & 255) * alpha;
            g += ((s >> 8) & 255) * alpha;
            b += (s & 255) * alpha;
        }
        return a == 0 ? 0 : ((a / (uint)samples.Length) << 24) | ((r / a) << 16) | ((g / a) << 8) | (b / a);
    }
}
