using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// The blocks of a persisted array. Workers hold them until nobody refers to the array any more; blocks of a lost
/// worker are recomputed.
/// </summary>
[DoesNotTravel("its blocks are held by worker processes")]
internal sealed class PersistedBlocks(Scheduler scheduler, ArrayRun run, int output, Func<bool> isAlive) : IHeldBlocks
{
    /// <inheritdoc/>
    public bool IsHeld => isAlive() && !run.IsClosed;

    /// <summary>The scheduler of the workers that hold them.</summary>
    public Scheduler Scheduler => scheduler;

    /// <summary>Returns the task that computes a block. Called under the scheduler's lock.</summary>
    public ScheduledTask TaskOf(long block) => run.OutputTask(output, block);

    /// <inheritdoc/>
    public unsafe NDArray Fetch(long block, CancellationToken cancellation)
    {
        ScheduledTask? task = null;
        scheduler.Do(() => task = TaskOf(block));
        (Shape shape, DType dtype) = run.Graph.Stages[run.Graph.Outputs[output]].Form(block);
        return scheduler.Fetch(
            task!,
            bytes =>
            {
                if (bytes.Length != shape.Size * dtype.Size)
                {
                    throw new ProtocolException(
                        $"a persisted block has {bytes.Length} bytes, where {shape.Size * dtype.Size} were expected"
                    );
                }
                NDArray array = NDArray.Allocate(shape, dtype);
                bytes.CopyTo(new Span<byte>(array.Pointer, checked((int)array.NBytes)));
                return array;
            },
            cancellation
        );
    }

    // It is collected with the last expression that reads the array. The run's other outputs have their own.
    ~PersistedBlocks()
    {
        if (isAlive())
            ThreadPool.UnsafeQueueUserWorkItem(static r => r.Release(), run, preferLocal: false);
    }
}
