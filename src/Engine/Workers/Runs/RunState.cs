namespace Gchunk.Engine.Workers.Runs;

/// <summary>The state of a run of a cluster, as it is written.</summary>
/// <param name="Status">One of the words of <see cref="RunStatus"/>.</param>
/// <param name="Plan">The record of what is computed: an expression, or a function.</param>
/// <param name="Epoch">
/// The number of the scheduler that may change the state: each that takes the run over adds one, which ends the others.
/// </param>
/// <param name="Submitted">When it was submitted, in ticks of UTC.</param>
internal sealed record RunState(string Status, string Plan, long Epoch, long Submitted)
{
    /// <summary>The number of the submission. A later one of the same name has another, and other files.</summary>
    public string Id { get; init; } = "";

    /// <summary>The node on which its scheduler runs; empty before there is one.</summary>
    public string Host { get; init; } = "";

    /// <summary>The record of the result, when it is finished.</summary>
    public string? Result { get; init; }

    /// <summary>Why it failed, if it did.</summary>
    public string? Error { get; init; }

    /// <summary>How often its scheduler ended by itself without a result.</summary>
    public int Crashes { get; init; }

    /// <summary>
    /// How often in a row the node of its scheduler was lost, with no block of the result more than the time before.
    /// </summary>
    public int Losses { get; init; }

    /// <summary>How many blocks of the result were there when it was taken over.</summary>
    public int Blocks { get; init; }

    /// <summary>True if nobody works on it any more.</summary>
    public bool IsFinal => Status is RunStatus.Finished or RunStatus.Error or RunStatus.Cancelled;
}

/// <summary>The words for the states of a run; those of futures, and <c>running</c>.</summary>
internal static class RunStatus
{
    public const string Pending = "pending",
        Running = "running",
        Finished = "finished",
        Error = "error",
        Cancelled = "cancelled";
}
