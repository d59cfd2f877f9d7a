using System.Globalization;
using System.Text;
using Wcwidth;

namespace Gchunk.Repl.Editor;

/// <summary>The number of terminal columns that a grapheme cluster occupies: none, one or two.</summary>
/// <remarks>
/// The widths of code points come from Wcwidth, and extended grapheme clusters (UAX 29) from .NET. A cluster is as wide
/// as its widest code point; flags and emoji presentation (UTS 51) make it two columns wide.
/// </remarks>
internal static class TextWidth
{
    private const char EmojiPresentation = '\ufe0f';

    // Wcwidth 4.0.1 gives this letter no width: its range of Hangul vowels ends one code point too late.
    private const int EthiopicHa = 0x1200;

    /// <summary>Returns the width of a text without line breaks.</summary>
    public static int Of(string text)
    {
        int width = 0;
        for (int at = 0; at < text.Length; )
        {
            int length = StringInfo.GetNextTextElementLength(text, at);
            width += OfElement(text.AsSpan(at, length));
            at += length;
        }
        return width;
    }

    /// <summary>
    /// Returns the width of one text element (grapheme cluster). A control character is shown as <c>^X</c>, a tab as
    /// four spaces.
    /// </summary>
    public static int OfElement(ReadOnlySpan<char> element)
    {
        if (element is ['\t'])
            return 4;
        if (element is [< ' ' or '\x7f'])
            return 2;
        int width = 0;
        int regional = 0;
        foreach (Rune rune in element.EnumerateRunes())
        {
            if (rune.Value is >= 0x1F1E6 and <= 0x1F1FF)
                regional++;
            width = Math.Max(width, OfRune(rune));
        }
        return regional == 2 || (width == 1 && element.Contains(EmojiPresentation)) ? 2 : width;
    }

    /// <summary>Truncates a text to a width. An ellipsis replaces what is cut off.</summary>
    public static string Truncate(string text, int width)
    {
        if (Of(text) <= width)
            return text;
        int used = 0,
            at = 0;
        while (at < text.Length)
        {
            int length = StringInfo.GetNextTextElementLength(text, at);
            int own = OfElement(text.AsSpan(at, length));
            if (used + own > width - 1)
                break;
            (used, at) = (used + own, at + length);
        }
        return width < 1 ? "" : text[..at] + "…";
    }

    // Plain text needs no table: most inputs never load the package.
    private static int OfRune(Rune rune) => rune.Value is < 0x300 or EthiopicHa ? 1 : FromTable(rune);

    private static int FromTable(Rune rune) => Math.Max(0, UnicodeCalculator.GetWidth(rune));
}
