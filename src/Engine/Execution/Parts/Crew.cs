namespace Gchunk.Engine.Execution.Parts;

/// <summary>
/// The threads that help with some work. A thread that comes late because the pool is busy leaves at once: the caller
/// must not wait for threads that may never come.
/// </summary>
internal sealed class Crew(Action work)
{
    private readonly object gate = new();
    private int members;
    private bool closed;

    /// <summary>Asks a thread of the pool to help.</summary>
    public void Call() => ThreadPool.UnsafeQueueUserWorkItem(static c => c.Join(), this, preferLocal: false);

    /// <summary>Helps on the calling thread, unless the crew is closed.</summary>
    public void Join()
    {
        lock (gate)
        {
            if (closed)
                return;
            members++;
        }
        work();
        lock (gate)
        {
            members--;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until those who help are done; nobody else may join.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            while (members > 0)
                Monitor.Wait(gate);
        }
    }
}
