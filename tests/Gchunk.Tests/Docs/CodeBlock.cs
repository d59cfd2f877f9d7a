namespace Gchunk.Tests.Docs;

/// <summary>
/// A fenced block of a page: its language, the line at which its text begins (from 1), and its output, which is the
/// block of plain text directly after it.
/// </summary>
internal sealed record CodeBlock(string Language, int Line, string Text, string? Output)
{
    private const string Fence = "```";

    /// <summary>A block of plain text that starts like this is a session at the prompt.</summary>
    private const string Prompt = "gchunk> ",
        Continued = "   ...> ";

    public bool IsSession => Language == "text" && Text.StartsWith(Prompt, StringComparison.Ordinal);

    /// <summary>The blocks of a page. A block that is the output of another is not listed.</summary>
    public static List<CodeBlock> Read(string page)
    {
        var blocks = new List<CodeBlock>();
        var lines = File.ReadAllLines(page);
        var endOfLast = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.IndexOf(lines, Fence, i + 1);
            if (end < 0)
            {
                throw new InvalidDataException($"{page}:{i + 1}: this block has no end");
            }

            var block = new CodeBlock(lines[i][Fence.Length..], i + 2, string.Join('\n', lines[(i + 1)..end]), null);
            if (
                block is { Language: "text", IsSession: false }
                && blocks.Count > 0
                && endOfLast >= 0
                && lines[(endOfLast + 1)..i].All(string.IsNullOrWhiteSpace)
            )
            {
                blocks[^1] = blocks[^1] with { Output = block.Text };
                endOfLast = -1;
            }
            else
            {
                blocks.Add(block);
                endOfLast = end;
            }

            i = end;
        }

        return blocks;
    }

    /// <summary>What the user of a session types.</summary>
    public string SessionInput() => string.Concat(SessionLines(typed: true));

    /// <summary>What the session prints.</summary>
    public string SessionOutput() => string.Concat(SessionLines(typed: false));

    private IEnumerable<string> SessionLines(bool typed)
    {
        foreach (var line in Text.Split('\n'))
        {
            var isTyped =
                line.StartsWith(Prompt, StringComparison.Ordinal)
                || line.StartsWith(Continued, StringComparison.Ordinal);
            if (isTyped == typed)
            {
                yield return (isTyped ? line[Prompt.Length..] : line) + "\n";
            }
        }
    }
}
