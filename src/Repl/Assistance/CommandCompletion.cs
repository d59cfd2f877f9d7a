using Gchunk.Repl.Commands;
using Gchunk.Repl.Editor;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Assistance;

/// <summary>Completes the names of commands and their arguments: files and variables.</summary>
internal static class CommandCompletion
{
    /// <returns>The completion, or null if the text at the cursor is code.</returns>
    public static Completion? At(string text, int cursor, Session session)
    {
        string before = text[..cursor];
        string line = before.TrimStart();
        int start = before.Length - line.Length;
        if (line is not ['%', ..])
            return null;
        int blank = line.AsSpan().IndexOfAny(" \t\n");
        if (blank < 0)
        {
            return new Completion(
                start,
                [
                    .. CommandTable
                        .All.Where(c => c.Name[0] == '%')
                        .Select(c => new CompletionItem(c.Name, "command", () => c.Summary)),
                ]
            );
        }

        if (CommandTable.About(line[..blank]) is not { } command)
            return Completion.None;
        int word = Math.Max(line.LastIndexOfAny([' ', '\t', '\n']) + 1, blank + 1);
        if (command.TakesFile)
            return StringCompletion.Paths(line[word..], start + word);
        if (command.TakesCode)
            return null;
        return new Completion(
            start + word,
            [.. session.Host.Variables.All.Select(v => new CompletionItem(v.Name, "variable"))]
        );
    }
}
