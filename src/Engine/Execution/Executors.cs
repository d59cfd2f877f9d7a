using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// Runs tasks one after another on the calling thread: the plainest executor, which others are measured and checked
/// against.
/// </summary>
public sealed class SerialExecutor : IExecutor
{
    /// <inheritdoc/>
    public string Name => "serial";

    /// <inheritdoc/>
    public void Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, CancellationToken cancellation)
    {
        using var run = new Run(graph, sinks, memoryLimit, cancellation);
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
/// Runs tasks on threads of this process. The calling thread is one of them, so a run within a task always moves on.
/// </summary>
public sealed class ThreadsExecutor : IExecutor
{
    /// <summary>Makes an executor.</summary>
    /// <param name="threads">How many tasks run at once.</param>
    /// <exception cref="GchunkException">There are none.</exception>
    public ThreadsExecutor(int threads)
    {
        if (threads < 1)
            throw new GchunkException($"an executor needs at least one thread; got {threads}");
        Threads = threads;
    }

    /// <summary>How many tasks run at once.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public string Name => $"{Threads} thread{(Threads == 1 ? "" : "s")}";

    /// <inheritdoc/>
    public void Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, CancellationToken cancellation)
    {
        using var run = new Run(graph, sinks, memoryLimit, cancellation);
        run.Begin();
        var crew = new Crew(run.Work);
        for (int i = 1; i < Threads; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static c => c.Join(), crew, preferLocal: false);
        run.Work();
        crew.Close();
        run.End();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The user's functions may sleep or wait: threads of their own serve them at once, where the pool would hesitate
    /// to grow.
    /// </remarks>
    public void Run(CallGraph graph, object?[] values, CancellationToken cancellation)
    {
        using var run = new BlockingCallRun(graph, values, cancellation);
        run.Begin();
        var crew = new Crew(run.Work);
        for (int i = 1; i < Math.Min(Threads, graph.Nodes.Count); i++)
            new Thread(crew.Join) { IsBackground = true, Name = "gchunk call" }.Start();
        run.Work();
        crew.Close();
        run.End();
    }

    // The pool's threads that help. Who comes late, because the pool is busy, is sent away: the caller must not wait
    // for threads that may never come.
    private sealed class Crew(Action work)
    {
        private readonly object gate = new();
        private int members;
        private bool closed;

        public void Join()
        {
            lock (gate)
            {
                if (closed)
                    return;
                members++;
            }
            work();
            lock (gate)
            {
                members--;
                Monitor.PulseAll(gate);
            }
        }

        public void Close()
        {
            lock (gate)
            {
                closed = true;
                while (members > 0)
                    Monitor.Wait(gate);
            }
        }
    }
}
