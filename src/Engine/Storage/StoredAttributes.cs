using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Gchunk.Engine.Storage;

/// <summary>An attribute of a variable or a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">
/// A <see cref="string"/>, a <c>string[]</c>, or a one-dimensional array of numbers of the stored type
/// (<c>double[]</c>, <c>float[]</c>, <c>sbyte[]</c> … <c>ulong[]</c>), even for a single number.
/// </param>
public sealed record StoredAttribute(string Name, object Value);

/// <summary>The attributes of a variable or a file, in the order of the file; immutable.</summary>
public sealed class StoredAttributes : IReadOnlyList<StoredAttribute>
{
    private readonly StoredAttribute[] items;

    /// <summary>Makes a list of attributes.</summary>
    public StoredAttributes(IEnumerable<StoredAttribute> items) => this.items = [.. items];

    /// <summary>No attributes.</summary>
    public static StoredAttributes Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public StoredAttribute this[int index] => items[index];

    /// <summary>The names, in the order of the file.</summary>
    public IEnumerable<string> Names => items.Select(a => a.Name);

    /// <summary>The value of an attribute, or null if there is none of this name.</summary>
    public object? this[string name] => TryGet(name, out object? value) ? value : null;

    /// <summary>Returns whether there is an attribute of this name.</summary>
    public bool Contains(string name) => TryGet(name, out _);

    /// <summary>Finds an attribute by its exact name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out object? value)
    {
        foreach (StoredAttribute item in items)
        {
            if (item.Name == name)
            {
                value = item.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Returns the text of an attribute, or null if it is missing or not text.</summary>
    public string? Text(string name) =>
        this[name] switch
        {
            string text => text,
            string[] { Length: 1 } texts => texts[0],
            _ => null,
        };

    /// <summary>
    /// Returns the numbers of an attribute as doubles (64-bit integers beyond 2⁵³ are rounded), or null if it is
    /// missing or not numeric.
    /// </summary>
    public double[]? Numbers(string name)
    {
        object? value = this[name];
        if (value is string[] || value is not Array { Length: > 0 } array)
            return null;
        var numbers = new double[array.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = Convert.ToDouble(array.GetValue(i), CultureInfo.InvariantCulture);
        return numbers;
    }

    /// <summary>Returns these attributes with one added, or replaced in its place.</summary>
    public StoredAttributes With(string name, object value) =>
        Contains(name)
            ? new(items.Select(a => a.Name == name ? new StoredAttribute(name, value) : a))
            : new(items.Append(new StoredAttribute(name, value)));

    /// <summary>Returns these attributes without those of some names.</summary>
    public StoredAttributes Without(params ReadOnlySpan<string> names)
    {
        string[] dropped = names.ToArray();
        return new(items.Where(a => !dropped.Contains(a.Name)));
    }

    /// <inheritdoc/>
    public IEnumerator<StoredAttribute> GetEnumerator() => ((IEnumerable<StoredAttribute>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
