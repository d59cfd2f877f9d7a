namespace Gchunk.Repl.Editor;

/// <summary>The analysis of a text: the styles of its parts, and the signature of the call around the cursor.</summary>
/// <param name="Text">The analysed text.</param>
/// <param name="Spans">The styles of its parts, in order.</param>
/// <param name="Signature">The signature of the call around the cursor, or an empty text.</param>
/// <param name="Argument">The range of the current parameter in the signature.</param>
internal sealed record Insight(
    string Text,
    IReadOnlyList<StyledSpan> Spans,
    string Signature = "",
    (int Start, int Length) Argument = default
);

/// <summary>Analyses the language for the editor. It is called on a background thread and may be slow.</summary>
internal interface IAssistant
{
    /// <summary>Analyses a text.</summary>
    Insight Look(string text, int cursor);

    /// <summary>Returns the completions at the cursor.</summary>
    Completion Complete(string text, int cursor);
}
