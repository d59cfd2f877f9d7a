using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage;

/// <summary>A dimension of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its present length; may be 0.</param>
/// <param name="IsUnlimited">True if it can grow (a record dimension).</param>
public sealed record StoredDimension(string Name, long Length, bool IsUnlimited);

/// <summary>A variable of a file as it is stored: nothing is decoded, no values are read.</summary>
public sealed record StoredVariable
{
    /// <summary>Its name in its group.</summary>
    public required string Name { get; init; }

    /// <summary>The names of its dimensions; empty for a scalar.</summary>
    public required IReadOnlyList<string> Dimensions { get; init; }

    /// <summary>The length of each axis.</summary>
    public required Shape Shape { get; init; }

    /// <summary>Its attributes, in the order of the file.</summary>
    public required StoredAttributes Attributes { get; init; }

    /// <summary>
    /// Its values, or null if they are text (<see cref="IsText"/>) or of an unsupported type
    /// (<see cref="Unreadable"/>).
    /// </summary>
    public IStoredArray? Array { get; init; }

    /// <summary>
    /// True if the values are text: strings, or of type char, with the characters of a string along the last axis.
    /// </summary>
    public bool IsText => Texts is not null;

    /// <summary>
    /// True if the values are of type char, so that the last axis runs along the characters of a string.
    /// </summary>
    public bool IsCharacters { get; init; }

    /// <summary>The reason why the values cannot be read, in a few words, or null if they can.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The chunks and the compression of the values, or null if a new file has its own.</summary>
    internal StoredLayout? Layout { get; init; }

    /// <summary>The variable with its file, for messages: "file.nc: variable 'pr'".</summary>
    public required string Place { get; init; }

    /// <summary>The stored bytes of an element of text; of a variable-length one, those of its reference.</summary>
    internal long TextElementBytes { get; init; } = 1;

    /// <summary>
    /// The most bytes that reading the texts takes, besides what variable-length texts hold: stored bytes, and a string with
    /// its place in a list for each element.
    /// </summary>
    /// <param name="joined">True if the last axis runs along the characters of each text.</param>
    internal Int128 TextBytes(bool joined)
    {
        Int128 elements = Shape.Size,
            texts = joined && Shape.Rank > 0 ? Shape.Without(Shape.Rank - 1).Size : elements;
        return texts * EmptyText + (elements > 0 ? texts * SmallestText : 0) + elements * TextElementBytes * 3;
    }

    // A reference, a code, and the object of a text that is not empty.
    private const int EmptyText = 16,
        SmallestText = 32;

    /// <summary>
    /// Reads text; type char is joined along the last axis if the argument is true. Null if the values are not text.
    /// </summary>
    internal Func<bool, string[]>? Texts { get; init; }

    /// <summary>
    /// Reads all values of a text variable in C order. Type char is joined along the last axis, without trailing NULs.
    /// </summary>
    /// <exception cref="GchunkException">The variable does not hold text, or the file is damaged.</exception>
    public string[] ReadStrings() =>
        ForeignError.Guard(Place, () => Texts?.Invoke(true))
        ?? throw new GchunkException($"{Place} holds no text{(Array is null ? "" : $" but {Array.DType.Name}")}");

    /// <summary>Reads the single characters of a variable of type char.</summary>
    internal string[] ReadCharacters() => ForeignError.Guard(Place, () => Texts!(false));
}

/// <summary>
/// The metadata of a file or of one of its groups: names, shapes and attributes. Values are read through each
/// variable's array.
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

    /// <summary>Returns a variable by its name.</summary>
    /// <exception cref="GchunkException">There is none; the nearest name is suggested.</exception>
    public StoredVariable this[string name] =>
        Variables.FirstOrDefault(v => v.Name == name)
        ?? throw new GchunkException($"{Path}: {Spelling.Unknown("variable", name, Variables.Select(v => v.Name))}");
}
