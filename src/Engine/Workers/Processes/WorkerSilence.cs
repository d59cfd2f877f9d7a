namespace Gchunk.Engine.Workers.Processes;

/// <summary>When a worker has been silent for so long that it is given up.</summary>
/// <remarks>
/// Only the time counts in which this process ran: after it was suspended, with a laptop or by a debugger, what its
/// workers have sent meanwhile is read first.
/// </remarks>
internal static class WorkerSilence
{
    /// <summary>How often the workers are looked at.</summary>
    public const int WatchMilliseconds = 250;

    /// <summary>For how long after this process ran late a silent worker may be healthy.</summary>
    public const long LateMilliseconds = 2 * Milliseconds;

    private const long Milliseconds = 4500,
        LongMilliseconds = 30_000,
        MostPassed = 3 * WatchMilliseconds;

    /// <summary>True if this process has run late: the machine is so busy that a silent worker may be healthy.</summary>
    /// <param name="passed">The time since the workers were looked at last.</param>
    public static bool IsLate(long passed) => passed > MostPassed;

    /// <summary>Returns how much of the time this process ran.</summary>
    /// <param name="passed">The time since the workers were looked at last.</param>
    public static long Awake(long passed) => Math.Min(passed, MostPassed);

    /// <summary>True if a worker is given up.</summary>
    /// <param name="silence">For how long it was silent.</param>
    /// <param name="isSuspicious">True if it should have said something: nothing but itself can be the reason.</param>
    public static bool IsTooLong(long silence, bool isSuspicious) =>
        silence > LongMilliseconds || (silence > Milliseconds && isSuspicious);
}
