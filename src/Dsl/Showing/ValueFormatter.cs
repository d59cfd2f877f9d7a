using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Gchunk.Engine;

namespace Gchunk.Dsl.Showing;

/// <summary>
/// Formats values as the prompt, <c>-e</c> and <c>Print</c> show them: strings quoted, numbers in the invariant culture, collections
/// shortened, everything else with its ToString.
/// </summary>
internal static class ValueFormatter
{
    private const int MostItems = 20;
    private const int MostNested = 6;
    private const int Deepest = 4;

    /// <summary>Formats values where they are shown. A prompt at a terminal adds drawings of chunks.</summary>
    public static Func<object, string?> Shown { get; set; } = Format;

    /// <summary>Returns values in a line, as <c>Print</c> writes them: texts are not quoted.</summary>
    public static string Line(IEnumerable<object?> values) =>
        string.Join(
            ' ',
            values.Select(v =>
                v switch
                {
                    null => "null",
                    string s => VisibleText.Of(s),
                    char c => VisibleText.Of(c.ToString()),
                    _ => Shown(v),
                }
            )
        );

    /// <summary>Returns the text to print, or null if there is nothing to show.</summary>
    public static string? Format(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var text = new StringBuilder();
        Append(text, value, depth: 0);
        return VisibleText.Of(text.ToString());
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            // A multi-line text, such as that of Explain, is printed as it is.
            case string s when depth == 0 && s.Contains('\n', StringComparison.Ordinal):
                text.Append(s);
                break;
            case string s:
                AppendQuoted(text, s, '"');
                break;
            case char c:
                AppendQuoted(text, c.ToString(), '\'');
                break;
            case Type type:
                text.Append(TypeText.Of(type));
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case DateTime time:
                text.Append(
                    time.ToString(
                        time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF",
                        CultureInfo.InvariantCulture
                    )
                );
                break;
            case ITuple tuple:
                AppendTuple(text, tuple, depth);
                break;
            case IDictionary dictionary:
                AppendItems(text, Entries(dictionary), dictionary.Count, depth, '{', '}', "entries");
                break;
            case DictionaryEntry entry:
                Append(text, entry.Key, depth + 1);
                text.Append(": ");
                Append(text, entry.Value, depth + 1);
                break;
            case IEnumerable items when !OverridesToString(value):
                AppendItems(text, items, CountOf(items), depth, '[', ']', "items");
                break;
            case IFormattable formattable:
                text.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(OverridesToString(value) ? value.ToString() : TypeText.Of(value.GetType()));
                break;
        }
    }

    private static void AppendTuple(StringBuilder text, ITuple tuple, int depth)
    {
        text.Append('(');
        bool lines = false;
        for (var i = 0; i < tuple.Length; i++)
            AppendItem(text, tuple[i], depth, i == 0, ref lines);

        text.Append(')');
    }

    private static void AppendItems(
        StringBuilder text,
        IEnumerable items,
        int? count,
        int depth,
        char open,
        char close,
        string noun
    )
    {
        if (depth >= Deepest)
        {
            text.Append(open).Append('…').Append(close);
            return;
        }

        var most = depth == 0 ? MostItems : MostNested;
        var shown = 0;
        var shortened = false;
        bool lines = false;
        text.Append(open);
        foreach (var item in items)
        {
            if (shown == most)
            {
                text.Append(", …");
                shortened = true;
                break;
            }

            AppendItem(text, item, depth, shown++ == 0, ref lines);
        }

        text.Append(close);
        if ((shortened || items is Array { Rank: > 1 }) && count is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({Extent(items, count.Value)} {noun})");
        }
    }

    // An item of several lines, such as an array, begins a line, as does the one after it.
    private static void AppendItem(StringBuilder text, object? item, int depth, bool first, ref bool lines)
    {
        var written = new StringBuilder();
        Append(written, item, depth + 1);
        string shown = written.ToString();
        bool several = shown.Contains('\n', StringComparison.Ordinal);
        if (!first)
            text.Append(lines || several ? ",\n " : ", ");
        text.Append(shown.Replace("\n", "\n ", StringComparison.Ordinal));
        lines = several;
    }

    private static void AppendQuoted(StringBuilder text, string value, char quote)
    {
        text.Append(quote);
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\0' => text.Append("\\0"),
                _ when c == quote => text.Append('\\').Append(c),
                _ when char.IsControl(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }
        text.Append(quote);
    }

    // Enumerating a dictionary as a plain collection would return pairs of an unknown type.
    private static IEnumerable<DictionaryEntry> Entries(IDictionary dictionary)
    {
        var entries = dictionary.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return entries.Entry;
        }
    }

    // "3 × 4" for a double[3, 4].
    private static string Extent(IEnumerable items, int count) =>
        items is Array { Rank: > 1 } array
            ? string.Join(" × ", Enumerable.Range(0, array.Rank).Select(array.GetLength))
            : count.ToString(CultureInfo.InvariantCulture);

    private static int? CountOf(IEnumerable items) =>
        items is ICollection collection ? collection.Count
        : items.GetType().GetInterfaces().FirstOrDefault(IsCounted) is { } counted
            ? (int?)counted.GetProperty("Count")!.GetValue(items)
        : null;

    private static bool IsCounted(Type type) =>
        type.IsGenericType
        && (
            type.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)
            || type.GetGenericTypeDefinition() == typeof(ICollection<>)
        );

    // The ToString of .NET collections returns only the type's name. A type that overrides it has something better to
    // show.
    private static bool OverridesToString(object value) =>
        value.GetType().GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } declaring
        && declaring != typeof(object)
        && declaring != typeof(ValueType);
}
