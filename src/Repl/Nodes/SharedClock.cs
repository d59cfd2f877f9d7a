namespace Gchunk.Repl.Nodes;

/// <summary>
/// The clock of a store that several machines share. Their own clocks may be hours apart, and a node must not believe
/// that the others have been silent for as long.
/// </summary>
/// <param name="read">Returns the time of the store.</param>
/// <param name="now">Returns the time of this machine.</param>
internal sealed class SharedClock(Func<DateTime> read, Func<DateTime> now)
{
    private static readonly long Tolerance = TimeSpan.FromSeconds(2).Ticks;

    private long ahead;

    /// <summary>Compares the clocks. A difference of less than 2 s does not count.</summary>
    public void Set()
    {
        try
        {
            long before = now().Ticks,
                shared = read().Ticks,
                least = shared - now().Ticks,
                most = shared - before;
            if (least - Tolerance <= ahead && ahead <= most + Tolerance)
                return;
            Volatile.Write(ref ahead, least + (most - least) / 2);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // it is away for a moment
    }

    /// <summary>Returns the ticks of the shared clock for a time of this machine.</summary>
    public long ToShared(DateTime local) => Shift(local.Ticks, Volatile.Read(ref ahead));

    /// <summary>Returns the time of this machine for ticks of the shared clock.</summary>
    public DateTime ToLocal(long shared) => new(Shift(shared, -Volatile.Read(ref ahead)), DateTimeKind.Utc);

    private static long Shift(long ticks, long by) => Math.Clamp(ticks + by, 0, DateTime.MaxValue.Ticks);
}
