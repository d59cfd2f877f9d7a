namespace Gchunk.Repl.Editor;

/// <summary>A pressed key, or typed or pasted text.</summary>
/// <param name="Chord">
/// The key's name, such as <c>Enter</c>, <c>Ctrl+A</c>, <c>Alt+Left</c>; empty for typed text; <c>Paste</c> for pasted
/// text.
/// </param>
/// <param name="Text">The typed or pasted text.</param>
internal readonly record struct KeyPress(string Chord, string Text)
{
    public const string Paste = "Paste";

    public static KeyPress Of(string chord) => new(chord, "");

    public static KeyPress Typed(string text) => new("", text);

    /// <summary>Creates a key with modifiers, in the order that key names use.</summary>
    public static KeyPress Of(string key, bool control, bool alt, bool shift) =>
        new((control ? "Ctrl+" : "") + (alt ? "Alt+" : "") + (shift ? "Shift+" : "") + key, "");
}
