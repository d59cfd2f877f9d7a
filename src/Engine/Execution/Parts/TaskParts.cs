using System.Runtime.ExceptionServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution.Parts;

/// <summary>
/// Runs the parts of one task on several threads, so that an array in a single block keeps more than one core busy.
/// </summary>
/// <remarks>
/// Only work whose result does not depend on how it is divided is run this way, since the number of parts depends on
/// how many threads are free.
/// </remarks>
internal static class TaskParts
{
    // More parts than threads, so that a thread that starts late or is interrupted delays the others less.
    private const int PartsPerThread = 2;

    /// <summary>The elements of the smallest part that is worth waking a thread for; tests lower it.</summary>
    internal static long LeastElements { get; set; } = 1 << 17;

    /// <summary>Returns how a task of so many elements is divided: one part and one thread to leave it whole.</summary>
    /// <param name="elements">The elements that the task computes.</param>
    /// <param name="axis">The length of the axis along which the task is divided.</param>
    /// <param name="results">The run, which knows how many threads are free.</param>
    public static (int Parts, int Threads) Divide(long elements, long axis, ITaskResults results)
    {
        long most = Math.Min(elements / LeastElements, axis);
        int threads = most < 2 ? 1 : results.SpareThreads + 1;
        return threads == 1 ? (1, 1) : ((int)Math.Min(most, (long)threads * PartsPerThread), threads);
    }

    /// <summary>
    /// Returns how a task over a box is divided along its first axis of several elements. A block of a file is read once,
    /// so it stays whole.
    /// </summary>
    /// <param name="count">The lengths of the box.</param>
    /// <param name="inputs">What the task reads.</param>
    /// <param name="results">The run, which knows how many threads are free.</param>
    public static (int Axis, int Parts, int Threads) Divide(long[] count, StageInputs inputs, ITaskResults results)
    {
        int axis = Array.FindIndex(count, n => n > 1);
        if (axis < 0 || inputs.ReadsFiles)
            return (axis, 1, 1);
        (int parts, int threads) = Divide(new Shape(count).Size, count[axis], results);
        return (axis, parts, threads);
    }

    /// <summary>Returns the box of one part.</summary>
    /// <param name="origin">The first indices of the whole box.</param>
    /// <param name="count">The lengths of the whole box.</param>
    /// <param name="axis">The axis along which it is divided.</param>
    /// <param name="part">The number of the part.</param>
    /// <param name="parts">The number of parts.</param>
    public static (long[] Origin, long[] Count) Box(long[] origin, long[] count, int axis, int part, int parts)
    {
        long first = count[axis] * part / parts;
        long[] from = [.. origin],
            lengths = [.. count];
        from[axis] += first;
        lengths[axis] = count[axis] * (part + 1) / parts - first;
        return (from, lengths);
    }

    /// <summary>Runs parts on the calling thread and on free threads of the pool.</summary>
    /// <param name="parts">The number of parts.</param>
    /// <param name="threads">The number of threads, with the calling one.</param>
    /// <param name="part">Runs one part. If it throws, the parts that have not begun are left out.</param>
    public static void Run(int parts, int threads, Action<int> part)
    {
        int next = 0,
            failed = int.MaxValue;
        ExceptionDispatchInfo? failure = null;
        var gate = new Lock();
        var crew = new Crew(Work);
        bool isDone = false;
        try
        {
            for (int i = 1; i < Math.Min(threads, parts); i++)
                crew.Call();
            Work();
            isDone = true;
        }
        finally
        {
            // If the prompt aborts this thread, the others stop before the memory of the task is released.
            if (!isDone)
                Interlocked.Exchange(ref next, parts);
            crew.Close();
        }
        failure?.Throw();

        void Work()
        {
            for (int i; (i = Interlocked.Increment(ref next) - 1) < parts; )
            {
                try
                {
                    part(i);
                }
                catch (Exception e)
                {
                    Interlocked.Exchange(ref next, parts);
                    lock (gate)
                    {
                        if (i < failed)
                            (failed, failure) = (i, ExceptionDispatchInfo.Capture(e));
                    }
                }
            }
        }
    }
}
