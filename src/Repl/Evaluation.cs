using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl;

/// <summary>
/// The outcome of one piece of code: compilation errors, an exception, or a value (null for a statement).
/// </summary>
internal sealed record Evaluation(ImmutableArray<Diagnostic> Errors, Exception? Exception, object? Value)
{
    public bool Succeeded => Errors.IsEmpty && Exception is null;

    /// <summary>What the code means other than in Python, to be told beside its value; null for most code.</summary>
    public string? Note { get; init; }
}
