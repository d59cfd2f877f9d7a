using System.Diagnostics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Execution.Queues;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Tests.Engine.Execution.Queues;

/// <summary>
/// The code that the threads of a run execute, step by step on one thread: for as many threads as a test wants, in an
/// order that it chooses, and with the time that each step took.
/// </summary>
internal sealed class SteppedRun : IDisposable
{
    private readonly Run run;
    private readonly Gatherer sink;
    private readonly ThreadQueue[] queues;
    private readonly TaskGraph graph;
    private readonly Step[] next;
    private readonly List<ReadyTask>[] described;
    private readonly bool[] worked;
    private TaskBurst burst;

    public SteppedRun(ArrayExpr expression, int threads, long memoryLimit = 1L << 40)
    {
        graph = Computation.Plan([expression]);
        sink = new Gatherer(expression);
        run = new Run(graph, [sink], memoryLimit, threads, CancellationToken.None);
        run.Begin();
        queues = [.. Enumerable.Range(0, threads).Select(_ => run.Join())];
        next = new Step[threads];
        described = new List<ReadyTask>[threads];
        worked = new bool[threads];
    }

    /// <summary>The steps of a thread.</summary>
    public enum Step
    {
        /// <summary>Hands in results and claims tasks, under the run's lock.</summary>
        Take,

        /// <summary>Describes the claims.</summary>
        Describe,

        /// <summary>Admits the claims, under the run's lock.</summary>
        Admit,

        /// <summary>Computes.</summary>
        Work,

        /// <summary>The thread has left.</summary>
        Left,
    }

    /// <summary>The number of threads that computed anything.</summary>
    public int Working => worked.Count(w => w);

    /// <summary>The result, once every thread has left.</summary>
    public NDArray Result
    {
        get
        {
            run.End();
            return sink.Result;
        }
    }

    /// <summary>What a thread does next.</summary>
    public Step Next(int thread) => next[thread];

    /// <summary>Lets a thread do its next step.</summary>
    /// <returns>The timestamps that the step took, and whether it would have waited for others after it.</returns>
    public (long Time, bool Waits) Advance(int thread)
    {
        ThreadQueue queue = queues[thread];
        long start = Stopwatch.GetTimestamp();
        bool waits = false;
        switch (next[thread])
        {
            case Step.Take:
                Run.Taken taken = run.Take(queue, out object? victim);
                next[thread] = taken switch
                {
                    Run.Taken.Tasks => Step.Work,
                    Run.Taken.Claims => Step.Describe,
                    Run.Taken.Finished => Step.Left,
                    _ => Step.Take,
                };
                waits = taken == Run.Taken.None && victim is null;
                if (victim is not null)
                    run.Spill(victim);
                break;
            case Step.Describe:
                described[thread] = queue.Describe(graph);
                next[thread] = Step.Admit;
                break;
            case Step.Admit:
                next[thread] = run.Admit(queue, described[thread]) ? Step.Work : Step.Take;
                break;
            case Step.Work:
                worked[thread] = true;
                run.RunTasks(queue, ref burst);
                next[thread] = Step.Take;
                break;
        }
        return (Stopwatch.GetTimestamp() - start, waits);
    }

    public void Dispose() => run.Dispose();
}
