using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Drawing;

/// <summary>A file format and the gnuplot terminal that writes it.</summary>
internal sealed record FigureFormat(string Ending, bool IsVector, Func<Canvas, string> Terminal)
{
    private static readonly FigureFormat[] All =
    [
        new(
            ".png",
            false,
            c =>
                Text(
                    $"pngcairo noenhanced size {c.Width},{c.Height} font 'DejaVu Sans,{c.FontPixels * 0.75:0.##}' linewidth {c.Scale:0.###}"
                )
        ),
        new(
            ".svg",
            true,
            c =>
                Text(
                    $"svg noenhanced size {c.Width},{c.Height} font 'DejaVu Sans,{c.FontPixels:0.##}' linewidth {c.Scale:0.###} background '#ffffff'"
                )
        ),
        // A pixel is 1/150 inch on paper if no other resolution was given. Without fontscale, gnuplot halves the fonts of a PDF.
        new(
            ".pdf",
            true,
            c =>
                Text(
                    $"pdfcairo noenhanced size {c.Width / Inch(c):0.####},{c.Height / Inch(c):0.####} font 'DejaVu Sans,{c.FontPixels * 72 / Inch(c):0.##}' fontscale 0.75 linewidth {c.Scale:0.###} background '#ffffff'"
                )
        ),
    ];

    public static FigureFormat Of(string path)
    {
        string ending = Path.GetExtension(path);
        return All.FirstOrDefault(f => f.Ending.Equals(ending, StringComparison.OrdinalIgnoreCase))
            ?? throw new GchunkException(
                ending.Length == 0
                    ? $"'{path}' has no ending of a picture format; use one of .png, .svg, .pdf"
                    : $"no picture format '{ending}' (in '{path}'); the formats are .png, .svg, .pdf"
            );
    }

    private static double Inch(Canvas canvas) => canvas.Dpi ?? Canvas.DefaultDpi;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
