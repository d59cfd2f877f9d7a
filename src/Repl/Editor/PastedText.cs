namespace Gchunk.Repl.Editor;

/// <summary>Turns pasted text into input.</summary>
internal static class PastedText
{
    private const string First = "gchunk>";
    private const string Next = "...>";

    /// <summary>
    /// Normalizes line ends and removes control characters. If the text was copied from a session, only its inputs
    /// remain, without prompts and output.
    /// </summary>
    public static string Clean(string pasted)
    {
        string text = pasted
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace('\r', '\n')
            .Replace("\t", "    ", StringComparison.Ordinal);
        text = string.Concat(text.Where(c => c == '\n' || !char.IsControl(c)));
        string[] lines = text.Split('\n');
        if (!lines.Any(l => l.TrimStart().StartsWith(First, StringComparison.Ordinal)))
            return text.TrimEnd('\n');
        return string.Join('\n', lines.Select(Typed).OfType<string>());
    }

    private static string? Typed(string line)
    {
        string bare = line.TrimStart();
        string? rest =
            bare.StartsWith(First, StringComparison.Ordinal) ? bare[First.Length..]
            : bare.StartsWith(Next, StringComparison.Ordinal) ? bare[Next.Length..]
            : null;
        return rest is [' ', ..] ? rest[1..] : rest;
    }
}
