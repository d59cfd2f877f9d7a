namespace Gchunk.Engine.Execution.Calls;

/// <summary>How calls in the background are run.</summary>
public sealed record CallOptions
{
    /// <summary>The options of a call for which none are given.</summary>
    public static CallOptions Default { get; } = new();

    /// <summary>How often a call that throws is tried again before it fails.</summary>
    public int Retries { get; init; }

    /// <summary>Calls with a higher priority start first; 0 if none is given.</summary>
    public int Priority { get; init; }

    /// <summary>
    /// The names of the worker processes that may run the call; empty for any. Threads ignore them.
    /// </summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>
    /// What each call needs of the resources of its worker while it runs, such as one <c>"GPU"</c>.
    /// </summary>
    public IReadOnlyDictionary<string, double> Resources { get; init; } = new Dictionary<string, double>();

    /// <summary>The thread of the worker that runs the calls.</summary>
    internal CallLane Lane { get; init; } = CallLane.Slots;

    /// <summary>True if not every worker may run the call at any time.</summary>
    internal bool IsRestricted => Workers.Count > 0 || Resources.Count > 0;

    /// <summary>Returns the number of a new actor.</summary>
    public static long NextActor() => UniqueId.Next() + CallLane.FirstActor;

    /// <summary>Returns the options of the calls of an actor.</summary>
    /// <param name="worker">The worker on which it lives; empty on threads.</param>
    /// <param name="actor">Its number.</param>
    public static CallOptions OfActor(string worker, long actor) =>
        new() { Workers = worker.Length > 0 ? [worker] : [], Lane = new CallLane(actor) };

    /// <summary>Returns the options of a call that runs at once, however busy its worker is.</summary>
    /// <param name="worker">The worker; null on threads.</param>
    public static CallOptions AtOnceOn(string? worker) =>
        new() { Workers = worker is null ? [] : [worker], Lane = CallLane.AtOnce };

    /// <summary>Checks that the numbers make sense, and that some worker has the resources.</summary>
    /// <param name="resources">The resources of a worker, or of all threads.</param>
    /// <exception cref="GchunkException">They do not.</exception>
    public void Check(IReadOnlyDictionary<string, double> resources)
    {
        if (Retries < 0)
            throw new GchunkException($"retries is the number of further attempts, 0 or more; got {Retries}");
        foreach ((string name, double needed) in Resources)
        {
            double has = resources.GetValueOrDefault(name);
            if (!(needed > 0))
                throw new GchunkException($"a call needs more than 0 of a resource; got {needed} of {name}");
            if (needed > has)
            {
                throw new GchunkException(
                    $"the call needs {needed} of the resource {name}, and a worker has {has}; create the client with resources: new() {{ [\"{name}\"] = {needed} }}"
                );
            }
        }
    }
}
