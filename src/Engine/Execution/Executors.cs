using Gchunk.Engine.Execution.Parts;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// Runs tasks one after another on the calling thread: the simplest executor, the reference for tests and measurements.
/// </summary>
public sealed class SerialExecutor : IExecutor
{
    /// <inheritdoc/>
    public string Name => "serial";

    /// <inheritdoc/>
    public void Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, CancellationToken cancellation)
    {
        using var run = new Run(graph, sinks, memoryLimit, threads: 1, cancellation);
        run.Begin();
        run.Work();
        run.End();
    }

    /// <inheritdoc/>
    public void Run(CallGraph graph, object?[] values, CancellationToken cancellation)
    {
        using var run = new BlockingCallRun(graph, values, cancellation);
        run.Begin();
        run.Work();
        run.End();
    }
}

/// <summary>
/// Runs tasks on threads of this process. The calling thread is one of them, so a run within a task always makes
/// progress.
/// </summary>
public sealed class ThreadsExecutor : IExecutor
{
    /// <summary>Creates an executor.</summary>
    /// <param name="threads">The number of tasks that run at once.</param>
    /// <exception cref="GchunkException">The number is below 1.</exception>
    public ThreadsExecutor(int threads)
    {
        if (threads < 1)
            throw new GchunkException($"an executor needs at least one thread; got {threads}");
        Threads = threads;
    }

    /// <summary>The number of tasks that run at once.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public string Name => Quantity.Of(Threads, "thread");

    /// <inheritdoc/>
    public void Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, CancellationToken cancellation)
    {
        using var run = new Run(graph, sinks, memoryLimit, Threads, cancellation);
        run.Begin();
        var crew = new Crew(run.Work);
        long working = graph.IsQuick && sinks.All(s => s.IsInMemory) ? 1 : Math.Min(Threads, graph.Tasks);
        for (int i = 1; i < working; i++)
            crew.Call();
        Work(run.Work, run.Cancel, crew);
        run.End();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A user's functions may sleep or wait, so they get threads of their own at once; the thread pool would grow too
    /// slowly.
    /// </remarks>
    public void Run(CallGraph graph, object?[] values, CancellationToken cancellation)
    {
        using var run = new BlockingCallRun(graph, values, cancellation);
        run.Begin();
        var crew = new Crew(run.Work);
        for (int i = 1; i < Math.Min(Threads, graph.Nodes.Count); i++)
            new Thread(crew.Join) { IsBackground = true, Name = "gchunk call" }.Start();
        Work(run.Work, run.Cancel, crew);
        run.End();
    }

    // If the prompt aborts this thread, the others must stop before the run returns.
    private static void Work(Action work, Action cancel, Crew crew)
    {
        bool isDone = false;
        try
        {
            work();
            isDone = true;
        }
        finally
        {
            if (!isDone)
                cancel();
            crew.Close();
        }
    }
}
