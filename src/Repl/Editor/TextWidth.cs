using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Editor;

/// <summary>How many columns of a terminal a character as the reader sees it takes: none, one or two.</summary>
/// <remarks>
/// Unicode 16: East Asian Width W and F (UAX 11), emoji presentation (UTS 51), extended grapheme clusters (UAX 29, by
/// .NET).
/// </remarks>
internal static class TextWidth
{
    // First and last code points of the wide ones, in order.
    private static readonly int[] Wide =
    [
        0x1100,
        0x115F,
        0x231A,
        0x231B,
        0x2329,
        0x232A,
        0x23E9,
        0x23EC,
        0x23F0,
        0x23F0,
        0x23F3,
        0x23F3,
        0x25FD,
        0x25FE,
        0x2614,
        0x2615,
        0x2630,
        0x2637,
        0x2648,
        0x2653,
        0x267F,
        0x267F,
        0x268A,
        0x268F,
        0x2693,
        0x2693,
        0x26A1,
        0x26A1,
        0x26AA,
        0x26AB,
        0x26BD,
        0x26BE,
        0x26C4,
        0x26C5,
        0x26CE,
        0x26CE,
        0x26D4,
        0x26D4,
        0x26EA,
        0x26EA,
        0x26F2,
        0x26F3,
        0x26F5,
        0x26F5,
        0x26FA,
        0x26FA,
        0x26FD,
        0x26FD,
        0x2705,
        0x2705,
        0x270A,
        0x270B,
        0x2728,
        0x2728,
        0x274C,
        0x274C,
        0x274E,
        0x274E,
        0x2753,
        0x2755,
        0x2757,
        0x2757,
        0x2795,
        0x2797,
        0x27B0,
        0x27B0,
        0x27BF,
        0x27BF,
        0x2B1B,
        0x2B1C,
        0x2B50,
        0x2B50,
        0x2B55,
        0x2B55,
        0x2E80,
        0x303E,
        0x3041,
        0x33FF,
        0x3400,
        0x4DBF,
        0x4DC0,
        0x4DFF,
        0x4E00,
        0x9FFF,
        0xA000,
        0xA4CF,
        0xA960,
        0xA97F,
        0xAC00,
        0xD7A3,
        0xF900,
        0xFAFF,
        0xFE10,
        0xFE19,
        0xFE30,
        0xFE6F,
        0xFF00,
        0xFF60,
        0xFFE0,
        0xFFE6,
        0x16FE0,
        0x18DFF,
        0x1AFF0,
        0x1B2FF,
        0x1D300,
        0x1D376,
        0x1F004,
        0x1F004,
        0x1F0CF,
        0x1F0CF,
        0x1F18E,
        0x1F18E,
        0x1F191,
        0x1F19A,
        0x1F200,
        0x1F320,
        0x1F32D,
        0x1F335,
        0x1F337,
        0x1F37C,
        0x1F37E,
        0x1F393,
        0x1F3A0,
        0x1F3CA,
        0x1F3CF,
        0x1F3D3,
        0x1F3E0,
        0x1F3F0,
        0x1F3F4,
        0x1F3F4,
        0x1F3F8,
        0x1F43E,
        0x1F440,
        0x1F440,
        0x1F442,
        0x1F4FC,
        0x1F4FF,
        0x1F53D,
        0x1F54B,
        0x1F54E,
        0x1F550,
        0x1F567,
        0x1F57A,
        0x1F57A,
        0x1F595,
        0x1F596,
        0x1F5A4,
        0x1F5A4,
        0x1F5FB,
        0x1F64F,
        0x1F680,
        0x1F6C5,
        0x1F6CC,
        0x1F6CC,
        0x1F6D0,
        0x1F6D2,
        0x1F6D5,
        0x1F6D7,
        0x1F6DC,
        0x1F6DF,
        0x1F6EB,
        0x1F6EC,
        0x1F6F4,
        0x1F6FC,
        0x1F7E0,
        0x1F7EB,
        0x1F7F0,
        0x1F7F0,
        0x1F90C,
        0x1F93A,
        0x1F93C,
        0x1F945,
        0x1F947,
        0x1F9FF,
        0x1FA70,
        0x1FAFF,
        0x20000,
        0x2FFFD,
        0x30000,
        0x3FFFD,
    ];

    private const char EmojiPresentation = '️';

    /// <summary>The width of a whole text without line breaks.</summary>
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
    /// The width of one text element (grapheme cluster). A control character is shown as <c>^X</c>, a tab as four
    /// spaces.
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

    /// <summary>The text cut to a width; an ellipsis stands for what is cut off.</summary>
    public static string Cut(string text, int width)
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

    private static int OfRune(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300)
            return 1;
        if (value is >= 0x1160 and <= 0x11FF or 0x200B)
            return 0;
        if (
            Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
        )
        {
            return 0;
        }

        int low = 0,
            high = (Wide.Length / 2) - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (value < Wide[2 * middle])
                high = middle - 1;
            else if (value > Wide[(2 * middle) + 1])
                low = middle + 1;
            else
                return 2;
        }
        return 1;
    }
}
