namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// A number of workers or machines that follows the work: it grows by what waits, at most twofold at once, and shrinks by
/// those that have been spare for some time, each of them.
/// </summary>
/// <param name="least">The least number.</param>
/// <param name="most">The greatest number.</param>
/// <param name="idleMilliseconds">The time for which one is spare before it ends.</param>
internal sealed class AdaptiveNumber<T>(int least, int most, long idleMilliseconds)
    where T : notnull
{
    private readonly Dictionary<T, long> spareSince = [];

    // Of those that are still to come nobody knows which.
    private long? comingSince;

    /// <summary>Returns the number that is wanted from now on, and those that have been spare for the whole time.</summary>
    /// <param name="wanted">The number that was wanted until now.</param>
    /// <param name="there">The number that is there: more if some could not be ended.</param>
    /// <param name="missing">How many more the waiting tasks could use.</param>
    /// <param name="spare">Those that could end, in the order in which they would.</param>
    /// <param name="coming">How many are still to come and not needed.</param>
    /// <param name="now">The time in milliseconds.</param>
    public (int Wanted, T[] Idle) Next(
        int wanted,
        int there,
        long missing,
        IReadOnlyList<T> spare,
        int coming,
        long now
    )
    {
        foreach (T busy in spareSince.Keys.Except(spare).ToArray())
            spareSince.Remove(busy);
        foreach (T each in spare)
            spareSince.TryAdd(each, now);
        comingSince = missing > 0 || coming == 0 ? null : comingSince ?? now;
        if (missing > 0)
            return ((int)Math.Clamp(wanted + Math.Min(missing, Math.Max(1, wanted)), least, most), []);
        T[] idle = [.. spare.Where(s => now - spareSince[s] >= idleMilliseconds)];
        int surplus = idle.Length + (now - comingSince >= idleMilliseconds ? coming : 0),
            within = Math.Clamp(wanted, least, most);
        return (Math.Max(least, Math.Min(within, Math.Max(wanted, there) - surplus)), idle);
    }
}
