using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Editor;

/// <summary>
/// Decodes the bytes from a terminal into keys: UTF-8, control characters, and the escape sequences of xterm and its
/// relatives (ECMA-48, DEC VT, bracketed paste, CSI u).
/// </summary>
internal sealed class KeyDecoder
{
    private const char Escape = '\x1b';

    // The longest sequence that is waited for; no key sends a longer one.
    private const int LongestSequence = 32;
    private const string PasteEnd = "\x1b[201~";

    private readonly Decoder utf8 = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder pending = new();
    private readonly StringBuilder pasted = new();
    private bool pasting;

    /// <summary>
    /// The terminal's answer to the query for its attributes (DA1): a list of numbers, which contains <c>4</c> if it
    /// supports sixels.
    /// </summary>
    public string Attributes { get; private set; } = "";

    /// <summary>Whether an escape sequence or a character is incomplete.</summary>
    public bool IsWaiting => pending.Length > 0 && !pasting;

    /// <summary>Adds bytes and returns the keys that are complete.</summary>
    public List<KeyPress> Feed(ReadOnlySpan<byte> bytes)
    {
        Span<char> chars = stackalloc char[bytes.Length + 2];
        int count = utf8.GetChars(bytes, chars, flush: false);
        pending.Append(chars[..count]);
        return Take(ended: false);
    }

    /// <summary>
    /// Returns the keys of an incomplete sequence after a pause. A lone escape character is the Escape key.
    /// </summary>
    public List<KeyPress> Flush() => Take(ended: true);

    private List<KeyPress> Take(bool ended)
    {
        var keys = new List<KeyPress>();
        string text = pending.ToString();
        int at = 0;
        while (at < text.Length)
        {
            if (pasting)
            {
                int end = text.IndexOf(PasteEnd, at, StringComparison.Ordinal);
                if (end < 0)
                {
                    // The end of the text may be a part of the end mark.
                    int safe = Math.Max(at, text.Length - (PasteEnd.Length - 1));
                    pasted.Append(text, at, safe - at);
                    at = safe;
                    break;
                }
                pasted.Append(text, at, end - at);
                at = end + PasteEnd.Length;
                keys.Add(new KeyPress(KeyPress.Paste, pasted.ToString()));
                pasted.Clear();
                pasting = false;
                continue;
            }
            int used = text[at] == Escape ? TakeSequence(text, at, ended, keys) : TakePlain(text, at, keys);
            if (used == 0)
                break;
            at += used;
        }
        pending.Clear().Append(text, at, text.Length - at);
        return keys;
    }

    // Returns the number of characters consumed; 0 to wait for more.
    private static int TakePlain(string text, int at, List<KeyPress> keys)
    {
        char c = text[at];
        if (c is < ' ' or '\x7f')
        {
            keys.Add(Control(c));
            return 1;
        }
        if (char.IsHighSurrogate(c) && at + 1 < text.Length)
        {
            keys.Add(KeyPress.Typed(text.Substring(at, 2)));
            return 2;
        }
        keys.Add(KeyPress.Typed(c.ToString()));
        return 1;
    }

    private static KeyPress Control(char c, bool alt = false) =>
        c switch
        {
            '\r' => KeyPress.Of("Enter", false, alt, false),
            '\t' => KeyPress.Of("Tab", false, alt, false),
            '\x7f' or '\b' => KeyPress.Of("Backspace", false, alt, false),
            '\0' => KeyPress.Of("Space", true, alt, false),
            Escape => KeyPress.Of("Escape", false, alt, false),
            _ => KeyPress.Of(((char)(c + '@')).ToString(), true, alt, false),
        };

