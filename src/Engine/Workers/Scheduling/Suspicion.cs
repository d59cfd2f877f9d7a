namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// What speaks against a task: it was running on workers when they ended. From the first time on it runs alone, so that
/// it is the only task that can have ended the next worker.
/// </summary>
/// <remarks>
/// A kill from outside cannot be told from a task that kills its own process. Only a task that ends every worker,
/// several times in a row while no other worker is killed, is taken to be the reason. Somebody who kills workers at
/// random also kills idle workers, those that are starting and those that run other tasks.
/// </remarks>
internal sealed class Suspicion
{
    /// <summary>A task that ended this many workers by itself, each time alone, is not tried again.</summary>
    public const int MostEnds = 3;

    /// <summary>
    /// A task is not tried again after this many workers in a row were killed while it ran alone, and no others.
    /// </summary>
    public const int MostKillsInRow = 5;

    /// <summary>
    /// A task is not tried again after this many workers ended while it ran alone, whoever killed them: it does not get
    /// done.
    /// </summary>
    public const int MostTries = 20;

    private readonly List<string> ways = [];
    private int ends,
        kills,
        killsInRow;
    private long othersKilled = -1;

    /// <summary>Takes note that a worker ended that ran only this task.</summary>
    /// <param name="how">How it ended.</param>
    /// <param name="wasKilled">True if it was killed, which may have been done from outside.</param>
    /// <param name="others">The number of workers that were killed so far without a suspect.</param>
    public void Add(string how, bool wasKilled, long others)
    {
        if (!ways.Contains(how))
            ways.Add(how);
        if (!wasKilled)
        {
            ends++;
            return;
        }
        kills++;
        killsInRow = others == othersKilled ? killsInRow + 1 : 1;
        othersKilled = others;
    }

    /// <summary>Says why the task is not tried again, or returns null if it is.</summary>
    public string? Verdict =>
        ends >= MostEnds || killsInRow >= MostKillsInRow || ends + kills >= MostTries
            ? $"ended {ends + kills} worker processes while it ran alone and is not tried again: {string.Join("; ", ways)}"
            : null;
}
