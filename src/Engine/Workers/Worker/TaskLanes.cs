using System.Collections.Concurrent;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>The threads that run the calls that take none of a worker's slots.</summary>
/// <param name="run">Runs a call.</param>
internal sealed class TaskLanes(Action<ReceivedTask> run)
{
    private readonly Dictionary<long, BlockingCollection<ReceivedTask>> lanes = [];

    /// <summary>Runs a call on a thread of its own, or after the others of its lane. Called on one thread only.</summary>
    public void Add(ReceivedTask task)
    {
        if (task.Lane == Execution.Calls.CallLane.AtOnce)
        {
            Start(() => run(task));
            return;
        }
        if (!lanes.TryGetValue(task.Lane.Number, out BlockingCollection<ReceivedTask>? lane))
        {
            lanes[task.Lane.Number] = lane = [];
            Start(() =>
            {
                foreach (ReceivedTask next in lane.GetConsumingEnumerable())
                    run(next);
            });
        }
        lane.Add(task);
    }

    private static void Start(ThreadStart work) =>
        new Thread(work) { IsBackground = true, Name = "gchunk call" }.Start();
}
