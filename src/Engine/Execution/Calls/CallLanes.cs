namespace Gchunk.Engine.Execution.Calls;

/// <summary>The threads that run calls which take no slot.</summary>
internal sealed class CallLanes
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, Queue<Action>> lanes = [];

    /// <summary>Runs a call on a thread of its own, or after the others of its lane.</summary>
    public void Add(CallLane lane, Action call)
    {
        if (lane == CallLane.AtOnce)
        {
            Start(call);
            return;
        }
        Queue<Action>? waiting;
        lock (gate)
        {
            if (lanes.TryGetValue(lane.Number, out waiting))
            {
                waiting.Enqueue(call);
                return;
            }
            lanes[lane.Number] = waiting = new Queue<Action>([call]);
        }
        Start(() => Work(lane, waiting));
    }

    private void Work(CallLane lane, Queue<Action> waiting)
    {
        while (true)
        {
            Action? next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next))
                {
                    lanes.Remove(lane.Number);
                    return;
                }
            }
            next();
        }
    }

    private static void Start(Action work) =>
        new Thread(() => work()) { IsBackground = true, Name = "gchunk call" }.Start();
}
