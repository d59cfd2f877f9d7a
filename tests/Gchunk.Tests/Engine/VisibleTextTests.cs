using Gchunk.Engine;
using Xunit;

namespace Gchunk.Tests.Engine;

public class VisibleTextTests
{
    [Theory]
    [InlineData("plain 5 µm, Ünïcode\nand\ttabs\r\n😀", "plain 5 µm, Ünïcode\nand\ttabs\r\n😀")]
    [InlineData("\u001b]0;title\u0007\u001b[2J", "\\x1b]0;title\\x07\\x1b[2J")]
    [InlineData("\u009b31m\u007f\0", "\\x9b31m\\x7f\\x00")]
    [InlineData("over\rwritten", "over\\x0dwritten")]
    [InlineData("a\u202eb\u2066c\u200fd\u061c", "a\\u202eb\\u2066c\\u200fd\\u061c")]
    [InlineData("a\u2028b\u2029c\u200bd\u2060e\ufefff\ufff9", "a\\u2028b\\u2029c\\u200bd\\u2060e\\ufefff\\ufff9")]
    public void Control_characters_and_marks_of_direction_are_shown_as_numbers(string text, string visible) =>
        Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void Lone_surrogates_are_shown_as_numbers()
    {
        Assert.Equal("a\\ud800b", VisibleText.Of("a\ud800b"));
        Assert.Equal("\\udc00\\ud83d", VisibleText.Of("\udc00\ud83d"));
    }

    [Fact]
    public void Errors_show_what_they_name()
    {
        Assert.Equal("no file '\\x1b[2J'", new GchunkException("no file '\u001b[2J'").Message);
        Assert.Equal("\\x07", new GchunkException("\u0007", new IOException()).Message);
    }
}
