using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Dsl;

/// <summary>
/// Where computations run: on worker processes of this machine, or on threads of this one. While a client is there,
/// every <c>Compute</c>, <c>Persist</c> and estimator uses it; without one, threads do.
/// </summary>
/// <remarks>
/// Functions travel to worker processes with the values of the variables that they capture, as these are at that time.
/// Blocks are shared by memory, not copied through pipes. A worker that
/// ends, for whatever reason, is replaced, and what only it held is computed again.
/// </remarks>
/// <example><code>
/// using var client = new Client(workers: 2, processes: false);
/// int offset = 100;
/// Console.WriteLine(client.Gather(client.Map(v => v * v + offset, Enumerable.Range(0, 3))).Sum()); // 305
/// </code></example>
[DoesNotTravel("it is a client, which belongs to the process that made it; use it outside the function")]
public sealed class Client : IDisposable
{
    private readonly RunOptions before = RunOptions.Default;
    private readonly WorkerPool? pool;
    private readonly ICallPool calls;
    private readonly IExecutor executor;
    private readonly int threads;
    private readonly long memory;
    private bool isClosed;

    /// <summary>Starts workers, and computes on them from now on.</summary>
    /// <param name="workers">
    /// Worker processes; as many as the machine has cores, over the threads of each, where nothing is said.
    /// </param>
    /// <param name="threadsPerWorker">Tasks that a worker runs at once.</param>
    /// <param name="processes">
    /// Whether workers are processes of their own; otherwise threads of this one do the same.
    /// </param>
    /// <param name="memoryLimit">
    /// What each worker may take: <c>"2GB"</c>. Its share of 60 % of the free memory where nothing is said.
    /// </param>
    /// <exception cref="GchunkException">A number is wrong, or workers do not start.</exception>
    public Client(int? workers = null, int threadsPerWorker = 1, bool processes = true, string? memoryLimit = null)
    {
        if (threadsPerWorker < 1)
            throw new GchunkException($"a worker needs at least one thread; got {threadsPerWorker}");
        int number = workers ?? Math.Max(1, Environment.ProcessorCount / threadsPerWorker);
        if (number < 1)
            throw new GchunkException($"a client needs at least one worker; got {number}");
        threads = threadsPerWorker;
        memory = memoryLimit is null ? MemoryBudget.Free() / number : MemoryBudget.Parse(memoryLimit);
        if (processes)
        {
            pool = new WorkerPool(number, threadsPerWorker, memory);
            (executor, calls) = (pool, pool);
        }
        else
        {
            (executor, calls) = (
                new ThreadsExecutor(number * threadsPerWorker),
                new ThreadCallPool(number * threadsPerWorker)
            );
        }

        RunOptions.Default = before with
        {
            Executor = executor,
            MemoryLimit = memoryLimit is null ? before.MemoryLimit : memory * number,
        };
        Current = this;
    }

    /// <summary>The client that is in use, or null.</summary>
    public static Client? Current { get; private set; }

    /// <summary>
    /// What each worker process does: its name, its pid, its threads, its memory, the tasks it has done, its state.
    /// Empty for a client on threads.
    /// </summary>
    public IReadOnlyList<WorkerInfo> Workers => pool?.Workers ?? [];

    /// <summary>Where workers connect; empty for a client on threads.</summary>
    public string Address => pool is null ? "" : $"unix:@{pool.Address}";

    /// <summary>
    /// Starts or ends workers until there are so many. Those that end finish their tasks first; what only they hold is
    /// computed again where it is needed.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The number is wrong, or new workers do not start; a client on threads has no workers.
    /// </exception>
    public void Scale(int workers) => Pool("Scale").Scale(workers);

    /// <summary>Runs a function in the background.</summary>
    /// <param name="function">The function; it travels with the values of the variables that it captures.</param>
    /// <param name="text">Written by the compiler.</param>
    /// <exception cref="GchunkException">
    /// Something that it captures cannot travel to a worker process; the message names it.
    /// </exception>
    public Future<T> Submit<T>(Func<T> function, [CallerArgumentExpression(nameof(function))] string text = "") =>
        Begin<T>([new FunctionCall(UserFunction.Of(function, text), static (f, _) => ((Func<T>)f)(), [])])[0];

