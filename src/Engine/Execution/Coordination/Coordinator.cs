namespace Gchunk.Engine.Execution.Coordination;

/// <summary>
/// What the calls of a client and its program coordinate themselves with: named leases, events, queues, variables and
/// published values. It lives in the program.
/// </summary>
public sealed class Coordinator
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Leases> leases = [];
    private readonly Dictionary<string, EventState> events = [];
    private readonly Dictionary<string, QueueState> queues = [];
    private readonly Dictionary<string, VariableState> variables = [];
    private readonly SortedDictionary<string, object?> published = new(StringComparer.Ordinal);

    /// <summary>Returns the names of the worker processes.</summary>
    public Func<string[]> Workers { get; init; } = static () => [];

    /// <summary>The events of topics.</summary>
    public EventTopics Topics { get; } = new();

    /// <summary>Answers a request, at once or when what it waits for is there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="owner">Who makes it: the program, or a worker.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="GchunkException">There is nothing of this name, or the request makes no sense.</exception>
    /// <exception cref="TimeoutException">The task fails with it if the wait takes too long.</exception>
    public Task<object?> Ask(CoordinationRequest request, object owner, CancellationToken cancellation)
    {
        if (request.Kind == CoordinationKind.Log)
        {
            Topics.Log(request.Name, request.Value);
            return Task.FromResult<object?>(null);
        }
        lock (gate)
        {
            return request.Kind switch
            {
                CoordinationKind.Acquire => Acquire(request, owner, cancellation),
                CoordinationKind.Await => Await(request, owner, cancellation),
                CoordinationKind.Put => Put(request, owner, cancellation),
                CoordinationKind.Get => Get(request, owner, cancellation),
                CoordinationKind.Read => Read(request, owner, cancellation),
                _ => Task.FromResult(Answer(request, owner)),
            };
        }
    }

    /// <summary>Gives back the leases of a lost worker, and drops what it waits for.</summary>
    public void Lose(object owner)
    {
        lock (gate)
        {
            foreach (Leases each in leases.Values)
            {
                each.Line.Lose(owner);
                each.Taken.RemoveAll(t => ReferenceEquals(t, owner));
                Grant(each);
            }
            foreach (EventState each in events.Values)
                each.Line.Lose(owner);
            foreach (QueueState each in queues.Values)
            {
                each.Getters.Lose(owner);
                each.Putters.Lose(owner);
            }
            foreach (VariableState each in variables.Values)
                each.Line.Lose(owner);
        }
    }

    private object? Answer(CoordinationRequest request, object owner)
    {
        string name = request.Name;
        switch (request.Kind)
        {
            case CoordinationKind.GiveBack:
                int at = leases.TryGetValue(name, out Leases? held)
                    ? held.Taken.FindLastIndex(t => ReferenceEquals(t, owner))
                    : -1;
                if (at < 0)
                    throw new GchunkException($"'{name}' cannot be released: this process does not hold it");
                held!.Taken.RemoveAt(at);
                Grant(held);
                return null;
            case CoordinationKind.Leases:
                return leases.TryGetValue(name, out Leases? known) ? (long)known.Taken.Count : 0L;
            case CoordinationKind.Set:
                EventState set = Of(events, name);
                set.IsSet = true;
                while (set.Line.First is { } waiter)
                    waiter.TryAnswer(true);
                return null;
            case CoordinationKind.Clear:
                Of(events, name).IsSet = false;
                return null;
            case CoordinationKind.IsSet:
                return events.TryGetValue(name, out EventState? state) && state.IsSet;
            case CoordinationKind.Count:
                return queues.TryGetValue(name, out QueueState? queue) ? (long)queue.Values.Count : 0L;
            case CoordinationKind.Write:
                VariableState variable = Of(variables, name);
                (variable.IsSet, variable.Value) = (true, request.Value);
                while (variable.Line.First is { } reader)
                    reader.TryAnswer(request.Value);
                return null;
            case CoordinationKind.Delete:
                VariableState deleted = Of(variables, name);
                (deleted.IsSet, deleted.Value) = (false, null);
                return null;
            case CoordinationKind.Publish:
                return published.TryAdd(name, request.Value)
                    ? null
                    : throw new GchunkException(
                        $"'{name}' is published already; unpublish it first, or use another name"
                    );
            case CoordinationKind.Published:
                return published.TryGetValue(name, out object? value)
                    ? value
                    : throw new GchunkException(
                        $"nothing is published as '{name}'; there is {(published.Count == 0 ? "nothing at all" : string.Join(", ", published.Keys))}"
                    );
            case CoordinationKind.PublishedNames:
                return published.Keys.ToArray();
            case CoordinationKind.WorkerNames:
                return Workers();
            case CoordinationKind.Unpublish:
                return published.Remove(name);
            default:
                throw new GchunkException($"a request of the unknown kind {(byte)request.Kind} was made");
        }
    }

    private Task<object?> Acquire(CoordinationRequest request, object owner, CancellationToken cancellation)
    {
        if (request.Number < 1)
            throw new GchunkException($"a semaphore needs at least one lease; got {request.Number}");
        if (!leases.TryGetValue(request.Name, out Leases? state))
            leases[request.Name] = state = new Leases { Most = request.Number };
        if (state.Most != request.Number)
        {
            throw new GchunkException(
                $"'{request.Name}' has {Quantity.Of(state.Most, "lease")} elsewhere and {request.Number} here; use the same number, or another name"
            );
        }
        Task<object?> answer = state.Line.Add(request, owner, cancellation);
        Grant(state);
        return answer;
    }

    private static void Grant(Leases state)
    {
        while (state.Taken.Count < state.Most && state.Line.First is { } waiter)
        {
            state.Taken.Add(waiter.Owner);
            // It may have timed out at this moment.
            if (!waiter.TryAnswer(true))
                state.Taken.RemoveAt(state.Taken.Count - 1);
        }
    }

    private Task<object?> Await(CoordinationRequest request, object owner, CancellationToken cancellation)
    {
        EventState state = Of(events, request.Name);
        return state.IsSet ? Task.FromResult<object?>(true) : state.Line.Add(request, owner, cancellation);
    }

    private Task<object?> Read(CoordinationRequest request, object owner, CancellationToken cancellation)
    {
        VariableState state = Of(variables, request.Name);
        return state.IsSet ? Task.FromResult(state.Value) : state.Line.Add(request, owner, cancellation);
    }

    private Task<object?> Put(CoordinationRequest request, object owner, CancellationToken cancellation)
    {
        QueueState state = Of(queues, request.Name);
        Task<object?> answer = state.Putters.Add(request, owner, cancellation);
        Move(state);
        return answer;
    }

    private Task<object?> Get(CoordinationRequest request, object owner, CancellationToken cancellation)
    {
        QueueState state = Of(queues, request.Name);
        Task<object?> answer = state.Getters.Add(request, owner, cancellation);
        Move(state);
        return answer;
    }

    // Values go in while there is room, and out to those that wait for them.
    private static void Move(QueueState state)
    {
        for (bool more = true; more; )
        {
            more = false;
            while (
                state.Putters.First is { } putter
                && (putter.Request.Number <= 0 || state.Values.Count < putter.Request.Number)
            )
            {
                if (putter.TryAnswer(true))
                    state.Values.AddLast(putter.Request.Value);
            }
            while (state.Values.First is { } oldest && state.Getters.First is { } getter)
            {
                if (!getter.TryAnswer(oldest.Value))
                    continue;
                state.Values.RemoveFirst();
                more = true;
            }
        }
    }

    private static T Of<T>(Dictionary<string, T> all, string name)
        where T : new() => all.TryGetValue(name, out T? found) ? found : all[name] = new T();

    private sealed class Leases
    {
        public long Most { get; init; }

        public List<object> Taken { get; } = [];

        public WaitingLine Line { get; } = new();
    }

    private sealed class EventState
    {
        public bool IsSet { get; set; }

        public WaitingLine Line { get; } = new();
    }

    private sealed class QueueState
    {
        public LinkedList<object?> Values { get; } = [];

        public WaitingLine Getters { get; } = new();

        public WaitingLine Putters { get; } = new();
    }

    private sealed class VariableState
    {
        public bool IsSet { get; set; }

        public object? Value { get; set; }

        public WaitingLine Line { get; } = new();
    }
}
