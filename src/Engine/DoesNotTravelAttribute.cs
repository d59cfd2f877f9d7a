namespace Gchunk.Engine;

/// <summary>
/// Marks a type whose objects belong to one process: a function that captures one is rejected before anything is sent
/// to a worker process.
/// </summary>
/// <param name="why">The reason and the fix, as a clause: "it is a client; use it outside the function".</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class DoesNotTravelAttribute(string why) : Attribute
{
    /// <summary>The reason and the fix.</summary>
    public string Why { get; } = why;
}