    /// <summary>Runs a function of one argument in the background.</summary>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="text">Written by the compiler.</param>
    public Future<T> Submit<T1, T>(
        Func<T1, T> function,
        T1 argument,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Begin<T>([Prelude.Delay(function, text)(Delayed.Value(argument)).Call])[0];

    /// <summary>Runs a function in the background on the value of a future, without bringing it here.</summary>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="text">Written by the compiler.</param>
    public Future<T> Submit<T1, T>(
        Func<T1, T> function,
        Future<T1> argument,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Begin<T>([Prelude.Delay(function, text)(argument).Call])[0];

    /// <summary>Runs a function in the background on the values of two futures, without bringing them here.</summary>
    /// <param name="function">The function.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="text">Written by the compiler.</param>
    public Future<T> Submit<T1, T2, T>(
        Func<T1, T2, T> function,
        Future<T1> first,
        Future<T2> second,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Begin<T>([Prelude.Delay(function, text)(first, second).Call])[0];

    /// <summary>
    /// Begins what a delayed value stands for: calls of any number of arguments, values or futures among them.
    /// </summary>
    public Future<T> Submit<T>(Delayed<T> delayed) => Begin<T>([delayed.Call])[0];

    /// <summary>Runs a function in the background on each of some values.</summary>
    /// <param name="function">The function.</param>
    /// <param name="values">The values.</param>
    /// <param name="text">Written by the compiler.</param>
    /// <returns>A future for each value, in their order.</returns>
    public IReadOnlyList<Future<T>> Map<T1, T>(
        Func<T1, T> function,
        IEnumerable<T1> values,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        Func<Delayed<T1>, Delayed<T>> delayed = Prelude.Delay(function, text);
        return Begin<T>([.. values.Select(v => delayed(Delayed.Value(v)).Call)]);
    }

    /// <summary>
    /// Runs a function in the background on the value of each of some futures, without bringing these here.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="futures">The futures.</param>
    /// <param name="text">Written by the compiler.</param>
    public IReadOnlyList<Future<T>> Map<T1, T>(
        Func<T1, T> function,
        IEnumerable<Future<T1>> futures,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        Func<Delayed<T1>, Delayed<T>> delayed = Prelude.Delay(function, text);
        return Begin<T>([.. futures.Select(f => delayed(f).Call)]);
    }

    /// <summary>
    /// Puts a value where the workers are, once, so that many calls can take it as an argument without sending it anew.
    /// </summary>
    public Future<T> Scatter<T>(T value) =>
        Begin<T>([
            new FunctionCall(
                UserFunction.Of(Identity<T>, "Scatter"),
                static (f, a) => ((Func<T, T>)f)((T)a[0]!),
                [new ConstantCall(value)]
            ),
        ])[0];

    /// <summary>The values of futures, in their order; waits for them.</summary>
    /// <exception cref="UserFunctionException">A function threw.</exception>
    public IReadOnlyList<T> Gather<T>(IEnumerable<Future<T>> futures)
    {
        CheckOpen();
        return [.. futures.Select(f => f.Result())];
    }

    /// <summary>The futures in the order in which they finish.</summary>
    public IEnumerable<Future<T>> AsCompleted<T>(IEnumerable<Future<T>> futures)
    {
        CheckOpen();
        using var finished = new BlockingCollection<Future<T>>();
        int left = 0;
        foreach (Future<T> future in futures.ToArray())
        {
            left++;
            future.Call.Observe(() => finished.Add(future));
        }
        for (; left > 0; left--)
            yield return finished.Take(Interrupt.Token);
    }

    /// <summary>
    /// Computes an array and keeps its blocks with the workers: what is computed from it later starts there.
    /// </summary>
    /// <remarks>A block that is lost with its worker is computed again.</remarks>
    public ChunkedArray Persist(ChunkedArray array)
    {
        CheckOpen();
        return array.Persist();
    }

    /// <summary>Computes a labelled array and keeps its blocks with the workers.</summary>
    public DataArray Persist(DataArray array)
    {
        CheckOpen();
        return array.Persist();
    }

    /// <summary>Computes a data set and keeps its blocks with the workers.</summary>
    public Dataset Persist(Dataset dataset)
    {
        CheckOpen();
        return dataset.Persist();
    }

    /// <summary>
    /// Stops calls; what waits for them fails. A worker process whose call does not stop is replaced.
    /// </summary>
    public void Cancel(params IEnumerable<Future> futures) => calls.Cancel(futures.Select(f => f.Call));

    /// <summary>
    /// Ends all calls and starts the workers anew. Persisted arrays are computed again when they are needed.
    /// </summary>
    public void Restart() => Pool("Restart").Restart();

    /// <summary>Ends all calls and all workers; computations run on threads again.</summary>
    public void Shutdown() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isClosed)
            return;
        isClosed = true;
        if (ReferenceEquals(RunOptions.Default.Executor, executor))
        {
            RunOptions.Default = RunOptions.Default with
            {
                Executor = before.Executor,
                MemoryLimit = before.MemoryLimit,
            };
        }

        if (ReferenceEquals(Current, this))
            Current = null;
        pool?.Dispose();
    }

    /// <summary>The workers, their threads and memory, and where they connect; with a line for each worker.</summary>
    public override string ToString()
    {
        if (isClosed)
            return "Client, shut down";
        if (pool is null)
            return $"Client on threads: {executor.Name}, memory {MemoryBudget.Format(RunOptions.Default.MemoryLimit ?? memory)}";
        IReadOnlyList<WorkerInfo> all = Workers;
        string head =
            $"Client: {all.Count} worker process{(all.Count == 1 ? "" : "es")} x {threads} thread{(threads == 1 ? "" : "s")}, memory {MemoryBudget.Format(memory * all.Count)}, {Address}";
        return string.Join(
            Environment.NewLine,
            [
                head,
                .. all.Select(w =>
                    $"  {w.Name}  pid {w.Pid}  {w.Threads} thread{(w.Threads == 1 ? "" : "s")}  {MemoryBudget.Format(w.Memory)} of {MemoryBudget.Format(w.MemoryLimit)}  {w.TasksDone} tasks done  {w.State}"
                ),
            ]
        );
    }

    private static T Identity<T>(T value) => value;

    private Future<T>[] Begin<T>(CallExpr[] begun)
    {
        CheckOpen();
        return Array.ConvertAll(calls.Submit(begun), c => new Future<T>(c));
    }

    private WorkerPool Pool(string what)
    {
        CheckOpen();
        return pool
            ?? throw new GchunkException(
                $"{what} needs worker processes, and this client runs on threads; make one with new Client(processes: true)"
            );
    }

    private void CheckOpen()
    {
        if (isClosed)
            throw new GchunkException("the client was shut down; make a new one with new Client(…)");
    }
}
