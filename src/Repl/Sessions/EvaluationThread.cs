using System.Runtime;
using Gchunk.Engine;

namespace Gchunk.Repl.Sessions;

/// <summary>How an evaluation ended.</summary>
internal enum EvaluationEnd
{
    /// <summary>The evaluation finished by itself, with or without an error.</summary>
    Finished,

    /// <summary>The evaluation was stopped.</summary>
    Stopped,

    /// <summary>The evaluation did not stop and continues in the background.</summary>
    LeftBehind,
}

/// <summary>
/// Runs the user's code on its own thread, so that Ctrl-C brings the prompt back whatever the code does.
/// </summary>
/// <remarks>
/// The first Ctrl-C requests a stop, which every computation of gchunk obeys. Code that still runs a moment later is
/// aborted (<see cref="ControlledExecution"/>). Aborting ends loops, but blocks while the thread itself is blocked, so
/// it happens on another thread. A second Ctrl-C abandons the thread.
/// </remarks>
internal sealed class EvaluationThread(TextWriter messages)
{
    // The parser and the user's code may recurse deeply, and a thread's default stack is smaller than the main
    // thread's.
    private const int StackBytes = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPatience = TimeSpan.FromMilliseconds(2000);

    private readonly Lock gate = new();
    private Running? running;

    /// <summary>Runs the work and waits until it ends or the user abandons it.</summary>
    public EvaluationEnd Run(Action work)
    {
        var current = new Running();
        var thread = new Thread(() => Work(work, current), StackBytes)
        {
            IsBackground = true,
            Name = "gchunk evaluation",
        };
        lock (gate)
            running = current;
        thread.Start();
        try
        {
            return current.Ended.Task.GetAwaiter().GetResult();
        }
        finally
        {
            lock (gate)
                running = null;
        }
    }

    /// <summary>Handles Ctrl-C. It is called on the signal's thread and does nothing between evaluations.</summary>
    public void Stop()
    {
        Running? current;
        lock (gate)
            current = running;
        if (current is null)
            return;
        if (Interlocked.Increment(ref current.Asked) > 1)
        {
            current.Ended.TrySetResult(EvaluationEnd.LeftBehind);
            return;
        }
        // On another thread, because the token's callbacks and the abort may be slow.
        new Thread(() => StopOrAbort(current)) { IsBackground = true, Name = "gchunk stop" }.Start();
    }

    private void StopOrAbort(Running current)
    {
        new Thread(Interrupt.Request) { IsBackground = true, Name = "gchunk stop request" }.Start();
        if (current.Ended.Task.Wait(Patience))
            return;
        new Thread(current.Abort.Cancel) { IsBackground = true, Name = "gchunk abort" }.Start();
        if (current.Ended.Task.Wait(LastPatience))
            return;
        messages.WriteLine(
            "still running; press Ctrl-C again to return to the prompt and let it continue in the background"
        );
    }

    private static void Work(Action work, Running current)
    {
        try
        {
#pragma warning disable SYSLIB0046 // The warning is about the unknown state of aborted code. The user requested it, to stop a loop that does not end.
            ControlledExecution.Run(work, current.Abort.Token);
#pragma warning restore SYSLIB0046
            current.Ended.TrySetResult(EvaluationEnd.Finished);
        }
        catch (OperationCanceledException) when (current.Abort.IsCancellationRequested)
        {
            current.Ended.TrySetResult(EvaluationEnd.Stopped);
        }
#pragma warning disable CA1031 // Rethrown on the prompt's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            current.Ended.TrySetException(e);
        }
    }

#pragma warning disable CA1001 // A token source without a timer holds no resources, and the threads above may still use it.
    private sealed class Running
#pragma warning restore CA1001
    {
        public readonly TaskCompletionSource<EvaluationEnd> Ended = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        public readonly CancellationTokenSource Abort = new();
        public int Asked;
    }
}
