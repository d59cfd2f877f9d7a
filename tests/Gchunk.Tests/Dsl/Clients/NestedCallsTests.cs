using System.Diagnostics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Tests.Engine.Workers.Pool;
using Xunit;

namespace Gchunk.Tests.Dsl.Clients;

/// <summary>Calls that calls on a worker submit.</summary>
[Collection("whole process")]
public sealed class NestedCallsTests(TwoClients clients) : IClassFixture<TwoClients>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_uses_the_client_that_it_captures_or_the_current_one(bool processes)
    {
        Client client = clients[processes];
        Assert.Equal([0, 2, 4, 6], client.Gather(client.Map(i => client.Submit(() => i * 2).Result(), [0, 1, 2, 3])));
        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => i * 2),
            client.Gather(client.Map(i => Client.Current!.Submit(() => i * 2).Result(), Enumerable.Range(0, 40)))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_worker_runs_calls_that_are_nested_deeply(bool processes)
    {
        using var client = new Client(workers: 1, processes: processes, memoryLimit: "1GB");
        Assert.Equal(20, client.Submit(() => Deep(20)).Result());
        Assert.Equal(3 * 3 * 3, client.Submit(() => Wide(3)).Result());

        static int Deep(int level) => level == 0 ? 0 : 1 + Client.Current!.Submit(() => Deep(level - 1)).Result();
        static int Wide(int level) =>
            level == 0
                ? 1
                : Client.Current!.Gather(Client.Current.Map(_ => Wide(level - 1), Enumerable.Range(0, 3))).Sum();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nested_calls_use_each_others_results_and_return_large_ones(bool processes)
    {
        Client client = clients[processes];
        double sum = client
            .Submit(() =>
            {
                Client here = Client.Current!;
                Future<double[]> large = here.Submit(() => Enumerable.Repeat(0.5, 100_000).ToArray());
                Future<double[]> more = here.Submit(a => a.Select(v => v + 1).ToArray(), large);
                Future<double> total = here.Submit((a, b) => a.Sum() + b.Sum(), large, more);
                double there = total.Result();
                double[] small = here.Scatter(new double[3]).Result();
                return there
                    + more.Result().Length
                    + small.Length
                    + here.Submit(() => Client.Current!.Submit(() => 7).Result()).Result();
            })
            .Result();
        Assert.Equal(50_000 + 150_000 + 100_000 + 3 + 7, sum);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Errors_of_nested_calls_reach_the_call_that_waits(bool processes)
    {
        Client client = clients[processes];
        string messages = client
            .Submit(() =>
            {
                Client here = Client.Current!;
                Future<int> fails = here.Submit<int>(() => throw new InvalidDataException("inside"));
                Future<int> needs = here.Submit(v => v + 1, fails);
                string skipped = string.Join(",", here.Gather(here.Map(v => 6 / v, [0, 1, 2]), errors: "skip"));
                return string.Join(
                    "; ",
                    fails.Exception()!.InnerException!.GetType().Name,
                    needs.Exception()!.InnerException!.Message,
                    skipped,
                    fails.Status
                );
            })
            .Result();
        Assert.Equal("InvalidDataException; inside; 6,3; error", messages);
    }

    [Fact]
    public void What_only_the_program_can_do_is_refused_in_a_call()
    {
        Client client = clients[true];
        string message = client.Submit(() => Message(() => Client.Current!.Scale(1))).Result();
        Assert.Contains("Scale is for the program that started the workers", message, StringComparison.Ordinal);
        Assert.Contains(
            "there is no worker nobody",
            client.Submit(() => Message(() => Client.Current!.Submit(() => 1, workers: ["nobody"]).Result())).Result(),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Client of a call on worker-",
            client.Submit(() => $"{Client.Current}").Result(),
            StringComparison.Ordinal
        );

        static string Message(Action action)
        {
            try
            {
                action();
                return "";
            }
            catch (Exception e) when (e is GchunkException or UserFunctionException)
            {
                return e.Message;
            }
        }
    }

    [Fact]
    public void An_array_is_computed_within_a_call()
    {
        Client client = clients[true];
        Assert.Equal(30.0, client.Submit(() => (Prelude.Arange(5) * 3).Sum().Compute().GetDouble()).Result());
    }

    [Fact]
    public void A_worker_that_is_killed_while_its_call_waits_costs_nothing()
    {
        using var client = new Client(workers: 2, memoryLimit: "1GB");
        using var gate = new Gate();
        string name = gate.Name,
            started = name + "-started";
        Future<int> outer = client.Submit(() =>
        {
            Future<int> inner = Client.Current!.Submit(() => Gate.Pass(name, 7));
            File.WriteAllText(started + Environment.ProcessId, "");
            return inner.Result() + 1;
        });
        Until.True(() => client.Workers.Any(w => File.Exists(started + w.Pid)), "a call that waits");
        foreach (var worker in client.Workers.Where(w => File.Exists(started + w.Pid)))
            Process.GetProcessById(worker.Pid).Kill();
        gate.Open();
        Assert.Equal(8, outer.Result());
    }
}
