namespace Gchunk.Repl.Editor;

/// <summary>What the editor is shown on: it takes text with escape sequences, and has a size.</summary>
internal interface ITerminal
{
    /// <summary>Columns, at least 1.</summary>
    int Width { get; }

    /// <summary>Rows, at least 1.</summary>
    int Height { get; }

    /// <summary>Writes at once.</summary>
    void Write(string text);
}
