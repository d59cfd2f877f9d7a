namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// A number of workers or machines that follows the work: it grows by what waits, at most twofold at once, and shrinks by
/// those that have been spare for some time.
/// </summary>
/// <param name="least">The least number.</param>
/// <param name="most">The greatest number.</param>
/// <param name="idleMilliseconds">The time for which some are spare before they end.</param>
internal sealed class AdaptiveNumber(int least, int most, long idleMilliseconds)
{
    private long? idleSince;

    /// <summary>Returns the number that is wanted from now on.</summary>
    /// <param name="wanted">The number that was wanted until now.</param>
    /// <param name="missing">How many more the waiting tasks could use.</param>
    /// <param name="spare">How many could end.</param>
    /// <param name="now">The time in milliseconds.</param>
    public int Next(int wanted, long missing, int spare, long now)
    {
        if (missing > 0)
        {
            idleSince = null;
            return (int)Math.Clamp(wanted + Math.Min(missing, Math.Max(1, wanted)), least, most);
        }
        int within = Math.Clamp(wanted, least, most);
        if (spare == 0 || within <= least)
        {
            idleSince = null;
            return within;
        }
        idleSince ??= now;
        return now - idleSince < idleMilliseconds ? within : Math.Max(least, within - spare);
    }
}
