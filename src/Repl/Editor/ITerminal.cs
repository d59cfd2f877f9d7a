namespace Gchunk.Repl.Editor;

/// <summary>The terminal that the editor draws on. It accepts text with escape sequences and has a size.</summary>
internal interface ITerminal
{
    /// <summary>The number of columns, at least 1.</summary>
    int Width { get; }

    /// <summary>The number of rows, at least 1.</summary>
    int Height { get; }

    /// <summary>Writes a text immediately.</summary>
    void Write(string text);
}
