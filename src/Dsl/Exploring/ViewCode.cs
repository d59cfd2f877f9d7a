using System.Globalization;
using System.Text;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl.Exploring;

/// <summary>The line of C# that draws what a page shows.</summary>
internal static class ViewCode
{
    /// <summary>Returns the line.</summary>
    /// <param name="array">The array.</param>
    /// <param name="view">What is shown.</param>
    /// <param name="colors">The colour map.</param>
    /// <param name="limits">The values at the ends of the colour map.</param>
    /// <param name="projection">The C# of the projection, or null for none.</param>
    /// <exception cref="GchunkException">The view is out of range, or the colour map or the limits are wrong.</exception>
    public static string Of(
        ExploredArray array,
        ViewRequest view,
        string? colors,
        (double Low, double High)? limits,
        string? projection = null
    )
    {
        view.Check(array);
        var selections = new List<string>();
        for (int i = 0; i < array.Others.Length; i++)
            selections.Add($"({Literal(array.Others[i])}, {view.Indices[i]})");
        Window(array.Y, view.Y0, view.Y1);
        Window(array.X, view.X0, view.X1);
        var settings = new List<string>();
        if (colors is not null)
            settings.Add($"colors: {Literal(ColorMap.Named(colors).Name)}");
        if (limits is { } l)
        {
            if (!(double.IsFinite(l.Low) && double.IsFinite(l.High) && l.Low < l.High))
                throw new GchunkException($"limits ({l.Low}, {l.High}): the first must be smaller than the second");
            settings.Add(string.Create(CultureInfo.InvariantCulture, $"limits: ({l.Low:R}, {l.High:R})"));
        }
        if (projection is not null)
            settings.Add($"projection: {projection}");
        string picked = selections.Count == 0 ? "" : $".Isel({string.Join(", ", selections)})";
        return $"{array.Code}{picked}.{(array.IsMap ? "PlotMap" : "Plot")}({string.Join(", ", settings)})";

        void Window(string dim, long from, long to)
        {
            if (from > 0 || to < array.Array.Sizes[dim])
                selections.Add($"({Literal(dim)}, {from}..{to})");
        }
    }

    /// <summary>Returns a C# string literal.</summary>
    public static string Literal(string text)
    {
        var code = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                code.Append('\\').Append(c);
            else if (char.IsAsciiLetterOrDigit(c) || char.IsLetter(c) || (c < 127 && !char.IsControl(c)))
                code.Append(c);
            else
                code.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return code.Append('"').ToString();
    }
}
