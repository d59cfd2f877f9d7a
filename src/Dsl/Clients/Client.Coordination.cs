using Gchunk.Engine;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Coordination;

namespace Gchunk.Dsl;

// What calls and the program coordinate themselves with. Equal names mean the same thing in every process.
public sealed partial class Client
{
    /// <summary>The client that is used here; for objects that arrive in a process.</summary>
    internal static Client Here =>
        Current ?? throw new GchunkException("the client was shut down; create a new one with new Client(…)");

    /// <summary>Returns a lock for the program and the calls on its workers.</summary>
    /// <param name="name">Its name.</param>
    public ClusterLock Lock(string name) => new(this, name, 1);

    /// <summary>Returns a semaphore with a number of leases, for the program and the calls on its workers.</summary>
    /// <param name="name">The name.</param>
    /// <param name="leases">How many may be taken at once; the same wherever the name is used.</param>
    /// <exception cref="GchunkException">The number is below 1.</exception>
    public ClusterLock Semaphore(string name, int leases) =>
        leases >= 1
            ? new ClusterLock(this, name, leases)
            : throw new GchunkException($"a semaphore needs at least one lease; got {leases}");

    /// <summary>Returns an event for the program and the calls on its workers.</summary>
    /// <param name="name">Its name.</param>
    public ClusterEvent Event(string name) => new(this, name);

    /// <summary>Returns a queue for the program and the calls on its workers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="maxSize">
    /// The maximum number of values that it holds before <c>Put</c> waits; 0 for any number.
    /// </param>
    /// <exception cref="GchunkException">The number is below 0.</exception>
    public ClusterQueue<T> Queue<T>(string name, int maxSize = 0) =>
        maxSize >= 0
            ? new ClusterQueue<T>(this, name, maxSize)
            : throw new GchunkException($"a queue holds 0 (any number of) values or more; got {maxSize}");

    /// <summary>Returns a variable for the program and the calls on its workers.</summary>
    /// <param name="name">Its name.</param>
    public ClusterVariable<T> Variable<T>(string name) => new(this, name);

    /// <summary>Publishes a value, such as a persisted data set, under a name. Calls on workers find it too.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="GchunkException">The name is taken.</exception>
    public void Publish(string name, object value) => Answer(CoordinationKind.Publish, name, value);

    /// <summary>Returns a published value.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="GchunkException">
    /// Nothing is published under this name, or it cannot travel to the worker that asks for it.
    /// </exception>
    public T Published<T>(string name) =>
        Answer(CoordinationKind.Published, name) is var value && value is T typed
            ? typed
            : throw new GchunkException(
                $"'{name}' is published as {value?.GetType().Name ?? "null"}, not as {typeof(T).Name}"
            );

    /// <summary>The names of the published values, in order.</summary>
    public IReadOnlyList<string> PublishedNames => (string[])Answer(CoordinationKind.PublishedNames, "")!;

    /// <summary>Removes a published value. False if there was none of this name.</summary>
    /// <param name="name">The name.</param>
    public bool Unpublish(string name) => (bool)Answer(CoordinationKind.Unpublish, name)!;

    /// <summary>Adds an event to a topic. The last 10,000 events of each topic are kept.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="value">What happened.</param>
    public void LogEvent(string topic, object value) => Answer(CoordinationKind.Log, topic, value);

    /// <summary>Returns the last events of a topic, the oldest first, with their times in UTC.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <exception cref="GchunkException">It is called within a call on a worker process.</exception>
    public IReadOnlyList<(DateTime Time, object? Value)> GetEvents(string topic)
    {
        CheckOpen();
        return calls.Events(topic);
    }

    /// <summary>
    /// Calls back with each event of a topic from now on, one after another, until the result is disposed.
    /// </summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="receive">Receives the value of each event.</param>
    /// <exception cref="GchunkException">It is called within a call on a worker process.</exception>
    public IDisposable Subscribe(string topic, Action<object?> receive)
    {
        CheckOpen();
        return calls.Subscribe(topic, receive);
    }

    internal Task<object?> Ask(CoordinationRequest request)
    {
        CheckOpen();
        return calls.Ask(request, Interrupt.Token);
    }

    private object? Answer(CoordinationKind kind, string name, object? value = null)
    {
        Task<object?> answer = Ask(new CoordinationRequest(kind, name, Value: value));
        if (!answer.IsCompleted)
            CallSlots.Wait(() => Task.WaitAny(answer));
        return answer.GetAwaiter().GetResult();
    }
}