    private int TakeSequence(string text, int at, bool ended, List<KeyPress> keys)
    {
        if (at + 1 >= text.Length)
        {
            if (!ended)
                return 0;
            keys.Add(KeyPress.Of("Escape"));
            return 1;
        }
        char next = text[at + 1];
        if (next == '[')
            return TakeCsi(text, at, ended, keys);
        if (next == 'O')
            return TakeSs3(text, at, ended, keys);
        if (next == Escape)
        {
            keys.Add(KeyPress.Of("Escape"));
            return 1;
        }
        keys.Add(next is < ' ' or '\x7f' ? Control(next, alt: true) : Letter(next, false, true, false));
        return 2;
    }

    private static int TakeSs3(string text, int at, bool ended, List<KeyPress> keys)
    {
        if (at + 2 >= text.Length)
        {
            if (!ended)
                return 0;
            keys.Add(KeyPress.Of("Alt+O"));
            return 2;
        }
        if (Final(text[at + 2]) is { } key)
            keys.Add(KeyPress.Of(key));
        else if (text[at + 2] == 'M')
            keys.Add(KeyPress.Of("Enter"));
        return 3;
    }

    private int TakeCsi(string text, int at, bool ended, List<KeyPress> keys)
    {
        int end = at + 2;
        while (end < text.Length && text[end] is < '@' or > '~')
        {
            // Not a sequence, or one that no terminal sends; it is dropped.
            if (text[end] < ' ' || end - at > LongestSequence)
                return end - at;
            end++;
        }
        if (end >= text.Length)
            return ended ? text.Length - at : 0;
        char final = text[end];
        string[] parts = text[(at + 2)..end].Split(';', ':');
        int first = Number(parts, 0),
            modifiers = Math.Max(0, Number(parts, 1) - 1);
        if (final == '~' && first == 200)
            pasting = true;
        else if (final == '~' && first == 27 && parts.Length > 2)
            AddCode(Number(parts, 2), modifiers, keys);
        else if (final == 'c' && text[at + 2] == '?')
            Attributes = text[(at + 3)..end];
        else if (final == 'u')
            AddCode(first, modifiers, keys);
        else if (final == 'Z')
            keys.Add(KeyPress.Of("Shift+Tab"));
        else if ((final == '~' ? Numbered(first) : Final(final)) is { } key)
            keys.Add(Modified(key, modifiers));
        return end - at + 1;
    }

    private static int Number(string[] parts, int index) =>
        index < parts.Length
        && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : 0;

    private static KeyPress Modified(string key, int modifiers) =>
        KeyPress.Of(key, control: (modifiers & 4) != 0, alt: (modifiers & 2) != 0, shift: (modifiers & 1) != 0);

    private static void AddCode(int code, int modifiers, List<KeyPress> keys)
    {
        (bool control, bool alt, bool shift) = ((modifiers & 4) != 0, (modifiers & 2) != 0, (modifiers & 1) != 0);
        string? named = code switch
        {
            13 => "Enter",
            9 => "Tab",
            27 => "Escape",
            127 or 8 => "Backspace",
            32 when control || alt => "Space",
            _ => null,
        };
        if (named is not null)
            keys.Add(KeyPress.Of(named, control, alt, shift));
        else if (!Rune.IsValid(code) || code < 32)
            return;
        else if (code > 127 || (!control && !alt))
            keys.Add(KeyPress.Typed(new Rune(code).ToString()));
        else
            keys.Add(Letter((char)code, control, alt, shift));
    }

    private static KeyPress Letter(char c, bool control, bool alt, bool shift) =>
        KeyPress.Of(char.ToUpperInvariant(c).ToString(), control, alt, shift && char.IsAsciiLetter(c));

    private static string? Final(char c) =>
        c switch
        {
            'A' => "Up",
            'B' => "Down",
            'C' => "Right",
            'D' => "Left",
            'H' => "Home",
            'F' => "End",
            _ => null,
        };

    private static string? Numbered(int code) =>
        code switch
        {
            1 or 7 => "Home",
            2 => "Insert",
            3 => "Delete",
            4 or 8 => "End",
            5 => "PageUp",
            6 => "PageDown",
            _ => null,
        };
}
