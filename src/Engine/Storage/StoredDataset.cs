using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage;

/// <summary>A named axis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its present length; may be 0.</param>
/// <param name="IsUnlimited">Whether it can grow (a record dimension).</param>
public sealed record StoredDimension(string Name, long Length, bool IsUnlimited);

/// <summary>A variable of a file, as it is stored: nothing decoded, no values read.</summary>
public sealed record StoredVariable
{
    /// <summary>Its name in its group.</summary>
    public required string Name { get; init; }

    /// <summary>The names of its axes; empty for a single value.</summary>
    public required IReadOnlyList<string> Dimensions { get; init; }

    /// <summary>The length of each axis.</summary>
    public required Shape Shape { get; init; }

    /// <summary>Its attributes, in the order of the file.</summary>
    public required StoredAttributes Attributes { get; init; }

    /// <summary>
    /// Its values, or null where they are text (<see cref="IsText"/>) or of a type that cannot be read
    /// (<see cref="Unreadable"/>).
    /// </summary>
    public IStoredArray? Array { get; init; }

    /// <summary>
    /// Whether the values are text: of type char, whose last axis then runs along the characters of a string, or
    /// strings of any length.
    /// </summary>
    public bool IsText => Texts is not null;

    /// <summary>
    /// Whether the values are of type char, so that the last axis runs along the characters of a string.
    /// </summary>
    public bool IsCharacters { get; init; }

    /// <summary>Why the values cannot be read, in a few words, or null where they can.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Where it is, for messages: "file.nc: variable 'pr'".</summary>
    public required string Place { get; init; }

    /// <summary>
    /// Reads text, of type char joined along the last axis or each for itself; null where the values are not text.
    /// </summary>
    internal Func<bool, string[]>? Texts { get; init; }

    /// <summary>
    /// Reads all values of a text variable in C order: one string an element; for type char, one for each index of the
    /// axes but the last, without trailing NULs.
    /// </summary>
    /// <exception cref="GchunkException">The variable does not hold text, or the file is damaged.</exception>
    public string[] ReadStrings() =>
        Texts?.Invoke(true)
        ?? throw new GchunkException($"{Place} holds no text{(Array is null ? "" : $" but {Array.DType.Name}")}");

    /// <summary>Reads the characters of a variable of type char, each for itself.</summary>
    internal string[] ReadCharacters() => Texts!(false);
}

/// <summary>
/// What a file, or a group of it, holds: names, shapes and attributes; values are read through each variable's array.
/// </summary>
public sealed record StoredDataset
{
    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The path of the group in the file, "" for the root.</summary>
    public required string Group { get; init; }

    /// <summary>The dimensions defined in the group, and those of its parents that its variables use.</summary>
    public required IReadOnlyList<StoredDimension> Dimensions { get; init; }

    /// <summary>The variables of the group, in the order of the file.</summary>
    public required IReadOnlyList<StoredVariable> Variables { get; init; }

    /// <summary>The attributes of the group.</summary>
    public required StoredAttributes Attributes { get; init; }

    /// <summary>The names of the groups in this one.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>A variable by its name.</summary>
    /// <exception cref="GchunkException">There is none; the nearest name is suggested.</exception>
    public StoredVariable this[string name] =>
        Variables.FirstOrDefault(v => v.Name == name)
        ?? throw new GchunkException($"{Path}: {Spelling.Unknown("variable", name, Variables.Select(v => v.Name))}");
}
