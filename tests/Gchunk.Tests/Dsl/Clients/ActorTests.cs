using System.Diagnostics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Xunit;

namespace Gchunk.Tests.Dsl.Clients;

/// <summary>Objects that live on one worker and keep their state.</summary>
[Collection("whole process")]
public sealed class ActorTests(TwoClients clients) : IClassFixture<TwoClients>
{
    public sealed class Counter
    {
        private int count;

        public int Add(int more) => count += more;

        public int Process => Environment.ProcessId;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_actor_keeps_its_state_and_its_calls_keep_their_order(bool processes)
    {
        Client client = clients[processes];
        using Actor<Counter> counter = client.Actor(() => new Counter());
        Future<int>[] all = [.. Enumerable.Range(1, 100).Select(i => counter.Call(c => c.Add(i)))];
        Assert.Equal(Enumerable.Range(1, 100).Select(i => i * (i + 1) / 2), client.Gather(all));
        Assert.Equal(
            5050 + 20,
            client.Gather(client.Map(_ => counter.Call(c => c.Add(1)).Result(), Enumerable.Range(0, 20))).Max()
        );
        int process = counter.Call(c => c.Process).Result();
        Assert.Equal(processes, process != Environment.ProcessId);
        if (processes)
            Assert.Equal(process, client.Workers.Single(w => w.Name == counter.Worker).Pid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_actor_that_could_not_be_created_or_has_ended_says_so(bool processes)
    {
        Client client = clients[processes];
        Actor<Counter> none = client.Actor<Counter>(() => throw new InvalidDataException("no counter today"));
        Assert.Contains(
            "no counter today",
            none.Call(c => c.Process).Exception()!.ToString(),
            StringComparison.Ordinal
        );
        Actor<List<int>> list = client.Actor(() => new List<int>());
        list.Call(l => l.Add(5)).Result();
        Assert.Equal(1, list.Call(l => l.Count).Result());
        list.Dispose();
        Assert.Contains("has ended", list.Call(l => l.Count).Exception()!.ToString(), StringComparison.Ordinal);
        if (processes)
            Assert.Throws<GchunkException>(() => client.Actor(() => new Counter(), worker: "nobody"));
    }

    [Fact]
    public void The_calls_of_an_actor_whose_worker_is_killed_fail_and_say_why()
    {
        using var client = new Client(workers: 2, memoryLimit: "1GB");
        Actor<Counter> counter = client.Actor(() => new Counter(), worker: client.Workers[0].Name);
        int process = counter.Call(c => c.Process).Result();
        using var gate = new Gate();
        string name = gate.Name;
        Future<int> during = counter.Call(c => Gate.Pass(name, 1));
        Process.GetProcessById(process).Kill();
        Assert.Contains("is gone with what it held", during.Exception()!.Message, StringComparison.Ordinal);
        Assert.Contains("SIGKILL", counter.Call(c => c.Add(1)).Exception()!.Message, StringComparison.Ordinal);
        Assert.Equal(1, client.Submit(() => 1).Result());
    }
}
