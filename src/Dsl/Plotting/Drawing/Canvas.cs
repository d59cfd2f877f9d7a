namespace Gchunk.Dsl.Plotting.Drawing;

/// <summary>The drawing surface: pixels from the top left corner, turned into gnuplot's screen fractions.</summary>
internal sealed record Canvas(int Width, int Height, FigureFormat Format)
{
    /// <summary>The pixels of an inch on paper, of a figure whose size is given in pixels.</summary>
    public const double DefaultDpi = 150;

    /// <summary>The pixels of an inch; null if the size was given in pixels.</summary>
    public double? Dpi { get; init; }

    /// <summary>
    /// The scale of everything drawn, relative to a figure of 1200 x 900. On paper of a given size it follows the dots
    /// per inch, so that the base font has 10 points.
    /// </summary>
    public double Scale =>
        Dpi is { } dpi ? dpi / DefaultDpi : Math.Clamp(Math.Sqrt(Width * (double)Height / (1200 * 900)), 0.4, 8);

    /// <summary>The height of the base font in pixels.</summary>
    public double FontPixels => 21 * (Dpi is null ? Math.Max(Scale, 0.55) : Scale);

    /// <summary>
    /// Image pixels per canvas pixel. Vector formats get more, because readers zoom in, unless the canvas is huge.
    /// </summary>
    public int ImageDensity => Format.IsVector && (long)Width * Height <= 2_500_000 ? 2 : 1;

    public double X(double pixel) => pixel / Width;

    public double Y(double pixel) => 1 - (pixel / Height);

    /// <summary>A font's clause for gnuplot, relative to the base font (in the terminal's own unit).</summary>
    public double FontSize(double relative) =>
        relative
        * FontPixels
        * Format.Ending switch
        {
            ".png" => 0.75,
            ".pdf" => 72.0 / (Dpi ?? DefaultDpi),
            _ => 1,
        };

    /// <summary>The approximate width of a text in DejaVu Sans, in pixels.</summary>
    public double TextWidth(string text, double relative = 1) => text.Length * 0.6 * FontPixels * relative;

    /// <summary>Shrinks a text's font to fit, but not below 60 %, and then truncates the text.</summary>
    public (string Text, double Relative) Fit(string text, double pixels, double relative)
    {
        double fitting = Math.Max(
            Math.Min(relative, relative * pixels / Math.Max(1, TextWidth(text, relative))),
            0.6 * relative
        );
        int most = (int)(pixels / (0.6 * FontPixels * fitting));
        return (
            text.Length <= Math.Max(most, 4) ? text : string.Concat(text.AsSpan(0, Math.Max(most, 4) - 1), "…"),
            fitting
        );
    }
}

/// <summary>A rectangle of whole pixels, from the top left corner.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    public int Right => Left + Width;

    public int Bottom => Top + Height;
}

/// <summary>An interval of an axis, low to high.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public double Length => High - Low;
}
