using System.Globalization;
using System.Text;

namespace Gchunk.Engine;

/// <summary>
/// Text as it may be shown in a terminal. Names and attributes come from files, which must not clear the screen, set the
/// title or write to the clipboard, or turn the direction of what follows.
/// </summary>
public static class VisibleText
{
    private const int MostShown = 200;

    /// <summary>
    /// Returns a text with every control character except line breaks and tabs, every mark of direction, every invisible
    /// character that separates or joins, and every lone surrogate as its number: <c>\x1b</c>, <c>\u202e</c>.
    /// </summary>
    public static string Of(string text)
    {
        int first = 0;
        while (first < text.Length && IsPlain(text, first))
            first++;
        if (first == text.Length)
            return text;
        var visible = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (int i = first; i < text.Length; i++)
        {
            if (IsPlain(text, i))
                visible.Append(text[i]);
            else if (text[i] <= 0xFF)
                visible.Append(CultureInfo.InvariantCulture, $"\\x{(int)text[i]:x2}");
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
        }
        return visible.ToString();
    }

    /// <summary>Returns a text for a message, of which a long one is cut: no reader can bear all of it.</summary>
    internal static string Start(string text) => text.Length <= MostShown ? text : text[..MostShown] + "…";

    private static bool IsPlain(string text, int at) =>
        text[at] switch
        {
            '\n' or '\t' => true,
            // Windows ends lines with both.
            '\r' => at + 1 < text.Length && text[at + 1] == '\n',
            < ' ' or >= '\x7f' and <= '\x9f' => false,
            '\u061c' or '\u200e' or '\u200f' or >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' => false,
            // Line and paragraph separators, spaces without width and marks of annotations.
            '\u2028' or '\u2029' or '\u200b' or >= '\u2060' and <= '\u2065' or '\ufeff' => false,
            >= '\ufff9' and <= '\ufffb' => false,
            var c when char.IsHighSurrogate(c) => at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]),
            var c when char.IsLowSurrogate(c) => at > 0 && char.IsHighSurrogate(text[at - 1]),
            _ => true,
        };
}
