using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>
/// Starts processes on a thread that lives as long as this process. The kernel ends a worker with the thread that
/// started it, and so with this process, however it dies.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<(
        ProcessStartInfo Start,
        TaskCompletionSource<Process> Started
    )> Requests = Begin();

    /// <summary>Starts a process.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>();
        Requests.Add((start, started));
        return started.Task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<(ProcessStartInfo, TaskCompletionSource<Process>)> Begin()
    {
        var requests = new BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)>();
        new Thread(() =>
        {
            foreach (
                (ProcessStartInfo start, TaskCompletionSource<Process> started) in requests.GetConsumingEnumerable()
            )
            {
                try
                {
                    started.SetResult(Process.Start(start)!);
                }
                catch (Exception e)
                {
                    started.SetException(e);
                }
            }
        })
        {
            IsBackground = true,
            Name = "gchunk spawner",
        }.Start();
        return requests;
    }
}
