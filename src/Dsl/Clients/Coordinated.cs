using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Coordination;

namespace Gchunk.Dsl;

/// <summary>
/// Something with a name that the program and the calls on its workers share: a lock, a queue, a variable. It can be
/// captured by functions; equal names mean the same thing everywhere.
/// </summary>
public abstract class Coordinated
{
    private readonly Client client;

    private protected Coordinated(Client client, string name) => (this.client, Name) = (client, name);

    /// <summary>The name.</summary>
    public string Name { get; }

    private protected Task<object?> AskAsync(
        CoordinationKind kind,
        long number = 0,
        TimeSpan? timeout = null,
        object? value = null
    ) => client.Ask(new CoordinationRequest(kind, Name, number, timeout?.TotalSeconds ?? -1, value));

    // A call that waits leaves its slot to another one.
    private protected object? Ask(
        CoordinationKind kind,
        long number = 0,
        TimeSpan? timeout = null,
        object? value = null
    )
    {
        Task<object?> answer = AskAsync(kind, number, timeout, value);
        if (!answer.IsCompleted)
            CallSlots.Wait(() => Task.WaitAny(answer));
        return answer.GetAwaiter().GetResult();
    }
}
