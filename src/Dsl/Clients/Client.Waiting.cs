using System.Collections.Concurrent;
using System.Threading.Channels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution.Calls;

namespace Gchunk.Dsl;

// Waiting for calls, and computing in the background.
public sealed partial class Client
{
    /// <summary>Waits for futures and returns their values, in order.</summary>
    /// <param name="futures">The futures.</param>
    /// <param name="errors">
    /// <c>"raise"</c> to throw what the first call that failed threw; <c>"skip"</c> to leave out the values of calls that
    /// failed or were cancelled.
    /// </param>
    /// <exception cref="UserFunctionException">A function threw.</exception>
    /// <exception cref="GchunkException"><paramref name="errors"/> is neither.</exception>
    public IReadOnlyList<T> Gather<T>(IEnumerable<Future<T>> futures, string errors = "raise")
    {
        CheckOpen();
        bool skips = Skips(errors);
        var values = new List<T>();
        foreach (Future<T> future in futures)
        {
            if (!skips || future.Exception() is null)
                values.Add(future.Result());
        }
        return values;
    }

    /// <summary>Returns a task that completes with the values of futures, in order.</summary>
    /// <param name="futures">The futures.</param>
    /// <param name="errors">
    /// <c>"raise"</c> to fail with what the first call that failed threw; <c>"skip"</c> to leave out such values.
    /// </param>
    public async Task<IReadOnlyList<T>> GatherAsync<T>(IEnumerable<Future<T>> futures, string errors = "raise")
    {
        CheckOpen();
        bool skips = Skips(errors);
        var values = new List<T>();
        foreach (Future<T> future in futures.ToArray())
        {
            await future.Ended().ConfigureAwait(false);
            if (!skips || future.Exception() is null)
                values.Add(await future.ResultAsync().ConfigureAwait(false));
        }
        return values;
    }

    /// <summary>Waits until calls are done, have failed or were cancelled; their values stay on the workers.</summary>
    /// <param name="futures">Their futures.</param>
    /// <param name="returnWhen">Whether to wait for all of them or for the first.</param>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <returns>The futures whose calls have ended, and the others.</returns>
    /// <exception cref="TimeoutException">They did not end in that time; they go on.</exception>
    public WaitResult<TFuture> Wait<TFuture>(
        IEnumerable<TFuture> futures,
        ReturnWhen returnWhen = ReturnWhen.All,
        TimeSpan? timeout = null
    )
        where TFuture : Future
    {
        CheckOpen();
        TFuture[] all = [.. futures];
        Task awaited = Awaited(all, returnWhen);
        int most = timeout is { } limit ? (int)Math.Min(int.MaxValue, limit.TotalMilliseconds) : Timeout.Infinite;
        bool done = awaited.IsCompleted;
        if (!done)
            CallSlots.Wait(() => done = Task.WaitAny([awaited], most, Interrupt.Token) == 0);
        if (!done)
        {
            throw new TimeoutException(
                $"{all.Count(f => !f.IsFinished)} of {all.Length} calls did not end within {timeout!.Value.TotalSeconds:0.###} s; they are still running: wait for them again, or cancel them"
            );
        }
        return Sorted(all);
    }

    /// <summary>Returns a task that completes when calls are done, have failed or were cancelled.</summary>
    /// <param name="futures">Their futures.</param>
    /// <param name="returnWhen">Whether it completes with all of them or with the first.</param>
    public async Task<WaitResult<TFuture>> WaitAsync<TFuture>(
        IEnumerable<TFuture> futures,
        ReturnWhen returnWhen = ReturnWhen.All
    )
        where TFuture : Future
    {
        CheckOpen();
        TFuture[] all = [.. futures];
        await Awaited(all, returnWhen).ConfigureAwait(false);
        return Sorted(all);
    }

    /// <summary>Returns the futures in the order in which they finish.</summary>
    /// <param name="futures">The futures.</param>
    public IEnumerable<Future<T>> AsCompleted<T>(IEnumerable<Future<T>> futures)
    {
        CheckOpen();
        var finished = new BlockingCollection<Future<T>>();
        int left = 0;
        foreach (Future<T> future in futures.ToArray())
        {
            left++;
            future.Call.Observe(() => finished.Add(future));
        }
        for (; left > 0; left--)
        {
            Future<T>? next = null;
            if (!finished.TryTake(out next))
                CallSlots.Wait(() => next = finished.Take(Interrupt.Token));
            yield return next!;
        }
    }

    /// <summary>Returns the futures in the order in which they finish: <c>await foreach</c>.</summary>
    /// <param name="futures">The futures.</param>
    public async IAsyncEnumerable<Future<T>> AsCompletedAsync<T>(IEnumerable<Future<T>> futures)
    {
        CheckOpen();
        var finished = Channel.CreateUnbounded<Future<T>>();
        int left = 0;
        foreach (Future<T> future in futures.ToArray())
        {
            left++;
            future.Call.Observe(() => finished.Writer.TryWrite(future));
        }
        for (; left > 0; left--)
            yield return await finished.Reader.ReadAsync().ConfigureAwait(false);
    }

    /// <summary>Computes an array in the background.</summary>
    /// <param name="array">The array.</param>
    public Task<NDArray> ComputeAsync(ChunkedArray array) => InBackground(array.Compute);

    /// <summary>Computes a labelled array in the background.</summary>
    /// <param name="array">The array.</param>
    public Task<NDArray> ComputeAsync(DataArray array) => InBackground(array.Compute);

    /// <summary>Computes a delayed value in the background.</summary>
    /// <param name="delayed">The value.</param>
    public Task<T> ComputeAsync<T>(Delayed<T> delayed) => Submit(delayed).ResultAsync();

    /// <summary>Computes an array in the background and keeps its blocks on the workers.</summary>
    /// <param name="array">The array.</param>
    public Task<ChunkedArray> PersistAsync(ChunkedArray array) => InBackground(array.Persist);

    /// <summary>Computes a labelled array in the background and keeps its blocks on the workers.</summary>
    /// <param name="array">The array.</param>
    public Task<DataArray> PersistAsync(DataArray array) => InBackground(array.Persist);

    /// <summary>Computes a data set in the background and keeps its blocks on the workers.</summary>
    /// <param name="dataset">The data set.</param>
    public Task<Dataset> PersistAsync(Dataset dataset) => InBackground(dataset.Persist);

    // On a thread of its own, because a computation may take long.
    private Task<T> InBackground<T>(Func<T> compute)
    {
        CheckOpen();
        return Task.Factory.StartNew(
            compute,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    private static Task Awaited(IReadOnlyCollection<Future> futures, ReturnWhen returnWhen)
    {
        Task[] ended = [.. futures.Select(f => f.Ended())];
        return returnWhen == ReturnWhen.All || ended.Length == 0 ? Task.WhenAll(ended) : Task.WhenAny(ended);
    }

    private static WaitResult<TFuture> Sorted<TFuture>(TFuture[] all)
        where TFuture : Future => new([.. all.Where(f => f.IsFinished)], [.. all.Where(f => !f.IsFinished)]);

    private static bool Skips(string errors) =>
        errors switch
        {
            "raise" => false,
            "skip" => true,
            _ => throw new GchunkException($"errors is \"raise\" or \"skip\"; got \"{errors}\""),
        };
}
