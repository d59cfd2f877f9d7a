using Gchunk.Repl.Editor;
using Xunit;

namespace Gchunk.Tests.Repl.Editor;

public class TextWidthTests
{
    // The widths of wcwidth, with each cluster counted as one character.
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("漢字", 4)]
    [InlineData("한국", 4)]
    [InlineData("한", 2)]
    [InlineData("Ａ", 2)]
    [InlineData("ｱ", 1)]
    [InlineData("🙂", 2)]
    [InlineData("👩‍👩‍👧", 2)]
    [InlineData("🇪🇸", 2)]
    [InlineData("❤", 1)]
    [InlineData("❤️", 2)]
    [InlineData("⚡", 2)]
    [InlineData("→°µΩ", 4)]
    [InlineData("\u200b", 0)]
    [InlineData("ሀሁ", 2)]
    [InlineData("नि", 1)]
    [InlineData("\t", 4)]
    [InlineData("\x1b", 2)]
    public void A_character_takes_the_columns_that_a_terminal_gives_it(string text, int width) =>
        Assert.Equal(width, TextWidth.Of(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("漢字漢字", 6, "漢字…")]
    [InlineData("漢字漢字", 5, "漢字…")]
    [InlineData("abc", 0, "")]
    public void A_text_is_cut_at_a_character(string text, int width, string cut) =>
        Assert.Equal(cut, TextWidth.Truncate(text, width));
}
