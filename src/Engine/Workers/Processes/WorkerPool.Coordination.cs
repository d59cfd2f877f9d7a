using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Processes;

// What calls and the program coordinate themselves with. Values are serialized when they are given, so that whoever
// gets them gets a copy.
public sealed partial class WorkerPool
{
    private readonly Coordinator coordinator;

    /// <inheritdoc/>
    public async Task<object?> Ask(CoordinationRequest request, CancellationToken cancellation)
    {
        CheckOpen();
        // What is published stays an object of this process, so that it may be a persisted array.
        if (request.Kind != CoordinationKind.Publish)
            request = request with { Value = Serialized(request.Value) };
        return Deserialized(await coordinator.Ask(request, this, cancellation).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public (DateTime Time, object? Value)[] Events(string topic) =>
        Array.ConvertAll(coordinator.Topics.Events(topic), e => (e.Time, Deserialized(e.Value)));

    /// <inheritdoc/>
    public IDisposable Subscribe(string topic, Action<object?> receive) =>
        coordinator.Topics.Subscribe(topic, value => receive(Deserialized(value)));

    // An object that cannot travel, such as a future, is passed on within this process.
    private static object? Serialized(object? value)
    {
        try
        {
            return value is null ? null : SerializedValue.Of(new ValueSerializer(), value, "the value");
        }
        catch (GchunkException)
        {
            return value;
        }
    }

    private static object? Deserialized(object? value) =>
        value is SerializedValue serialized ? serialized.Deserialize() : value;
}
