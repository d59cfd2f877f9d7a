namespace Gchunk.Engine;

/// <summary>
/// Marks a type whose objects belong to one process: a function that captures one is refused before anything is sent to
/// a worker process.
/// </summary>
/// <param name="why">
/// Why, and what to do instead, as a part of a sentence: "it is a client; use it outside the function".
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class DoesNotTravelAttribute(string why) : Attribute
{
    /// <summary>Why, and what to do instead.</summary>
    public string Why { get; } = why;
}
