using Gchunk.Repl.Commands;
using Gchunk.Repl.Editor;
using Xunit;

namespace Gchunk.Tests.Repl;

/// <summary>Checks that the page about the prompt lists every key and command of the program's tables.</summary>
public class PromptPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "prompt.md"));

    public static IEnumerable<string> Keys =>
        KeyTable.All.Select(c => $"| {string.Join(", ", c.Chords.Select(k => $"`{k}`"))} | {c.Summary} |");

    public static IEnumerable<string> Commands =>
        CommandTable.All.Select(c =>
            $"| `{$"{c.Name} {c.Arguments}".Trim().Replace("|", "\\|", StringComparison.Ordinal)}` | {c.Summary} |"
        );

    [Fact]
    public void The_keys_are_those_of_the_editor() => AssertTable("| key | |\n|---|---|\n", Keys);

    [Fact]
    public void The_commands_are_those_of_the_prompt() => AssertTable("| command | |\n|---|---|\n", Commands);

    private static void AssertTable(string head, IEnumerable<string> rows)
    {
        string table = head + string.Join('\n', rows) + "\n";
        Assert.True(Page.Contains(table, StringComparison.Ordinal), $"docs/prompt.md must have this table:\n{table}");
    }
}
