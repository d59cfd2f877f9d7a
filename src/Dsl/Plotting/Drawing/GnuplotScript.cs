using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Dsl.Plotting.Drawing;

/// <summary>Builds the text of a gnuplot script and the binary files it reads.</summary>
/// <remarks>
/// <see cref="Line"/> quotes every interpolated string, so that a user's text can never be read as a command. The
/// format <c>:L</c> (literal) is for texts that this code created.
/// </remarks>
internal sealed class GnuplotScript(string folder, CancellationToken cancel)
{
    // By its number, so that no quote is out of place where gnuplot looks for @macros.
    private const string Apostrophe = "\"\\047\"";

    private readonly StringBuilder text = new();
    private int files;

    public string Folder => folder;

    public CancellationToken Cancel => cancel;

    /// <summary>Adds a line. Numbers are written with full precision.</summary>
    public void Line(FormattableString line) => text.AppendLine(Format(line));

    /// <summary>Formats a text as <see cref="Line"/> does.</summary>
    public static string Format(FormattableString line) => line.ToString(Quoting.Instance);

    /// <summary>Writes values to a binary file of the script and returns its quoted name.</summary>
    public string Data<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"data{files++}.bin");
        File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes(values));
        return Quote(name);
    }

    /// <summary>Writes the script to its folder and returns its name there.</summary>
    public string Finish()
    {
        File.WriteAllText(Path.Combine(folder, "figure.gp"), text.ToString());
        return "figure.gp";
    }

    /// <summary>
    /// Returns the text between single quotes, in which gnuplot expands no escapes, `commands` or @macros. It reads ''
    /// as ' only after another character, so apostrophes are joined to the rest from constants that do not contain one.
    /// Control characters, including line breaks, would end the string or confuse the terminal; they become spaces.
    /// </summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        int literal = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '\'')
                continue;
            if (i > literal || text.Length == 0)
                Join(i);
            if (i < text.Length)
                quoted.Append(quoted.Length > 0 ? "." : "").Append(Apostrophe);
            literal = i + 1;
        }
        return quoted.ToString();

        void Join(int end)
        {
            quoted.Append(quoted.Length > 0 ? ".'" : "'");
            foreach (char c in text.AsSpan(literal, end - literal))
                quoted.Append(char.IsControl(c) ? ' ' : c);
            quoted.Append('\'');
        }
    }

    /// <summary>
    /// Quotes the label of a tick. There gnuplot expands %-formats even in single quotes, so % is doubled.
    /// </summary>
    public static string QuoteTick(string text) => Quote(text.Replace("%", "%%", StringComparison.Ordinal));

    private sealed class Quoting : IFormatProvider, ICustomFormatter
    {
        public static readonly Quoting Instance = new();

        public object? GetFormat(Type? formatType) =>
            formatType == typeof(ICustomFormatter) ? this : CultureInfo.InvariantCulture.GetFormat(formatType!);

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) =>
            arg switch
            {
                string s => format == "L" ? s : Quote(s),
                IFormattable f => f.ToString(format, CultureInfo.InvariantCulture),
                _ => arg?.ToString() ?? "",
            };
    }
}
