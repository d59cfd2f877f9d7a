using System.Threading.Channels;

namespace Gchunk.Repl.Web;

/// <summary>
/// Events that wait for one reader. It has a fixed capacity: when the reader is too slow, the oldest are dropped.
/// </summary>
/// <param name="capacity">The most events that wait.</param>
internal sealed class EventQueue(int capacity)
{
    private readonly Channel<(string Name, string Data)> channel = Channel.CreateBounded<(string, string)>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );

    /// <summary>The number of events that wait.</summary>
    public int Count => channel.Reader.Count;

    /// <summary>Adds an event. It never waits.</summary>
    public void Add(string name, string data) => channel.Writer.TryWrite((name, data));

    /// <summary>Ends the stream after the events that wait.</summary>
    public void Complete() => channel.Writer.TryComplete();

    /// <summary>Returns the events as they come.</summary>
    public IAsyncEnumerable<(string Name, string Data)> ReadAllAsync(CancellationToken cancel) =>
        channel.Reader.ReadAllAsync(cancel);
}
