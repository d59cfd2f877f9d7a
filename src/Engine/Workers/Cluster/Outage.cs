namespace Gchunk.Engine.Workers.Cluster;

/// <summary>A file system that all machines share may be away for a moment, which is no reason to end.</summary>
internal static class Outage
{
    /// <summary>What is away for longer counts as gone.</summary>
    public const long Milliseconds = 30_000;

    private const int RetryMilliseconds = 100;

    /// <summary>Reads or writes, again and again while that fails, for as long as an outage may last.</summary>
    /// <param name="act">Reads or writes.</param>
    /// <param name="failed">Called each time that it failed and will be tried again.</param>
    /// <exception cref="GchunkException">It fails still.</exception>
    public static void Outlast(Action act, Action<Exception>? failed = null)
    {
        for (long end = Environment.TickCount64 + Milliseconds; ; Thread.Sleep(RetryMilliseconds))
        {
            try
            {
                act();
                return;
            }
            catch (Exception e)
                when (e is GchunkException or IOException or UnauthorizedAccessException
                    && Environment.TickCount64 < end
                )
            {
                failed?.Invoke(e);
            }
        }
    }
}
