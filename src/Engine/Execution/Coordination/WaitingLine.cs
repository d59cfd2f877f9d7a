namespace Gchunk.Engine.Execution.Coordination;

/// <summary>Requests that wait, the oldest first. The coordinator's lock guards it.</summary>
internal sealed class WaitingLine
{
    private readonly LinkedList<Waiter> waiters = [];

    /// <summary>Adds a request.</summary>
    public Task<object?> Add(CoordinationRequest request, object owner, CancellationToken cancellation)
    {
        var waiter = new Waiter(request, owner);
        waiters.AddLast(waiter);
        waiter.Begin(cancellation);
        return waiter.Answer;
    }

    /// <summary>The oldest request that still waits, or null.</summary>
    public Waiter? First
    {
        get
        {
            while (waiters.First is { Value.Answer.IsCompleted: true })
                waiters.RemoveFirst();
            return waiters.First?.Value;
        }
    }

    /// <summary>Drops the requests of a lost owner.</summary>
    public void Lose(object owner)
    {
        foreach (Waiter waiter in waiters.Where(w => ReferenceEquals(w.Owner, owner)).ToArray())
            waiter.Drop();
    }
}

/// <summary>A request that waits.</summary>
internal sealed class Waiter(CoordinationRequest request, object owner)
{
    private readonly TaskCompletionSource<object?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration interrupt;

    public CoordinationRequest Request => request;

    public object Owner => owner;

    public Task<object?> Answer => answer.Task;

    /// <summary>Answers the request; false if it has timed out or was cancelled meanwhile.</summary>
    public bool TryAnswer(object? value)
    {
        bool isFirst = answer.TrySetResult(value);
        interrupt.Dispose();
        return isFirst;
    }

    public void Begin(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
            interrupt = cancellation.UnsafeRegister(static w => ((Waiter)w!).answer.TrySetCanceled(), this);
        if (request.Seconds >= 0)
            _ = Expire(TimeSpan.FromSeconds(Math.Min(request.Seconds, int.MaxValue / 1000)));
    }

    // Whoever answers first counts, so that nothing is given to a request that has timed out.
    private async Task Expire(TimeSpan time)
    {
        try
        {
            await answer.Task.WaitAsync(time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            answer.TrySetException(
                new TimeoutException(
                    $"'{request.Name}' was not available within {request.Seconds:0.###} s; wait longer, or find out what holds it"
                )
            );
        }
        catch (OperationCanceledException) { }
    }

    public void Drop() => answer.TrySetCanceled();
}
