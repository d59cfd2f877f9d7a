using System.Globalization;
using System.Text;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Html;

/// <summary>
/// Draws the chunks of an array as SVG: the last axis across, the one before it down, and the one before that into the
/// page.
/// </summary>
internal static class ChunkSvg
{
    private const double Longest = 120,
        Shortest = 22,
        Slant = 0.35,
        Margin = 14,
        LabelRoom = 46;
    private const int MostLines = 40;

    /// <summary>Returns the drawing, or an empty text for an array without axes or without values.</summary>
    public static string Of(ChunkGrid chunks)
    {
        if (chunks.Rank == 0 || chunks.Shape.Size == 0)
            return "";
        int across = chunks.Rank - 1,
            down = chunks.Rank - 2,
            deep = chunks.Rank - 3;
        long most = 1;
        for (int axis = Math.Max(0, deep); axis < chunks.Rank; axis++)
            most = Math.Max(most, chunks.Shape[axis]);
        double Length(int axis) => axis < 0 ? Shortest : Math.Max(Shortest, Longest * chunks.Shape[axis] / most);

        double width = Length(across),
            height = Length(down),
            depth = deep < 0 ? 0 : Length(deep) * Slant;
        double[] columns = Lines(chunks, across, width),
            rows = Lines(chunks, down, height),
            layers = deep < 0 ? [] : Lines(chunks, deep, depth);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg width=\"{width + depth + LabelRoom + Margin:0.#}\" height=\"{height + depth + 2 * Margin + 4:0.#}\" font-size=\"11\" fill=\"currentColor\" role=\"img\" aria-label=\"{chunks.NumBlocks} chunks\"><g transform=\"translate({Margin / 2:0.#},{Margin / 2:0.#})\">"
        );
        Face(svg, depth, depth, width, 0, 0, height, columns, rows, ".30");
        if (depth > 0)
        {
            Face(svg, 0, 0, width, 0, depth, depth, columns, layers, ".20");
            Face(svg, 0, 0, 0, height, depth, depth, rows, layers, ".12");
        }
        Label(svg, depth + width / 2, depth + height + 12, chunks.Shape[across], "middle");
        if (down >= 0)
            Label(svg, depth + width + 4, depth + height / 2, chunks.Shape[down], "start");
        if (deep >= 0)
            Label(svg, depth / 2 + width + 6, depth / 2, chunks.Shape[deep], "start");
        return svg.Append("</g></svg>").ToString();
    }

    // A parallelogram from (x, y): its first side goes by (dx, dy), its second by (ex, ey). The lines divide its sides.
    private static void Face(
        StringBuilder svg,
        double x,
        double y,
        double dx,
        double dy,
        double ex,
        double ey,
        double[] first,
        double[] second,
        string opacity
    )
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{x:0.#} {y:0.#}l{dx:0.#} {dy:0.#}l{ex:0.#} {ey:0.#}l{-dx:0.#} {-dy:0.#}z\" fill=\"#e08a1e\" fill-opacity=\"{opacity}\" stroke=\"none\"/><path d=\""
        );
        double along = dx + dy,
            into = Math.Max(ex, ey);
        foreach (double at in first)
        {
            double part = at / along;
            svg.Append(CultureInfo.InvariantCulture, $"M{x + dx * part:0.#} {y + dy * part:0.#}l{ex:0.#} {ey:0.#}");
        }
        foreach (double at in second)
        {
            double part = at / into;
            svg.Append(CultureInfo.InvariantCulture, $"M{x + ex * part:0.#} {y + ey * part:0.#}l{dx:0.#} {dy:0.#}");
        }
        svg.Append("\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1\" stroke-opacity=\".7\"/>");
    }

    private static void Label(StringBuilder svg, double x, double y, long length, string anchor) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{length}</text>"
        );

    // The borders of the chunks on a side of the drawing; of very many, only some.
    private static double[] Lines(ChunkGrid chunks, int axis, double side)
    {
        if (axis < 0)
            return [0, side];
        ReadOnlySpan<long> offsets = chunks.Offsets(axis);
        int step = Math.Max(1, (offsets.Length - 1) / MostLines);
        var lines = new List<double>();
        for (int i = 0; i < offsets.Length - 1; i += step)
            lines.Add(side * offsets[i] / offsets[^1]);
        lines.Add(side);
        return [.. lines];
    }
}
