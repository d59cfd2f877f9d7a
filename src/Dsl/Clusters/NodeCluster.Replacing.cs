using Gchunk.Dsl.Clusters;
using Gchunk.Engine;

namespace Gchunk.Dsl;

// Machines that replace those that were lost.
public abstract partial class NodeCluster
{
    private const int LinesTold = 5;

    private readonly Relaunches relaunches = new();
    private string? told;
    private string? givenUp;

    /// <summary>Why no more machines are started, or null if they are.</summary>
    internal string? Trouble => Volatile.Read(ref givenUp);

    private void Fill()
    {
        int started = Started();
        relaunches.See(started, nodes.Alive, Folder.WrittenNodes());
        int missing = wanted - started;
        if (missing > 0 && relaunches.MayStart(Environment.TickCount64))
        {
            try
            {
                Launch(missing);
            }
            finally
            {
                relaunches.See(StartedOr(started), nodes.Alive, Folder.WrittenNodes());
            }
        }
        if (!relaunches.HasGivenUp)
            return;
        if (givenUp is null)
            Volatile.Write(ref givenUp, WhyGivenUp());
        throw new GchunkException(givenUp);
    }

    private int StartedOr(int otherwise)
    {
        try
        {
            return Started();
        }
        catch (GchunkException)
        {
            return otherwise;
        }
    }

    private void ForgetFailures()
    {
        relaunches.Reset();
        Volatile.Write(ref givenUp, null);
    }

    private string WhyGivenUp()
    {
        string start =
            $"{Quantity.Of(relaunches.Lost, "machine")} of the cluster {Name} ended before they joined, started {Relaunches.Most} times in a row; no more are started until Scale or Adapt is called";
        try
        {
            HashSet<string> ready = nodes.Alive.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
            // The numbers of jobs grow.
            KeyValuePair<string, IReadOnlyList<string>> last = LogLines(LinesTold)
                .Where(log => log.Value.Count > 0 && !ready.Contains(log.Key))
                .OrderBy(log => log.Key.Length)
                .ThenBy(log => log.Key, StringComparer.Ordinal)
                .LastOrDefault();
            return last.Key is null
                ? $"{start}; they wrote nothing"
                : $"{start}; the last lines of the log {last.Key}: {VisibleText.Of(string.Join(" | ", last.Value))}";
        }
        catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
        {
            return $"{start}; their logs cannot be read: {e.Message}";
        }
    }

    // Replaces machines that were lost.
    private void Keep()
    {
        if (!gate.TryEnter())
            return;
        try
        {
            if (IsClosed)
                return;
            // Machines are replaced also when it is not known how many more are needed.
            string? failed = Failure("the work on the cluster", "cannot be followed", Follow);
            string? failedToo = Failure("a machine of the cluster", "cannot be replaced", Fill);
            // It will be tried again, but is said once.
            string? message = failedToo ?? failed;
            if (message is not null && told != message)
                Notice.Tell(message);
            told = message;
        }
        finally
        {
            gate.Exit();
        }
    }

    // On the thread of a timer, an exception would end the program.
    private string? Failure(string what, string how, Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception e)
        {
            return $"{what} {Name} {how}: {e.Message}";
        }
    }
}
