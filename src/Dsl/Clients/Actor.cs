using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

/// <summary>
/// An object that lives on one worker, from <c>Client.Actor</c>, and keeps its state between calls. Its calls run one
/// after another, in the order in which they were submitted, and take no slot. They fail if its worker dies.
/// </summary>
/// <example><code>
/// using var client = new Client(workers: 1, processes: false);
/// using var numbers = client.Actor(() => new List&lt;int&gt;());
/// numbers.Call(list => list.Add(5));
/// Console.WriteLine(numbers.Call(list => list.Count).Result()); // 1
/// </code></example>
public sealed class Actor<T> : IRepresented, IDisposable
{
    private readonly Client client;
    private readonly long number;
    private readonly CallOptions options;

    internal Actor(Client client, long number, string worker)
    {
        (this.client, this.number, Worker) = (client, number, worker);
        options = CallOptions.OfActor(worker, number);
    }

    /// <summary>The name of the worker on which it lives; empty on threads.</summary>
    public string Worker { get; }

    /// <inheritdoc/>
    IStandIn IRepresented.StandIn => new There(number, Worker);

    /// <summary>Calls a method of the object.</summary>
    /// <param name="method">Receives the object.</param>
    /// <param name="text">The text of the method, which the compiler fills in.</param>
    /// <exception cref="GchunkException">The worker is gone; the future fails with it.</exception>
    public Future<TResult> Call<TResult>(
        Func<T, TResult> method,
        [CallerArgumentExpression(nameof(method))] string text = ""
    ) =>
        client.Begin<TResult>(
            [
                new ActorCall(
                    number,
                    UserFunction.Of(method, text),
                    static (f, state) => ((Func<T, TResult>)f)((T)state[0]!)
                ),
            ],
            options
        )[0];

    /// <summary>Calls a method of the object that returns nothing. The future's value is true.</summary>
    /// <param name="method">Receives the object.</param>
    /// <param name="text">The text of the method, which the compiler fills in.</param>
    public Future<bool> Call(Action<T> method, [CallerArgumentExpression(nameof(method))] string text = "") =>
        client.Begin<bool>(
            [
                new ActorCall(
                    number,
                    UserFunction.Of(method, text),
                    static (f, state) => Done((Action<T>)f, (T)state[0]!)
                ),
            ],
            options
        )[0];

    /// <summary>Ends the actor after the calls that were submitted before.</summary>
    public void Dispose()
    {
        if (client.IsOpen)
            client.FireAndForget(client.Begin<bool>([new ActorEnd(number)], options)[0]);
    }

    internal Future<bool> Create(UserFunction create) =>
        client.Begin<bool>([new ActorCreation(number, create, static (f, _) => ((Func<T>)f)())], options)[0];

    private static bool Done(Action<T> method, T state)
    {
        method(state);
        return true;
    }

    private sealed record There(long Number, string Worker) : IStandIn
    {
        public object Counterpart() => new Actor<T>(Client.Here, Number, Worker);
    }
}
