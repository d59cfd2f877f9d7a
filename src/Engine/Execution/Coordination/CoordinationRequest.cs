namespace Gchunk.Engine.Execution.Coordination;

/// <summary>A request to a coordinator.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Name">The name of the lock, queue, variable or other.</param>
/// <param name="Number">The number of leases that there are, or of values that a queue may have; 0 for any.</param>
/// <param name="Seconds">How long to wait; negative for without end.</param>
/// <param name="Value">The value, if it has one.</param>
public sealed record CoordinationRequest(
    CoordinationKind Kind,
    string Name,
    long Number = 0,
    double Seconds = -1,
    object? Value = null
);
