using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Tests.Engine.Workers.Pool;
using Xunit;

namespace Gchunk.Tests.Dsl.Clients;

/// <summary>What futures can do, on threads and on worker processes alike.</summary>
[Collection("whole process")]
public sealed class FutureTests(TwoClients clients) : IClassFixture<TwoClients>
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wait_with_a_timeout_ends_and_the_call_goes_on(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string name = gate.Name;
        Future<int> waits = client.Submit(() => Gate.Pass(name, 5));
        Future<int> done = client.Submit(() => 1);
        Assert.Contains("did not end within", Assert.Throws<TimeoutException>(() => waits.Result(Moment)).Message);
        Assert.Throws<TimeoutException>(() => waits.Exception(Moment));
        Assert.Throws<TimeoutException>(() => client.Wait([waits, done], timeout: Moment));
        WaitResult<Future<int>> first = client.Wait([waits, done], ReturnWhen.First);
        Assert.Equal([done], first.Done);
        Assert.Equal([waits], first.NotDone);
        gate.Open();
        Assert.Equal(5, waits.Result(TimeSpan.FromMinutes(1)));
        Assert.Null(waits.Exception());
        Assert.Empty(client.Wait([waits, done]).NotDone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Errors_are_raised_skipped_or_returned(bool processes)
    {
        Client client = clients[processes];
        IReadOnlyList<Future<int>> odd = client.Map(
            v => v % 2 == 1 ? v : throw new InvalidDataException($"{v} is even"),
            [1, 2, 3]
        );
        Assert.Equal([1, 3], client.Gather(odd, errors: "skip"));
        Assert.Throws<UserFunctionException>(() => client.Gather(odd));
        Assert.IsType<InvalidDataException>(odd[1].Exception()!.InnerException);
        Assert.Contains(
            "\"raise\" or \"skip\"",
            Assert.Throws<GchunkException>(() => client.Gather(odd, "no")).Message
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Futures_are_awaited(bool processes)
    {
        Client client = clients[processes];
        Assert.Equal(3, await client.Submit((a, b) => a + b, 1, 2));
        Assert.Equal([1, 4], await client.GatherAsync(client.Map(v => v * v, [1, 2])));
        await Assert.ThrowsAsync<UserFunctionException>(async () =>
            await client.Submit<int>(() => throw new InvalidDataException())
        );
        Assert.Equal(
            7,
            await client.SubmitAsync(async () =>
            {
                await Task.Yield();
                return 7;
            })
        );
        Assert.Equal(6.0, (await client.ComputeAsync(Prelude.Ones(6).Sum())).GetDouble());
        Assert.Equal(12.0, (await client.PersistAsync(Prelude.Ones(6) * 2)).Sum().Compute().GetDouble());
        Assert.Equal(2, (await client.WaitAsync(client.Map(v => v, [1, 2]))).Done.Count);
        var seen = new List<int>();
        await foreach (Future<int> future in client.AsCompletedAsync(client.Map(v => v, [1, 2])))
            seen.Add(await future);
        Assert.Equal([1, 2], seen.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Callbacks_run_once_whatever_they_throw(bool processes)
    {
        Client client = clients[processes];
        using var called = new CountdownEvent(3);
        Future<int> future = client.Submit(() => 5);
        future.OnDone(f => called.Signal(f.Result() == 5 ? 1 : 0));
        Assert.Equal(5, future.Result());
        future.OnDone(_ =>
        {
            called.Signal();
            throw new InvalidOperationException("this is what a callback of a test throws");
        });
        future.OnDone(_ => called.Signal());
        called.Wait();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_that_throws_is_tried_again(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string file = gate.Name;
        int TillThird()
        {
            int n = Gate.Count(file);
            return n >= 3 ? n : throw new InvalidDataException($"attempt {n}");
        }
        Assert.Equal(3, client.Submit(TillThird, retries: 5).Result());
        File.Delete(file);
        Future<int> failed = client.Submit(TillThird, retries: 1);
        Future<int> next = client.Submit(v => v + 1, failed);
        Assert.Equal("attempt 2", failed.Exception()!.InnerException!.Message);
        Assert.NotNull(next.Exception());
        next.Retry();
        Assert.Equal(4, next.Result());
        Assert.Equal(3, failed.Result());
        Assert.Contains("0 or more", Assert.Throws<GchunkException>(() => client.Submit(() => 1, retries: -1)).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cancelled_call_says_so_and_can_be_retried(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string name = gate.Name;
        Future<int>[] busy = [.. client.Map(v => Gate.Pass(name, v), [1, 2, 3, 4])];
        Future<int> later = client.Submit(() => 9, priority: -1);
        Future<int> needs = client.Submit(v => v, later);
        later.Cancel();
        Assert.True(later.IsCancelled);
        Assert.Equal("cancelled", later.Status);
        Assert.IsAssignableFrom<OperationCanceledException>(needs.Exception());
        later.Retry();
        gate.Open();
        Assert.Equal(9, later.Result());
        Assert.Equal(10, client.Gather(busy).Sum());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_names_a_call_and_runs_it_once(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string file = gate.Name;
        Future<int> one = client.Submit(() => Gate.Count(file), key: "once");
        Assert.Same(one, client.Submit(() => Gate.Count(file), key: "once"));
        Assert.Equal(1, one.Result());
        Assert.Equal("once", one.Key);
        Assert.Contains("once", one.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "another type",
            Assert.Throws<GchunkException>(() => client.Submit(() => "", key: "once")).Message
        );
        one.Release();
        Assert.Equal("released", one.Status);
        Assert.Contains("was released", Assert.Throws<GchunkException>(() => one.Result()).Message);
        Assert.Equal(2, client.Submit(() => Gate.Count(file), key: "once").Result());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Functions_take_up_to_eight_arguments_of_any_kind(bool processes)
    {
        Client client = clients[processes];
        Future<int> one = client.Submit(() => 1);
        Assert.Equal(6, client.Submit((a, b, c) => a + b + c, 1, 2, 3).Result());
        Assert.Equal(3, client.Submit((a, b, c) => a + b + c, one, one, one).Result());
        Assert.Equal(13, client.Submit((int a, int b, int c) => a + b + c, one, 5, Prelude.Delay(() => 7)()).Result());
        Assert.Equal(
            "12345678",
            client.Submit((a, b, c, d, e, f, g, h) => $"{a}{b}{c}{d}{e}{f}{g}{h}", 1, 2, 3, 4, 5, 6, 7, 8L).Result()
        );
        Assert.Equal([11, 22], client.Gather(client.Map((a, b) => a + b, [1, 2], [10, 20, 30])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Calls_of_higher_priority_start_first(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string name = gate.Name,
            order = name + "-order";
        string[] one = processes ? [client.Workers[0].Name] : [];
        IReadOnlyList<Future<int>> busy = client.Map(v => Gate.Pass(name, v), [1, 2], workers: one);
        Future<int>[] all =
        [
            .. client.Map(v => Append(order, v), [0, 0, 0], workers: one),
            .. client.Map(v => Append(order, v), [1, 1, 1], priority: 10, workers: one),
        ];
        gate.Open();
        client.Gather(all);
        client.Gather(busy);
        // Two run at once, so that the last two of the urgent ones may pass each other and the next.
        Assert.StartsWith("11", File.ReadAllText(order), StringComparison.Ordinal);

        static int Append(string file, int value)
        {
            lock (string.Intern(file))
            {
                using var open = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                open.WriteByte((byte)('0' + value));
            }
            return value;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_more_calls_run_at_once_than_there_are_resources(bool processes)
    {
        Client client = clients[processes];
        Dictionary<string, double> both = new() { ["GPU"] = processes ? 1 : 2 };
        using var gate = new Gate();
        string file = gate.Name;
        IReadOnlyList<Future<int>> most = client.Map(
            v =>
            {
                string mine = $"{file}-{Environment.ProcessId}";
                using var alone = new FileStream(mine, FileMode.Create, FileAccess.Write, FileShare.None);
                return v;
            },
            Enumerable.Range(0, 20),
            resources: both
        );
        Assert.Equal(Enumerable.Range(0, 20), client.Gather(most));
        Assert.Contains(
            "needs 3 of the resource GPU",
            Assert
                .Throws<GchunkException>(() =>
                    client.Submit(() => 1, resources: new Dictionary<string, double> { ["GPU"] = 3 })
                )
                .Message
        );
    }

    [Fact]
    public void A_call_runs_on_the_workers_that_it_names()
    {
        Client client = clients[true];
        foreach (var worker in client.Workers)
        {
            IReadOnlyList<Future<int>> there = client.Map(
                _ => Environment.ProcessId,
                Enumerable.Range(0, 10),
                workers: [worker.Name]
            );
            Assert.All(client.Gather(there), pid => Assert.Equal(worker.Pid, pid));
        }
        Assert.Contains(
            "there is no worker nobody",
            Assert.Throws<GchunkException>(() => client.Submit(() => 1, workers: ["nobody"])).Message
        );
        Assert.Equal(1, clients[false].Submit(() => 1, workers: ["nobody"]).Result());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_forgotten_call_runs_to_its_end(bool processes)
    {
        using var gate = new Gate();
        Forget(clients[processes], gate.Name);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Until.True(() => File.Exists(gate.Name), "the end of the call that nobody waits for");

        static void Forget(Client client, string name) => client.FireAndForget(client.Submit(() => Gate.Count(name)));
    }
}
