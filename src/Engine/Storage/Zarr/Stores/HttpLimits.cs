namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>What a server may take: a slow or hostile one is given up with a message.</summary>
internal sealed record HttpLimits
{
    /// <summary>The longest time of one read, with all its tries and the waits between them.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest time without a byte; then the request is repeated.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait between two tries, whatever the server asks for.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of tries.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>How to wait between tries.</summary>
    public Action<TimeSpan, CancellationToken> Wait { get; init; } =
        (time, cancellation) => cancellation.WaitHandle.WaitOne(time);
}
