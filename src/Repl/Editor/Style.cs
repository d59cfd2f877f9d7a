namespace Gchunk.Repl.Editor;

/// <summary>The kind of a piece of text, which decides its colour.</summary>
internal enum Style
{
    Plain,
    Prompt,
    Keyword,
    Text,
    Number,
    Comment,
    Type,
    Function,
    Variable,
    Directive,
    Dim,
    Strong,
    Selected,
    Wrong,
}

/// <summary>A range of a text and its style.</summary>
internal readonly record struct StyledSpan(int Start, int Length, Style Style)
{
    public int End => Start + Length;
}

/// <summary>
/// The escape sequences of the styles. They use the terminal's own sixteen colours, which suit its background, or none
/// if NO_COLOR is set (https://no-color.org).
/// </summary>
internal sealed class Theme(bool colours)
{
    public static Theme ForTerminal() => new(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>Whether colours are used.</summary>
    public bool HasColours => colours;

    /// <summary>The escape sequence that ends a style.</summary>
    public static string Reset => "\x1b[m";

    public string Begin(Style style) =>
        (colours, style) switch
        {
            (_, Style.Selected) => "\x1b[7m",
            (false, _) or (_, Style.Plain) => "",
            (_, Style.Prompt) => "\x1b[1;32m",
            (_, Style.Keyword) => "\x1b[34m",
            (_, Style.Text) => "\x1b[31m",
            (_, Style.Number) => "\x1b[35m",
            (_, Style.Comment) or (_, Style.Dim) => "\x1b[90m",
            (_, Style.Type) => "\x1b[36m",
            (_, Style.Function) => "\x1b[33m",
            (_, Style.Directive) => "\x1b[95m",
            (_, Style.Strong) => "\x1b[1m",
            (_, Style.Wrong) => "\x1b[4;31m",
            _ => "",
        };

    public string Paint(string text, Style style) =>
        Begin(style) is { Length: > 0 } begin ? begin + text + Reset : text;
}
