namespace Gchunk.Repl.Notebooks.Streams;

/// <summary>
/// Says how long text must wait before it is sent, so that a loop that prints waits rather than queue text without
/// bound.
/// </summary>
/// <remarks>
/// Jupyter's server shows no more of a kernel that sends over 1 MB or 1000 messages a second, for three seconds. The
/// pace stays below both, so that nothing is lost.
/// </remarks>
internal sealed class OutputPace(TimeProvider clock)
{
    private const double BytesPerSecond = 500_000;
    private const double MostSaved = 3 * BytesPerSecond;

    // A message that is short costs time too.
    private const int LeastCost = 1000;

    private readonly Lock gate = new();
    private double saved = MostSaved;
    private long last = clock.GetTimestamp();

    /// <summary>Counts text that is about to be sent, and returns how long it must wait.</summary>
    public TimeSpan Take(int length)
    {
        lock (gate)
        {
            long now = clock.GetTimestamp();
            double earned = clock.GetElapsedTime(last, now).TotalSeconds * BytesPerSecond;
            last = now;
            saved = Math.Min(MostSaved, saved + earned) - Math.Max(length, LeastCost);
            return saved >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-saved / BytesPerSecond);
        }
    }
}
