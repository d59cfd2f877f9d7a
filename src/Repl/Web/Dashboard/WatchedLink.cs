namespace Gchunk.Repl.Web.Dashboard;

/// <summary>The bytes that the workers of one machine read from those of another one.</summary>
/// <param name="from">The node that held them.</param>
/// <param name="to">The node that read them.</param>
internal sealed class WatchedLink(string from, string to)
{
    private long second;
    private long inSecond;
    private long inSecondBefore;

    /// <summary>The node that held them.</summary>
    public string From { get; } = from;

    /// <summary>The node that read them.</summary>
    public string To { get; } = to;

    /// <summary>All bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">The second of the record.</param>
    public void Add(long bytes, long at)
    {
        Advance(at);
        Bytes += bytes;
        inSecond += bytes;
    }

    /// <summary>Returns the bytes of the last whole second.</summary>
    /// <param name="at">The second of the record that has begun.</param>
    public long Rate(long at)
    {
        Advance(at);
        return inSecondBefore;
    }

    private void Advance(long at)
    {
        if (at <= second)
            return;
        inSecondBefore = at == second + 1 ? inSecond : 0;
        (second, inSecond) = (at, 0);
    }
}
