using Gchunk.Engine;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Runs the compiler on a thread of its own, which Ctrl-C leaves behind. An abort could leave the compiler's shared state
/// half-written, and it looks at a request to stop only between methods: a line with many overloads may take minutes.
/// </summary>
internal static class CompilerThread
{
    // Expressions may be nested deeply.
    private const int StackBytes = 64 << 20;

    /// <summary>Runs the work and returns its result.</summary>
    /// <exception cref="OperationCanceledException">A stop was requested; what the work finds is lost.</exception>
    public static T Run<T>(Func<CancellationToken, T> work)
    {
        var stop = Interrupt.Token;
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    result.SetResult(work(stop));
                }
#pragma warning disable CA1031 // Rethrown on the waiting thread.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    result.SetException(e);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
            Name = "gchunk compiler",
        };
        thread.Start();
        Task.WaitAny([result.Task], stop);
        return result.Task.GetAwaiter().GetResult();
    }
}
