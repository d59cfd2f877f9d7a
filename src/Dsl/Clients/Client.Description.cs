using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Worker;

namespace Gchunk.Dsl;

// What a client shows of itself and of the others.
public sealed partial class Client
{
    /// <summary>
    /// Returns the number of workers, their threads, memory and address, the address of the dashboard, and a line for each
    /// worker.
    /// </summary>
    public override string ToString()
    {
        if (IsNested)
            return $"Client of a call on {CurrentWorker.Name}";
        if (!IsOpen || cluster is null)
            return "Client, shut down";
        return string.Join(
            Environment.NewLine,
            [Head(cluster), .. DashboardLine is { } page ? [page] : Array.Empty<string>(), .. Workers.Select(Line)]
        );
    }

    /// <summary>
    /// Describes all workers of this program: those of the client in use last, or null if there is none.
    /// </summary>
    internal static (IReadOnlyList<string> NotInUse, string? InUse) All()
    {
        // The workers of clients that nobody can reach end.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Client[] others = [.. AllOpen.Where(c => !ReferenceEquals(c, Current))];
        var pools = WorkerPool.AllOpen.Where(p =>
            !ReferenceEquals(p, Current?.pool) && !Array.Exists(others, c => ReferenceEquals(c.pool, p))
        );
        return (
            [
                .. others.Select(c => $"not in use: {c}"),
                .. pools
                    .Where(p => p.IsInUse)
                    .Select(p =>
                        string.Join(
                            Environment.NewLine,
                            [
                                $"of no client: {p.Name}, memory {MemoryBudget.Format(p.Workers.Sum(w => w.MemoryLimit))}",
                                .. p.Workers.Select(Line),
                            ]
                        )
                    ),
            ],
            Current?.ToString()
        );
    }

    private string Head(LocalCluster cluster) =>
        pool is null
            ? $"Client on threads: {executor.Name}, memory {MemoryBudget.Format(RunOptions.Default.MemoryLimit ?? cluster.Memory)}"
            : $"Client: {Quantity.Of(Workers.Count, "worker process", "worker processes")} x {Quantity.Of(cluster.Threads, "thread")}, memory {MemoryBudget.Format(Workers.Sum(w => w.MemoryLimit))}, {Address}";

    // A library that uses gchunk has no dashboard, and a user may be allowed no port.
    private static string? DashboardLine
    {
        get
        {
            try
            {
                return Prelude.DashboardHost is null ? null : $"  dashboard  {Prelude.Dashboard()}";
            }
            catch (GchunkException)
            {
                return null;
            }
        }
    }

    private static string Line(WorkerInfo worker) =>
        $"  {worker.Name}  pid {worker.Pid}  {Quantity.Of(worker.Threads, "thread")}  {MemoryBudget.Format(worker.Memory)} of {MemoryBudget.Format(worker.MemoryLimit)}  {Quantity.Of(worker.TasksDone, "task")} done  {worker.State}";
}
