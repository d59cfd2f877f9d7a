namespace Gchunk.Repl.Editor;

/// <summary>What is known about a text: the kinds of its parts, and what the call around the cursor wants.</summary>
/// <param name="Text">The text that it is about.</param>
/// <param name="Spans">What its parts are, in order.</param>
/// <param name="Signature">The signature of the call around the cursor; empty where there is none.</param>
/// <param name="Argument">The range of the current parameter in it.</param>
internal sealed record Insight(
    string Text,
    IReadOnlyList<StyledSpan> Spans,
    string Signature = "",
    (int Start, int Length) Argument = default
);

/// <summary>Knows the language. It is asked on a thread of its own, and may take its time.</summary>
internal interface IAssistant
{
    /// <summary>What is known about a text.</summary>
    Insight Look(string text, int cursor);

    /// <summary>What may stand at the cursor.</summary>
    Completion Complete(string text, int cursor);
}
