namespace Gchunk.Engine.Execution.Coordination;

/// <summary>The events that calls and the program have logged, by topic.</summary>
public sealed class EventTopics
{
    private const int MostEvents = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Topic> topics = [];

    /// <summary>Adds an event to a topic and passes it to the subscribers, in order.</summary>
    public void Log(string name, object? value)
    {
        lock (gate)
        {
            Topic topic = Of(name);
            topic.Events.Enqueue((DateTime.UtcNow, value));
            if (topic.Events.Count > MostEvents)
                topic.Events.Dequeue();
            foreach (Subscription subscriber in topic.Subscribers)
                subscriber.Add(value);
        }
    }

    /// <summary>Returns the last events of a topic, the oldest first, with their times in UTC.</summary>
    public (DateTime Time, object? Value)[] Events(string name)
    {
        lock (gate)
            return topics.TryGetValue(name, out Topic? topic) ? [.. topic.Events] : [];
    }

    /// <summary>Passes the events of a topic on from now on, until the subscription is disposed.</summary>
    public IDisposable Subscribe(string name, Action<object?> receive)
    {
        var subscription = new Subscription(receive, this, name);
        lock (gate)
            Of(name).Subscribers.Add(subscription);
        return subscription;
    }

    private Topic Of(string name)
    {
        if (!topics.TryGetValue(name, out Topic? topic))
            topics[name] = topic = new Topic();
        return topic;
    }

    private sealed class Topic
    {
        public Queue<(DateTime Time, object? Value)> Events { get; } = new();

        public List<Subscription> Subscribers { get; } = [];
    }

    // Calls back on threads of the pool, one event after another.
    private sealed class Subscription(Action<object?> receive, EventTopics owner, string name) : IDisposable
    {
        private readonly Queue<object?> waiting = new();
        private bool isBusy;

        public void Add(object? value)
        {
            lock (waiting)
            {
                waiting.Enqueue(value);
                if (isBusy)
                    return;
                isBusy = true;
            }
            ThreadPool.UnsafeQueueUserWorkItem(static s => s.Deliver(), this, preferLocal: false);
        }

        public void Dispose()
        {
            lock (owner.gate)
                owner.topics[name].Subscribers.Remove(this);
        }

        private void Deliver()
        {
            while (true)
            {
                object? value;
                lock (waiting)
                {
                    if (!waiting.TryDequeue(out value))
                    {
                        isBusy = false;
                        return;
                    }
                }
                try
                {
                    receive(value);
                }
                // An exception on a thread of the pool would end the program.
                catch (Exception e)
                {
                    Console.Error.WriteLine($"a subscriber of the topic '{name}' threw {ExceptionText.Of(e)}");
                }
            }
        }
    }
}
