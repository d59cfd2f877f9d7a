using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// The blocks of a persisted array, held by workers until nobody refers to the array any more; made again where a
/// worker is lost.
/// </summary>
[DoesNotTravel("it stands for blocks that worker processes hold")]
internal sealed class PersistedBlocks(Scheduler scheduler, ArrayWork work, int output, Func<bool> isAlive) : IHeldBlocks
{
    /// <inheritdoc/>
    public bool IsHeld => isAlive() && !work.IsClosed;

    /// <summary>Who holds them.</summary>
    public Scheduler Scheduler => scheduler;

    /// <summary>The task whose result is a block; under the scheduler's lock.</summary>
    public TaskState TaskOf(long block) => work.OutputTask(output, block);

    /// <inheritdoc/>
    public unsafe NDArray Fetch(long block, CancellationToken cancellation)
    {
        TaskState? task = null;
        scheduler.Do(() => task = TaskOf(block));
        byte[] bytes = scheduler.Fetch(task!, cancellation);
        (Shape shape, DType dtype) = work.Graph.Stages[work.Graph.Outputs[output]].Form(block);
        NDArray array = NDArray.Allocate(shape, dtype);
        bytes.CopyTo(new Span<byte>(array.Pointer, bytes.Length));
        return array;
    }

    // Collected with the last expression that reads the array; the work's other outputs go with their own.
    ~PersistedBlocks()
    {
        if (isAlive())
            ThreadPool.UnsafeQueueUserWorkItem(static w => w.Release(), work, preferLocal: false);
    }
}
