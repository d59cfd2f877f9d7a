using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>
/// The attributes of a variable or a data set, in order: text, numbers, or one-dimensional arrays of numbers.
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
    /// <exception cref="GchunkException">
    /// There is no attribute of this name; the message suggests the nearest.
    /// </exception>
    public new object this[string name]
    {
        get =>
            TryGetValue(name, out object? value)
                ? value
                : throw new GchunkException(Spelling.Unknown("attribute", name, Keys));
        set => base[name] = value;
    }

    /// <summary>The text of an attribute, or null if there is none or it is not text.</summary>
    public string? Text(string name) => TryGetValue(name, out object? value) ? value as string : null;

    /// <summary>A copy.</summary>
    public Attributes Copy() => new(this);

    /// <summary>Returns a copy without some attributes.</summary>
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
    public override string ToString() =>
        VisibleText.Of(string.Join('\n', this.Select(a => $"{a.Key}: {Format(a.Value)}")));
}
