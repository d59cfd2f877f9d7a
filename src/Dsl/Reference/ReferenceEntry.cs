namespace Gchunk.Dsl;

/// <summary>The reference's entry for one public name.</summary>
/// <param name="Name">The name as typed: <c>Zeros</c>, <c>Mean</c>; <c>[]</c> for an indexer.</param>
/// <param name="Owner">The type that declares it; <c>Prelude</c> for names that need no class name.</param>
/// <param name="Topic">The topic: <c>creation</c>, <c>linear algebra</c>.</param>
/// <param name="Signatures">The signatures with the type of the result, one per overload.</param>
/// <param name="Summary">The summary in one line; empty if there is none.</param>
/// <param name="Example">An example, or null.</param>
public sealed record ReferenceEntry(
    string Name,
    string Owner,
    string Topic,
    IReadOnlyList<string> Signatures,
    string Summary,
    string? Example
)
{
    /// <summary>The name of constructors.</summary>
    internal const string Constructor = "new";

    /// <summary>
    /// The name, with its owner if it needs one: <c>Zeros</c>, <c>Rand.Normal</c>, <c>ChunkedArray.Mean</c>.
    /// </summary>
    public string FullName =>
        Owner == nameof(Prelude) ? Name
        : Name == "[]" ? $"{Owner}[]"
        : Name == Constructor ? $"new {Owner}"
        : $"{Owner}.{Name}";

    /// <summary>The signatures, the summary and the example.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            [.. Signatures, "  " + Summary, .. Example is null ? [] : Example.Split('\n').Select(line => "    " + line)]
        );
}
