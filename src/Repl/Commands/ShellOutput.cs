using Gchunk.Engine;

namespace Gchunk.Repl.Commands;

/// <summary>Shows what a command of the shell writes while it runs, with control characters made visible.</summary>
internal sealed class ShellOutput(TextWriter writer)
{
    private readonly Lock gate = new();
    private string kept = "";
    private bool isOver,
        isAtStart = true;

    /// <summary>Shows a part of the output.</summary>
    public void Show(string part)
    {
        lock (gate)
        {
            // What a command that was left behind writes would end up in later inputs.
            if (isOver)
                return;
            string text = kept + part;
            // Half of a pair, or of a line's end, waits for the other half.
            kept = text.Length > 0 && (char.IsHighSurrogate(text[^1]) || text[^1] == '\r') ? text[^1..] : "";
            Write(text[..(text.Length - kept.Length)]);
        }
    }

    /// <summary>Ends the output, and its last line.</summary>
    public void End()
    {
        lock (gate)
        {
            Write(kept);
            if (!isAtStart)
                writer.WriteLine();
            writer.Flush();
            (kept, isOver) = ("", true);
        }
    }

    private void Write(string text)
    {
        if (text.Length == 0)
            return;
        writer.Write(VisibleText.Of(text));
        writer.Flush();
        isAtStart = text[^1] == '\n';
    }
}
