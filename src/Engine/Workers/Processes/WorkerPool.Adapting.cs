using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Engine.Workers.Processes;

// A number of workers that follows the work, and what new workers set up.
public sealed partial class WorkerPool
{
    private const int IdleMilliseconds = 2000;

    private readonly Dictionary<string, CallExpr> setups = [];
    private AdaptiveNumber<WorkerState>? adaptive;

    /// <summary>
    /// Lets the number of workers follow the work: more start while tasks wait, and those that have done nothing for two
    /// seconds and hold no results end.
    /// </summary>
    /// <exception cref="GchunkException">A number is out of range.</exception>
    public void Adapt(int minimum, int maximum)
    {
        CheckNumber(minimum);
        CheckNumber(maximum);
        if (maximum < minimum)
        {
            throw new GchunkException(
                $"the maximum of the workers is at least the minimum; got {minimum} to {maximum}"
            );
        }

        CheckOpen();
        CheckLocal("Adapt");
        lock (gate)
        {
            if (wanted < minimum)
                Share(minimum);
            adaptive = new AdaptiveNumber<WorkerState>(minimum, maximum, IdleMilliseconds);
            Retry();
        }
    }

    /// <summary>Has each worker that starts evaluate a call before it runs others.</summary>
    public void AddSetup(string name, CallExpr call)
    {
        lock (gate)
            setups[name] = call;
    }

    /// <summary>New workers no longer evaluate a call.</summary>
    public void RemoveSetup(string name)
    {
        lock (gate)
            setups.Remove(name);
    }

    // Called four times a second.
    private void Follow()
    {
        (long waiting, WorkerState[] idle) = scheduler.Load();
        lock (gate)
        {
            if (isClosed || adaptive is null)
                return;
            (int next, idle) = adaptive.Next(
                wanted,
                wanted,
                waiting,
                [.. idle.OrderByDescending(w => w.Number)],
                coming: 0,
                Environment.TickCount64
            );
            if (next > wanted)
            {
                if (CanShare(next))
                    Adjust();
                return;
            }
            int left = wanted - idle.Take(wanted - next).Count(scheduler.LeaveIfIdle);
            if (left < wanted && !CanShare(left))
                wanted = left;
        }
    }

    // The calls that a worker evaluates before others. Called under the gate.
    private List<CallGraphRun> SetupsOf(WorkerState worker)
    {
        var runs = new List<CallGraphRun>();
        foreach ((string name, CallExpr call) in setups)
        {
            var options = new CallOptions { Workers = [worker.Name], Lane = CallLane.BeforeOthers };
            CallGraph graph = CallGraph.Plan([call]);
            CallGraphRun run = Prepare(graph, new object?[graph.Nodes.Count], failsAsOne: false, options);
            var future = (RemoteFuture)FutureOf(run, graph.Roots[0], call);
            future.Observe(() =>
            {
                if (future.Error is { } error and not OperationCanceledException)
                    Console.Error.WriteLine($"the plugin '{name}' failed on {worker.Name}: {ExceptionText.Of(error)}");
                future.Release();
            });
            runs.Add(run);
        }
        return runs;
    }
}
