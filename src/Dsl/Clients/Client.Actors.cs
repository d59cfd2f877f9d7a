using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

// Objects that live on one worker, and functions that run on each.
public sealed partial class Client
{
    private static int lastPlace;

    /// <summary>Creates an object that lives on one worker and keeps its state between calls.</summary>
    /// <param name="create">Creates it, on the worker.</param>
    /// <param name="worker">The name of the worker; by default they take turns.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    /// <exception cref="GchunkException">There is no worker of this name.</exception>
    public Actor<T> Actor<T>(
        Func<T> create,
        string? worker = null,
        [CallerArgumentExpression(nameof(create))] string text = ""
    )
    {
        string[] names = WorkerNames();
        if (worker is not null && names.Length > 0 && !names.Contains(worker))
            throw NoWorker(worker, names);
        string place =
            names.Length == 0 ? "" : worker ?? names[(uint)Interlocked.Increment(ref lastPlace) % names.Length];
        var actor = new Actor<T>(this, CallOptions.NextActor(), place);
        FireAndForget(actor.Create(UserFunction.Of(create, text)));
        return actor;
    }

    /// <summary>
    /// Runs a function once on each worker, immediately and however busy the worker is, and returns the results by the
    /// names of the workers. On threads it runs once, under the name <c>threads</c>.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="workers">The names of the workers; all by default.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    /// <exception cref="UserFunctionException">The function threw on a worker.</exception>
    /// <example><code>
    /// using var client = new Client(workers: 1, processes: false);
    /// Console.WriteLine(client.Run(() => Environment.ProcessId)["threads"] == Environment.ProcessId); // True
    /// </code></example>
    public IReadOnlyDictionary<string, T> Run<T>(
        Func<T> function,
        IEnumerable<string>? workers = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        CallInvoker invoker = static (f, _) => ((Func<T>)f)();
        return RunEach<T>(new FunctionCall(UserFunction.Of(function, text), invoker, []), workers);
    }

    private Dictionary<string, T> RunEach<T>(CallExpr call, IEnumerable<string>? workers)
    {
        string[] names = WorkerNames();
        foreach (string worker in workers ?? [])
        {
            if (names.Length > 0 && !names.Contains(worker))
                throw NoWorker(worker, names);
        }
        (string Name, Future<T> Future)[] all =
            names.Length == 0
                ? [("threads", Begin<T>([call], CallOptions.AtOnceOn(null))[0])]
                : [.. (workers ?? names).Select(n => (n, Begin<T>([call], CallOptions.AtOnceOn(n))[0]))];
        return all.ToDictionary(a => a.Name, a => a.Future.Result());
    }

    // The names of the worker processes: none on threads.
    private string[] WorkerNames() => (string[])Answer(CoordinationKind.WorkerNames, "")!;

    private static GchunkException NoWorker(string worker, string[] names) =>
        new($"there is no worker {worker}; there are {string.Join(", ", names)}");
}
