using System.Diagnostics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Tests.Engine.Workers.Pool;
using Xunit;

namespace Gchunk.Tests.Dsl.Clients;

/// <summary>Locks, events, queues, variables, published values and topics of the program and of calls.</summary>
[Collection("whole process")]
public sealed class CoordinationTests(TwoClients clients) : IClassFixture<TwoClients>
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lock_lets_one_call_in_at_a_time(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string file = gate.Name;
        ClusterLock alone = client.Lock("alone");
        IReadOnlyList<Future<int>> all = client.Map(
            v =>
            {
                using (alone.Acquire())
                using (new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None))
                    return v;
            },
            Enumerable.Range(0, 20)
        );
        Assert.Equal(Enumerable.Range(0, 20), client.Gather(all));
        using (alone.Acquire())
        {
            Assert.Equal(1, alone.Taken);
            Assert.Throws<TimeoutException>(() => client.Lock("alone").Acquire(Moment));
            Assert.IsType<TimeoutException>(
                client.Submit(() => alone.Acquire(Moment) is null).Exception()!.InnerException
            );
        }
        Assert.Equal(0, alone.Taken);
        Assert.Contains("does not hold it", Assert.Throws<GchunkException>(alone.Release).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_semaphore_has_as_many_leases_as_stated(bool processes)
    {
        Client client = clients[processes];
        ClusterLock two = client.Semaphore("two", 2);
        IDisposable first = await two.AcquireAsync();
        using (two.Acquire())
            Assert.Throws<TimeoutException>(() => two.Acquire(Moment));
        Task<IDisposable> last = two.AcquireAsync();
        first.Dispose();
        first.Dispose();
        (await last).Dispose();
        Assert.Equal(0, two.Taken);
        Assert.Contains(
            "2 leases elsewhere",
            Assert.Throws<GchunkException>(() => client.Lock("two").Acquire()).Message
        );
        Assert.Throws<GchunkException>(() => client.Semaphore("none", 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Calls_wait_for_events_without_taking_slots(bool processes)
    {
        Client client = clients[processes];
        ClusterEvent ready = client.Event("ready");
        IReadOnlyList<Future<bool>> waiting = client.Map(_ => ready.Wait(), Enumerable.Range(0, 10));
        Assert.False(ready.Wait(Moment));
        Assert.True(client.Submit(() => Client.Current!.Event("ready").IsSet is false).Result());
        client.Submit(() => Set(ready)).Result();
        Assert.All(client.Gather(waiting), Assert.True);
        ready.Clear();
        Assert.False(ready.IsSet);

        static bool Set(ClusterEvent e)
        {
            e.Set();
            return true;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_queue_passes_values_on_in_order(bool processes)
    {
        Client client = clients[processes];
        ClusterQueue<int[]> queue = client.Queue<int[]>("arrays", maxSize: 2);
        Future<bool> puts = client.Submit(() =>
        {
            for (int i = 0; i < 20; i++)
                queue.Put([i, i * i]);
            return true;
        });
        for (int i = 0; i < 20; i++)
            Assert.Equal([i, i * i], queue.Get());
        Assert.True(puts.Result());
        Assert.Throws<TimeoutException>(() => queue.Get(Moment));
        queue.Put([1]);
        await queue.PutAsync([2]);
        Assert.Throws<TimeoutException>(() => queue.Put([3], Moment));
        Assert.Equal(2, queue.Count);
        Assert.Equal([3], [client.Submit(() => queue.Get()[0] + queue.Get()[0]).Result()]);
        Assert.Throws<GchunkException>(() => client.Queue<int>("less", -1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_variable_is_read_once_it_has_a_value(bool processes)
    {
        Client client = clients[processes];
        ClusterVariable<string> best = client.Variable<string>("best");
        Assert.Throws<TimeoutException>(() => best.Get(Moment));
        Future<string> reads = client.Submit(() => best.Get() + "!");
        best.Set("now");
        Assert.Equal("now!", reads.Result());
        Assert.Equal("now", await client.Variable<string>("best").GetAsync());
        best.Delete();
        Assert.Throws<TimeoutException>(() => best.Get(Moment));
        ClusterVariable<Future<int>> futures = client.Variable<Future<int>>("future");
        futures.Set(client.Submit(() => 5));
        Assert.Equal(5, futures.Get().Result());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Published_values_are_found_by_name(bool processes)
    {
        Client client = clients[processes];
        ChunkedArray array = client.Persist(Prelude.Ones(10) * 2);
        client.Publish("array", array);
        client.Publish("limits", new[] { 1, 5 });
        Assert.Equal(["array", "limits"], client.PublishedNames);
        Assert.Equal(20.0, client.Published<ChunkedArray>("array").Sum().Compute().GetDouble());
        Assert.Equal(6, client.Submit(() => Client.Current!.Published<int[]>("limits").Sum()).Result());
        Assert.Contains("published already", Assert.Throws<GchunkException>(() => client.Publish("array", 1)).Message);
        Assert.Contains(
            "not as String",
            Assert.Throws<GchunkException>(() => client.Published<string>("limits")).Message
        );
        Assert.True(client.Unpublish("array"));
        Assert.True(client.Unpublish("limits"));
        Assert.False(client.Unpublish("limits"));
        Assert.Contains("nothing at all", Assert.Throws<GchunkException>(() => client.Published<int>("x")).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Events_of_a_topic_are_kept_and_passed_on_in_order(bool processes)
    {
        Client client = clients[processes];
        var seen = new List<object?>();
        using var all = new CountdownEvent(3);
        using (
            client.Subscribe(
                "steps",
                value =>
                {
                    seen.Add(value);
                    all.Signal();
                }
            )
        )
        {
            client.LogEvent("steps", 1);
            client.Submit(() => Log("two")).Result();
            client.LogEvent("steps", 3.0);
            all.Wait();
        }
        client.LogEvent("steps", 4);
        Assert.Equal([1, "two", 3.0], seen);
        Assert.Equal([1, "two", 3.0, 4], client.GetEvents("steps").Select(e => e.Value));

        static bool Log(string value)
        {
            Client.Current!.LogEvent("steps", value);
            return true;
        }
    }

    [Fact]
    public void A_lock_of_a_worker_that_is_killed_is_free_again()
    {
        using var client = new Client(workers: 2, memoryLimit: "1GB");
        using var gate = new Gate();
        string name = gate.Name;
        Future<int> holds = client.Submit(() =>
        {
            IDisposable lease = Client.Current!.Lock("mine").Acquire(TimeSpan.FromMinutes(1));
            File.WriteAllText($"{name}-{Environment.ProcessId}", "");
            int passed = Gate.Pass(name, 1);
            lease.Dispose();
            return passed;
        });
        Until.True(() => client.Workers.Any(w => File.Exists($"{name}-{w.Pid}")), "a call that holds the lock");
        Process.GetProcessById(client.Workers.First(w => File.Exists($"{name}-{w.Pid}")).Pid).Kill();
        gate.Open();
        Assert.Equal(1, holds.Result());
        client.Lock("mine").Acquire(TimeSpan.FromMinutes(1)).Dispose();
    }

    [Fact]
    public async Task Waits_that_end_at_once_are_granted_or_time_out_but_nothing_is_lost()
    {
        var coordinator = new Coordinator();
        for (int round = 0; round < 200; round++)
        {
            Task<object?> get = Ask(new CoordinationRequest(CoordinationKind.Get, "q", Seconds: 0));
            await Ask(new CoordinationRequest(CoordinationKind.Put, "q", Value: round));
            object? value;
            try
            {
                value = await get;
            }
            catch (TimeoutException)
            {
                value = await Ask(new CoordinationRequest(CoordinationKind.Get, "q"));
            }
            Assert.Equal(round, value);
        }

        Task<object?> Ask(CoordinationRequest request) => coordinator.Ask(request, this, CancellationToken.None);
    }

    [Fact]
    public void A_request_of_an_unknown_kind_is_an_error()
    {
        Assert.Throws<GchunkException>(() =>
        {
            _ = new Coordinator().Ask(new CoordinationRequest((CoordinationKind)99, "x"), this, default);
        });
        Assert.Throws<GchunkException>(() =>
        {
            _ = new Coordinator().Ask(new CoordinationRequest(CoordinationKind.Acquire, "x"), this, default);
        });
    }
}
