namespace Gchunk.Engine.Execution.Calls;

/// <summary>The threads of a worker that run a call.</summary>
/// <param name="Number">0 for the worker's slots, 1 for a thread of its own, 2 for the thread that reads messages, or that of an actor.</param>
internal readonly record struct CallLane(long Number)
{
    /// <summary>The slots of the worker: as many calls run at once as it has threads.</summary>
    public static readonly CallLane Slots = new(0);

    /// <summary>A thread of its own, at once.</summary>
    public static readonly CallLane AtOnce = new(1);

    /// <summary>Before the worker receives anything else.</summary>
    public static readonly CallLane BeforeOthers = new(2);

    /// <summary>One after the other, what a worker takes over from one that ends.</summary>
    public static readonly CallLane TakingOver = new(3);

    /// <summary>The first number that an actor may have.</summary>
    public const long FirstActor = 16;

    /// <summary>True if it is the lane of an actor.</summary>
    public bool IsOfActor => Number >= FirstActor;

    /// <summary>True if the call takes one of the worker's slots.</summary>
    public bool TakesSlot => Number == 0;
}
