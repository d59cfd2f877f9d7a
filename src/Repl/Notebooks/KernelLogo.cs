using BigGustave;

namespace Gchunk.Repl.Notebooks;

/// <summary>The logo of the kernel: a grid of chunks, one of which is computed.</summary>
internal static class KernelLogo
{
    private const int Cells = 3;
    private static readonly Pixel Line = new(0x3d, 0x6b, 0x99),
        Chunk = new(0xcf, 0xe2, 0xf3),
        Computed = new(0xf2, 0xa6, 0x3b);

    /// <summary>The logo as a PNG file.</summary>
    /// <param name="size">Its width and height in pixels.</param>
    public static byte[] Png(int size)
    {
        PngBuilder png = PngBuilder.Create(size, size, hasAlphaChannel: false);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
                png.SetPixel(Color(x, y, size), x, y);
        }
        return png.Save();
    }

    private static Pixel Color(int x, int y, int size)
    {
        int cell = size / Cells;
        int column = Math.Min(x / cell, Cells - 1),
            row = Math.Min(y / cell, Cells - 1);
        bool isLine = x % cell == 0 || y % cell == 0 || x == size - 1 || y == size - 1;
        return isLine ? Line
            : (column, row) == (1, 1) ? Computed
            : Chunk;
    }
}
