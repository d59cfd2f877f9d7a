using Gchunk.Engine.Arrays;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Receives the blocks of an output.</summary>
public interface IBlockSink
{
    /// <summary>Is given a block, on the thread that made it; many calls may run at once.</summary>
    /// <param name="origin">The index, in the whole array, of the block's first element.</param>
    /// <param name="block">
    /// The block; it is released after the call, unless shared (<see cref="NDArray.Share()"/>).
    /// </param>
    void Write(long[] origin, NDArray block);
}

/// <summary>Runs the tasks of a graph. It knows nothing of expressions or files.</summary>
public interface IExecutor
{
    /// <summary>The name, for explanations.</summary>
    string Name { get; }

    /// <summary>Runs every task that the outputs need, and hands their blocks to the sinks.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="sinks">For each output, where its blocks go.</param>
    /// <param name="memoryLimit">Bytes that the run may hold.</param>
    /// <param name="cancellation">Ends the run between tasks, and long tasks early.</param>
    /// <exception cref="GchunkException">A task failed, or cannot fit the limit.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    void Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, CancellationToken cancellation);

    /// <summary>Runs calls of the user's functions.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="values">For each call its value where there is one already; receives those of the roots.</param>
    /// <param name="cancellation">Ends the run between calls.</param>
    /// <exception cref="UserFunctionException">A function threw.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    void Run(CallGraph graph, object?[] values, CancellationToken cancellation);
}
