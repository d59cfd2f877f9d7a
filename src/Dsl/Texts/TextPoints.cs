using System.Text;

namespace Gchunk.Dsl.Texts;

/// <summary>Converts texts to Unicode code points and back.</summary>
internal static class TextPoints
{
    /// <summary>Returns the code points; half of a surrogate pair counts as one.</summary>
    public static int[] Of(string text)
    {
        var points = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            points.Add(isPair ? char.ConvertToUtf32(text[i], text[++i]) : text[i]);
        }
        return [.. points];
    }

    /// <summary>Returns the text of code points, without the zeros at its end.</summary>
    public static string Text(ReadOnlySpan<int> points)
    {
        points = points[..(points.LastIndexOfAnyExcept(0) + 1)];
        var text = new StringBuilder(points.Length);
        foreach (int point in points)
        {
            if (Rune.IsValid(point))
                text.Append(new Rune(point).ToString());
            else
                text.Append((char)point);
        }
        return text.ToString();
    }
}
