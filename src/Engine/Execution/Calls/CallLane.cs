namespace Gchunk.Engine.Execution.Calls;

/// <summary>The threads of a worker that run a call.</summary>
/// <param name="Number">0 for the worker's slots, 1 for a thread of its own, or the number of an actor.</param>
internal readonly record struct CallLane(long Number)
{
    /// <summary>The slots of the worker: as many calls run at once as it has threads.</summary>
    public static readonly CallLane Slots = new(0);

    /// <summary>A thread of its own, at once.</summary>
    public static readonly CallLane AtOnce = new(1);

    /// <summary>True if the call takes one of the worker's slots.</summary>
    public bool TakesSlot => Number == 0;
}
