using System.Runtime;
using Gchunk.Engine;

namespace Gchunk.Repl.Sessions;

/// <summary>How an evaluation ended.</summary>
internal enum EvaluationEnd
{
    /// <summary>By itself, with or without an error.</summary>
    Finished,

    /// <summary>It was made to stop.</summary>
    Stopped,

    /// <summary>It did not stop, and goes on in the background.</summary>
    LeftBehind,
}

/// <summary>
/// Runs the user's code on a thread of its own, so that Ctrl-C can get the prompt back whatever the code does.
/// </summary>
/// <remarks>
/// The first Ctrl-C asks: every computation of gchunk listens. What still runs a moment later is aborted
/// (<see cref="ControlledExecution"/>): that ends loops, but waits itself where the thread is blocked, so nothing
/// waits for it. The second Ctrl-C leaves the thread behind.
/// </remarks>
internal sealed class EvaluationThread(TextWriter messages)
{
    // The compiler's own reading and the user's code may nest deeply; a thread's usual stack is smaller than the main
    // thread's.
    private const int StackBytes = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPatience = TimeSpan.FromMilliseconds(2000);

    private readonly Lock gate = new();
    private Running? running;

    /// <summary>Runs the work and waits for its end, or for the user to give it up.</summary>
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

    /// <summary>
    /// What Ctrl-C does. Called on the thread of the signal; between two evaluations it does nothing.
    /// </summary>
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
        // On a thread of its own: what listens to the wish, and the abort, may take their time.
        new Thread(() => Insist(current)) { IsBackground = true, Name = "gchunk stop" }.Start();
    }

    private void Insist(Running current)
    {
        new Thread(Interrupt.Request) { IsBackground = true, Name = "gchunk stop request" }.Start();
        if (current.Ended.Task.Wait(Patience))
            return;
        new Thread(current.Abort.Cancel) { IsBackground = true, Name = "gchunk abort" }.Start();
        if (current.Ended.Task.Wait(LastPatience))
            return;
        messages.WriteLine("still running; Ctrl-C again gives the prompt back and leaves it behind");
    }

    private static void Work(Action work, Running current)
    {
        try
        {
#pragma warning disable SYSLIB0046 // What it warns of, that the state of what is aborted is unknown, is the user's wish against a loop that does not end.
            ControlledExecution.Run(work, current.Abort.Token);
#pragma warning restore SYSLIB0046
            current.Ended.TrySetResult(EvaluationEnd.Finished);
        }
        catch (OperationCanceledException) when (current.Abort.IsCancellationRequested)
        {
            current.Ended.TrySetResult(EvaluationEnd.Stopped);
        }
#pragma warning disable CA1031 // Rethrown on the prompt's own thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            current.Ended.TrySetException(e);
        }
    }

#pragma warning disable CA1001 // A source without a timer holds nothing, and the threads above may still use it.
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
