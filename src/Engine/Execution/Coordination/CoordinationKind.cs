namespace Gchunk.Engine.Execution.Coordination;

/// <summary>What a request to a coordinator asks for. The numbers are part of the protocol.</summary>
public enum CoordinationKind : byte
{
    /// <summary>Take one of a number of leases; waits for it.</summary>
    Acquire = 1,

    /// <summary>Give a lease back.</summary>
    GiveBack = 2,

    /// <summary>How many leases are taken.</summary>
    Leases = 3,

    /// <summary>Set an event.</summary>
    Set = 4,

    /// <summary>Clear an event.</summary>
    Clear = 5,

    /// <summary>Whether an event is set.</summary>
    IsSet = 6,

    /// <summary>Wait for an event.</summary>
    Await = 7,

    /// <summary>Add a value to a queue; waits for room.</summary>
    Put = 8,

    /// <summary>Take the oldest value of a queue; waits for one.</summary>
    Get = 9,

    /// <summary>How many values a queue has.</summary>
    Count = 10,

    /// <summary>Give a variable a value.</summary>
    Write = 11,

    /// <summary>The value of a variable; waits for one.</summary>
    Read = 12,

    /// <summary>Remove a variable's value.</summary>
    Delete = 13,

    /// <summary>Publish a value.</summary>
    Publish = 14,

    /// <summary>A published value.</summary>
    Published = 15,

    /// <summary>The names of the published values.</summary>
    PublishedNames = 16,

    /// <summary>Remove a published value.</summary>
    Unpublish = 17,

    /// <summary>Add an event to a topic.</summary>
    Log = 18,

    /// <summary>The names of the worker processes.</summary>
    WorkerNames = 19,
}
