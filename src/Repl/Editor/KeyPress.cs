namespace Gchunk.Repl.Editor;

/// <summary>One key as it was pressed, or text.</summary>
/// <param name="Chord">
/// The key's name, such as <c>Enter</c>, <c>Ctrl+A</c>, <c>Alt+Left</c>; empty where it is plain text; <c>Paste</c> for
/// what was pasted.
/// </param>
/// <param name="Text">What was typed or pasted.</param>
internal readonly record struct KeyPress(string Chord, string Text)
{
    public const string Paste = "Paste";

    public static KeyPress Of(string chord) => new(chord, "");

    public static KeyPress Typed(string text) => new("", text);

    /// <summary>A key with its modifiers, in the one order that names use.</summary>
    public static KeyPress Of(string key, bool control, bool alt, bool shift) =>
        new((control ? "Ctrl+" : "") + (alt ? "Alt+" : "") + (shift ? "Shift+" : "") + key, "");
}
