using Gchunk.Engine.Execution;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>The worker that this process is, if it is one.</summary>
public static class CurrentWorker
{
    /// <summary>Runs calls on all workers of the client that started this one; null if this is no worker.</summary>
    public static ICallPool? Calls { get; internal set; }

    /// <summary>The name of this worker; empty if this is none.</summary>
    public static string Name { get; internal set; } = "";

    /// <summary>
    /// Raised before this worker ends because the client told it to: it was retired, or the client shut down.
    /// </summary>
    public static event Action? Ending;

    /// <summary>Raises <see cref="Ending"/>; what a handler throws is written to the standard error output.</summary>
    internal static void End()
    {
        try
        {
            Ending?.Invoke();
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"{Name}: {ExceptionText.Of(e)}");
        }
    }
}
