using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

// Functions in the background. The forms of Submit with arguments are generated.
public sealed partial class Client
{
    private readonly Dictionary<string, WeakReference<Future>> keys = [];

    /// <summary>The options of calls that give none.</summary>
    public CallOptions Defaults { get; set; } = CallOptions.Default;

    /// <summary>Runs a function in the background.</summary>
    /// <param name="function">The function. It travels with the values of the variables that it captures.</param>
    /// <param name="retries">How often it is tried again if it throws.</param>
    /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
    /// <param name="key">
    /// A name. While a future of this key exists that has not failed, it is returned and nothing is run.
    /// </param>
    /// <param name="workers">The names of the worker processes that may run it; any by default.</param>
    /// <param name="resources">What it needs of the resources of its worker while it runs.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    /// <exception cref="GchunkException">
    /// A captured variable cannot travel to a worker process; the message names it. Or no worker can run the call.
    /// </exception>
    /// <example><code>
    /// using var client = new Client(workers: 1, processes: false);
    /// Console.WriteLine(await client.Submit(() => 6 * 7, retries: 2)); // 42
    /// </code></example>
    public Future<T> Submit<T>(
        Func<T> function,
        int? retries = null,
        int? priority = null,
        string? key = null,
        IEnumerable<string>? workers = null,
        IReadOnlyDictionary<string, double>? resources = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) =>
        Submit<T>(
            new FunctionCall(UserFunction.Of(function, key ?? text), static (f, _) => ((Func<T>)f)(), []),
            Options(retries, priority, workers, resources),
            key
        );

    /// <summary>Runs an asynchronous function in the background: the result is that of its task.</summary>
    /// <param name="function">The function.</param>
    /// <param name="retries">How often it is tried again if it throws.</param>
    /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
    /// <param name="key">A name, as in the other forms.</param>
    /// <param name="workers">The names of the worker processes that may run it; any by default.</param>
    /// <param name="resources">What it needs of the resources of its worker while it runs.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public Future<T> SubmitAsync<T>(
        Func<Task<T>> function,
        int? retries = null,
        int? priority = null,
        string? key = null,
        IEnumerable<string>? workers = null,
        IReadOnlyDictionary<string, double>? resources = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) =>
        Submit<T>(
            new FunctionCall(
                UserFunction.Of(function, key ?? text),
                static (f, _) => Awaited(((Func<Task<T>>)f)()),
                []
            ),
            Options(retries, priority, workers, resources),
            key
        );

    /// <summary>
    /// Runs a function in the background on the values of a list of futures, which stay on the workers.
    /// </summary>
    /// <param name="function">The function of the list of their values: <c>v => v.Sum()</c>.</param>
    /// <param name="futures">The futures.</param>
    /// <param name="retries">How often it is tried again if it throws.</param>
    /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
    /// <param name="key">A name, as in the other forms.</param>
    /// <param name="workers">The names of the worker processes that may run it; any by default.</param>
    /// <param name="resources">What it needs of the resources of its worker while it runs.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    [OverloadResolutionPriority(2)]
    public Future<T> Submit<T1, T>(
        Func<IReadOnlyList<T1>, T> function,
        IEnumerable<Future<T1>> futures,
        int? retries = null,
        int? priority = null,
        string? key = null,
        IEnumerable<string>? workers = null,
        IReadOnlyDictionary<string, double>? resources = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) =>
        Submit<T>(
            new FunctionCall(
                UserFunction.Of(function, key ?? text),
                static (f, a) => ((Func<IReadOnlyList<T1>, T>)f)((IReadOnlyList<T1>)a[0]!),
                [new ListCall<T1>([.. futures.Select(f => ((Delayed<T1>)f).Call)])]
            ),
            Options(retries, priority, workers, resources),
            key
        );

    /// <summary>
    /// Starts the calls of a delayed value in the background. Futures may be among their arguments.
    /// </summary>
    /// <param name="delayed">The value.</param>
    /// <param name="retries">How often each call is tried again if it throws.</param>
    /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
    /// <param name="key">A name, as in the other forms.</param>
    /// <param name="workers">The names of the worker processes that may run the calls; any by default.</param>
    /// <param name="resources">What each call needs of the resources of its worker while it runs.</param>
    public Future<T> Submit<T>(
        Delayed<T> delayed,
        int? retries = null,
        int? priority = null,
        string? key = null,
        IEnumerable<string>? workers = null,
        IReadOnlyDictionary<string, double>? resources = null
    ) => Submit<T>(delayed.Call, Options(retries, priority, workers, resources), key);

    /// <summary>Sends a value to the workers once, so that many calls can use it as an argument.</summary>
    /// <param name="value">The value.</param>
    public Future<T> Scatter<T>(T value) =>
        Begin<T>([new PassedCall([new ConstantCall(value)])], CallOptions.Default)[0];

    /// <summary>Keeps a call running to its end although nobody refers to its future any more.</summary>
    /// <param name="future">Its future.</param>
    public void FireAndForget(Future future)
    {
        CheckOpen();
        lock (forgotten)
            forgotten.Add(future);
        future.Call.Observe(() =>
        {
            lock (forgotten)
                forgotten.Remove(future);
        });
    }

    /// <summary>
    /// Cancels calls. Calls that need them fail. A worker process whose call does not stop is replaced.
    /// </summary>
    /// <param name="futures">Their futures.</param>
    public void Cancel(params IEnumerable<Future> futures) => calls.Cancel(futures.Select(f => f.Call));

    /// <summary>Runs calls again that failed or were cancelled.</summary>
    /// <param name="futures">Their futures.</param>
    public void Retry(params IEnumerable<Future> futures)
    {
        CheckOpen();
        foreach (Future future in futures)
            future.Retry();
    }

    private readonly HashSet<Future> forgotten = [];

    private static T Awaited<T>(Task<T> task)
    {
        CallSlots.Wait(() => Task.WaitAny(task));
        return task.GetAwaiter().GetResult();
    }

    private Future<T> Submit<T>(CallExpr call, CallOptions options, string? key)
    {
        if (key is null)
            return Begin<T>([call], options)[0];
        lock (keys)
        {
            if (
                keys.TryGetValue(key, out WeakReference<Future>? found)
                && found.TryGetTarget(out Future? there)
                && there is { Status: "pending" or "finished" }
            )
            {
                return there as Future<T>
                    ?? throw new GchunkException(
                        $"the key '{key}' belongs to {there}, which is of another type; choose another key"
                    );
            }
            if (keys.Count > 2 * MostDeadKeys)
            {
                foreach ((string dead, WeakReference<Future> future) in keys.ToArray())
                {
                    if (!future.TryGetTarget(out _))
                        keys.Remove(dead);
                }
            }
            Future<T> made = Begin<T>([call], options)[0];
            made.Key = key;
            keys[key] = new WeakReference<Future>(made);
            return made;
        }
    }

    private const int MostDeadKeys = 1000;

    internal Future<T>[] Begin<T>(CallExpr[] begun, CallOptions options)
    {
        CheckOpen();
        return Array.ConvertAll(calls.Submit(begun, options), c => new Future<T>(c, this));
    }

    private CallOptions Options(
        int? retries,
        int? priority,
        IEnumerable<string>? workers,
        IReadOnlyDictionary<string, double>? resources
    ) =>
        retries is null && priority is null && workers is null && resources is null
            ? Defaults
            : Defaults with
            {
                Retries = retries ?? Defaults.Retries,
                Priority = priority ?? Defaults.Priority,
                Workers = workers?.ToArray() ?? Defaults.Workers,
                Resources = resources ?? Defaults.Resources,
            };
}
