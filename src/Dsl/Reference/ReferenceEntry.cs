namespace Gchunk.Dsl;

/// <summary>One name of the language: what the reference says of it.</summary>
/// <param name="Name">The name as typed: <c>Zeros</c>, <c>Mean</c>; <c>[]</c> of an indexer.</param>
/// <param name="Owner">The type that it is a member of; <c>Prelude</c> for what needs no class name.</param>
/// <param name="Topic">What it is about: <c>creation</c>, <c>linear algebra</c>.</param>
/// <param name="Signatures">How it is called, one line an overload, with the type of the result.</param>
/// <param name="Summary">What it does, as one line; empty where nothing is written.</param>
/// <param name="Example">Code that uses it, or null.</param>
public sealed record ReferenceEntry(
    string Name,
    string Owner,
    string Topic,
    IReadOnlyList<string> Signatures,
    string Summary,
    string? Example
)
{
    /// <summary>
    /// The name with its owner, where it needs one: <c>Zeros</c>, <c>Rand.Normal</c>, <c>ChunkedArray.Mean</c>.
    /// </summary>
    public string FullName =>
        Owner == nameof(Prelude) ? Name
        : Name == "[]" ? $"{Owner}[]"
        : $"{Owner}.{Name}";

    /// <summary>The signatures, the summary and the example.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            [.. Signatures, "  " + Summary, .. Example is null ? [] : Example.Split('\n').Select(line => "    " + line)]
        );
}
