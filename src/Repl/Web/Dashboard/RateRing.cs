namespace Gchunk.Repl.Web.Dashboard;

/// <summary>What happened in one second.</summary>
/// <param name="Tasks">Tasks that ended.</param>
/// <param name="Read">Bytes read from files.</param>
/// <param name="Moved">Bytes that a worker read from another one.</param>
/// <param name="Spilled">Bytes spilled to disk.</param>
internal readonly record struct SecondTotals(long Tasks, long Read, long Moved, long Spilled)
{
    /// <summary>Adds totals.</summary>
    public static SecondTotals operator +(SecondTotals a, SecondTotals b) =>
        new(a.Tasks + b.Tasks, a.Read + b.Read, a.Moved + b.Moved, a.Spilled + b.Spilled);
}

/// <summary>The totals of each of the last seconds.</summary>
internal sealed class RateRing
{
    /// <summary>The number of seconds that are kept.</summary>
    public const int Seconds = 120;

    private readonly SecondTotals[] totals = new SecondTotals[Seconds];
    private long newest;

    /// <summary>Adds to the total of a second.</summary>
    /// <param name="second">The second of the record.</param>
    /// <param name="more">What happened.</param>
    public void Add(long second, in SecondTotals more)
    {
        Advance(second);
        totals[newest % Seconds] += more;
    }

    /// <summary>Returns the totals up to a second, the oldest first.</summary>
    public SecondTotals[] Until(long second)
    {
        Advance(second);
        var result = new SecondTotals[Seconds];
        for (int i = 0; i < Seconds; i++)
            result[i] = totals[(newest + 1 + i) % Seconds];
        return result;
    }

    private void Advance(long second)
    {
        for (long s = Math.Max(newest + 1, second - Seconds + 1); s <= second; s++)
            totals[s % Seconds] = default;
        newest = Math.Max(newest, second);
    }
}
