using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>
/// What is said about a variable or a data set beside its values, in order: text, numbers, or one-dimensional arrays of
/// numbers.
/// </summary>
public sealed class Attributes : OrderedDictionary<string, object>
{
    /// <summary>Makes an empty list.</summary>
    public Attributes()
        : base(StringComparer.Ordinal) { }

    /// <summary>Makes a copy.</summary>
    public Attributes(IEnumerable<KeyValuePair<string, object>> items)
        : this()
    {
        foreach (var (name, value) in items)
            this[name] = value;
    }

    /// <summary>An attribute's value.</summary>
    /// <exception cref="GchunkException">There is none of this name; the nearest is named.</exception>
    public new object this[string name]
    {
        get =>
            TryGetValue(name, out object? value)
                ? value
                : throw new GchunkException(Spelling.Unknown("attribute", name, Keys));
        set => base[name] = value;
    }

    /// <summary>The text of an attribute, or null where there is none or it is not text.</summary>
    public string? Text(string name) => TryGetValue(name, out object? value) ? value as string : null;

    /// <summary>A copy.</summary>
    public Attributes Copy() => new(this);

    /// <summary>A copy without some.</summary>
    public Attributes Without(params ReadOnlySpan<string> names)
    {
        Attributes rest = Copy();
        foreach (string name in names)
            rest.Remove(name);
        return rest;
    }

    /// <summary>An attribute's value as one line of text.</summary>
    public static string Format(object value) =>
        value switch
        {
            string text => text.ReplaceLineEndings(" "),
            Array { Rank: 1 } array => string.Join(", ", array.Cast<object>().Select(Format)),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    /// <summary>One line for each attribute.</summary>
    public override string ToString() => string.Join('\n', this.Select(a => $"{a.Key}: {Format(a.Value)}"));
}
