using Gchunk.Repl.Commands;
using Xunit;

namespace Gchunk.Tests.Repl.Commands;

/// <summary>What a command of the shell writes is shown part by part.</summary>
public class ShellOutputTests
{
    [Fact]
    public void Parts_are_shown_as_they_come_with_control_characters_made_visible()
    {
        using var shown = new StringWriter { NewLine = "\n" };
        var output = new ShellOutput(shown);
        output.Show("one\r");
        Assert.Equal("one", shown.ToString());
        output.Show("\n\u001b[2Jtwo \ud83d");
        Assert.Equal("one\r\n\\x1b[2Jtwo ", shown.ToString());
        output.Show("\ude00");
        Assert.EndsWith("two 😀", shown.ToString(), StringComparison.Ordinal);
        output.End();
        output.Show("late");
        Assert.EndsWith("two 😀\n", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_pair_at_the_end_is_made_visible()
    {
        using var shown = new StringWriter { NewLine = "\n" };
        var output = new ShellOutput(shown);
        output.Show("a\ud83d");
        output.End();
        Assert.Equal("a\\ud83d\n", shown.ToString());
    }
}
