using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Execution.Parts;

/// <summary>Runs the parts of a block operation, as many as threads are free when it asks.</summary>
internal sealed class BlockParts(ITaskResults results) : IPartRunner
{
    public int Threads => results.SpareThreads + 1;

    public void Run(long length, long cost, int mostThreads, Action<long, long> work)
    {
        (int parts, int threads) = TaskParts.Divide(cost, length, results);
        if (parts == 1 || mostThreads < 2)
        {
            work(0, length);
            return;
        }
        TaskParts.Run(
            parts,
            Math.Min(threads, mostThreads),
            part => work(length * part / parts, length * (part + 1) / parts)
        );
    }
}
