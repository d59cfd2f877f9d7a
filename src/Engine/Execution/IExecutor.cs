using Gchunk.Engine.Arrays;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Receives the blocks of an output.</summary>
public interface IBlockSink
{
    /// <summary>Receives a block, on the thread that computed it; calls may run in parallel.</summary>
    /// <param name="origin">The index of the block's first element in the whole array.</param>
    /// <param name="block">
    /// The block; it is released after the call, unless shared (<see cref="NDArray.Share()"/>).
    /// </param>
    void Write(long[] origin, NDArray block);

    /// <summary>
    /// Returns memory of the sink's own in which a block may be computed, so that nothing is left to copy when it is
    /// written; null if it must be elsewhere.
    /// </summary>
    /// <param name="origin">The index of the block's first element in the whole array.</param>
    /// <param name="shape">The shape of the block.</param>
    NDArray? Place(long[] origin, Shape shape) => null;

    /// <summary>
    /// Returns true if an earlier execution has written a block already, so that it need not be computed again.
    /// </summary>
    /// <param name="block">The number of the block.</param>
    bool Has(long block) => false;

    /// <summary>
    /// True if <see cref="Write"/> keeps or copies the block in memory and does nothing else, which takes no longer than
    /// to compute it.
    /// </summary>
    bool IsInMemory => false;

    /// <summary>True if <see cref="Write"/> may wait for long, as for a file system that is away.</summary>
    bool Waits => false;
}

/// <summary>Runs the tasks of a graph. It does not depend on expressions or files.</summary>
public interface IExecutor
{
    /// <summary>The name that explanations show.</summary>
    string Name { get; }

    /// <summary>Runs every task that the outputs need, and passes their blocks to the sinks.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="sinks">For each output, the sink of its blocks.</param>
    /// <param name="memoryLimit">The bytes that the run may hold.</param>
    /// <param name="cancellation">Cancels the run between tasks, and long tasks early.</param>
    /// <exception cref="GchunkException">A task failed, or does not fit the memory limit.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    void Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, CancellationToken cancellation);

    /// <summary>Runs calls of a user's functions.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="values">For each call its value, if it is known; receives the values of the roots.</param>
    /// <param name="cancellation">Cancels the run between calls.</param>
    /// <exception cref="UserFunctionException">A function threw.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    void Run(CallGraph graph, object?[] values, CancellationToken cancellation);
}
