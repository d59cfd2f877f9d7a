namespace Gchunk.Engine.Execution.Calls;

/// <summary>
/// The slots of a pool of calls: as many run at once. A call that waits, perhaps for a call that it submitted itself,
/// leaves its slot to another one; otherwise calls that wait for each other's slots would never end.
/// </summary>
public abstract class CallSlots
{
    // The pool in whose slot this thread runs a call.
    [ThreadStatic]
    private static CallSlots? current;

    /// <summary>The pool whose call this thread runs, or null.</summary>
    public static CallSlots? Current => current;

    /// <summary>The client of the pool, if it has one.</summary>
    public object? Client { get; set; }

    /// <summary>Waits for something; the call that this thread runs, if any, leaves its slot meanwhile.</summary>
    public static void Wait(Action wait)
    {
        if (current is not { } slots)
        {
            wait();
            return;
        }
        current = null;
        slots.Leave();
        try
        {
            wait();
        }
        finally
        {
            slots.Return();
            current = slots;
        }
    }

    /// <summary>Runs calls on this thread, in a slot.</summary>
    protected void RunInSlot(Action calls)
    {
        current = this;
        try
        {
            calls();
        }
        finally
        {
            current = null;
        }
    }

    /// <summary>Leaves the slot of this thread to another call.</summary>
    protected abstract void Leave();

    /// <summary>Takes a slot again. For a moment one more call may run than there are slots.</summary>
    protected abstract void Return();
}
