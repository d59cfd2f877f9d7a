using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions.Calls;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>Calls in the background on threads.</summary>
public class ThreadCallPoolTests
{
    private static readonly Func<Delayed<int>, Delayed<int>> Increment = Delay<int, int>(v => v + 1);

    private static readonly Func<Delayed<int>, Delayed<int>, Delayed<int>> Add = Delay<int, int, int>((a, b) => a + b);

    private static object? Value(FutureCall call) => call.Wait(CancellationToken.None);

    [Fact]
    public void Each_call_has_a_future_and_constants_are_known()
    {
        Delayed<int> one = Increment(0);
        FutureCall[] futures = new ThreadCallPool(2).Submit(
            [one.Call, Add(one, one).Call, one.Call, ((Delayed<int>)7).Call],
            CallOptions.Default
        );
        Assert.Equal([1, 2, 1, 7], futures.Select(f => (int)Value(f)!));
        Assert.Same(futures[0], futures[2]);
        Assert.All(futures, f => Assert.True(f.IsFinished && f.Error is null));
    }

    [Fact]
    public void A_failure_fails_only_the_calls_that_need_it()
    {
        var fail = Delay<int, int>(v => v == 0 ? throw new InvalidDataException("zero") : v);
        Delayed<int> failed = fail(0);
        FutureCall[] futures = new ThreadCallPool(2).Submit(
            [Increment(failed).Call, fail(1).Call, Add(Increment(1), failed).Call],
            CallOptions.Default
        );
        Assert.Equal(1, Value(futures[1]));
        foreach (FutureCall needs in (FutureCall[])[futures[0], futures[2]])
        {
            var error = Assert.Throws<UserFunctionException>(() => Value(needs));
            Assert.IsType<InvalidDataException>(error.InnerException);
            Assert.Same(error, needs.Error);
        }
    }

    [Fact]
    public void A_cancelled_call_ends_at_once_and_fails_the_calls_that_need_it()
    {
        using var release = new ManualResetEventSlim();
        using var busy = new CountdownEvent(2);
        var wait = Delay<int, int>(v =>
        {
            busy.Signal();
            release.Wait();
            return v;
        });
        var pool = new ThreadCallPool(2);
        FutureCall running = pool.Submit([wait(1).Call], CallOptions.Default)[0];
        FutureCall[] later = pool.Submit([Increment(new Future<int>(running)).Call, wait(2).Call], CallOptions.Default);
        busy.Wait(); // no thread is free to end anything
        pool.Cancel([running]);
        Assert.ThrowsAny<OperationCanceledException>(() => Value(running));
        Assert.ThrowsAny<OperationCanceledException>(() => Value(later[0]));
        Assert.IsAssignableFrom<OperationCanceledException>(later[0].Error);
        release.Set();
        Assert.Equal(2, Value(later[1]));
        pool.Cancel(later);
        Assert.Null(later[1].Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_calls_run_at_once_than_there_are_threads(int threads)
    {
        // In an object, since a call has variables of its own.
        StrongBox<int> running = new(0),
            most = new(0);
        var pool = new ThreadCallPool(threads);
        var call = Delay<int, int>(v =>
        {
            int now = Interlocked.Increment(ref running.Value);
            for (int seen = most.Value; now > seen; )
                seen = Interlocked.CompareExchange(ref most.Value, now, seen);
            Thread.Sleep(1);
            Interlocked.Decrement(ref running.Value);
            return v;
        });
        FutureCall[] all =
        [
            .. Enumerable
                .Range(0, 5)
                .SelectMany(run =>
                    pool.Submit([.. Enumerable.Range(0, 20).Select(i => call(20 * run + i).Call)], CallOptions.Default)
                ),
        ];
        Assert.Equal(Enumerable.Range(0, 100), all.Select(f => (int)Value(f)!));
        Assert.InRange(most.Value, 1, threads);
    }

    [Fact]
    public void Many_small_runs_all_end()
    {
        var pool = new ThreadCallPool(2);
        for (int round = 0; round < 2000; round++)
        {
            FutureCall first = pool.Submit([Increment(round).Call], CallOptions.Default)[0];
            FutureCall second = pool.Submit([Increment(new Future<int>(first)).Call], CallOptions.Default)[0];
            Assert.Equal(round + 2, Value(second));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Calls_that_wait_for_calls_that_they_submitted_end(int threads)
    {
        using var client = new Client(workers: threads, processes: false);
        IReadOnlyList<int> doubled = client.Gather(
            client.Map(i => client.Submit(() => i * 2).Result(), Enumerable.Range(0, 20))
        );
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * 2), doubled);
    }

    [Fact]
    public void Calls_are_submitted_within_calls_many_levels_deep()
    {
        using var client = new Client(workers: 1, processes: false);
        int Depth(int level) => level == 0 ? 0 : 1 + client.Submit(() => Depth(level - 1)).Result();
        Assert.Equal(30, client.Submit(() => Depth(30)).Result());
    }
}
