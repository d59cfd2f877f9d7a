namespace Gchunk.Engine.Workers.Cluster;

/// <summary>A file system that all machines share may be away for a moment, which is no reason to end.</summary>
internal static class Outage
{
    /// <summary>What is away for longer counts as gone.</summary>
    public const long Milliseconds = 30_000;

    private const int RetryMilliseconds = 100;

    /// <summary>Reads or writes, again and again while that fails, for as long as an outage may last.</summary>
    /// <exception cref="GchunkException">It fails still.</exception>
    public static void Outlast(Action act)
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
                ) { }
        }
    }
}
