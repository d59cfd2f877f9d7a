using System.Diagnostics;
using System.Globalization;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>
/// The scheduler with simulated machines under faults that a seed chooses: machines and workers that die, connections
/// that end, a network that is split and whole again, a client that stands still, workers that are slow, retired or
/// short of memory, messages that come late or twice. Each run ends as a task by task evaluation says, and leaves
/// nothing.
/// </summary>
public class ClusterBySeedTests
{
    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("GCHUNK_CLUSTER_SEEDS") ?? "200",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void A_simulated_cluster_ends_with_the_exact_result_or_the_right_error()
    {
        long exact = 0,
            errors = 0,
            faults = 0;
        long start = Stopwatch.GetTimestamp();
        int first = int.Parse(
            Environment.GetEnvironmentVariable("GCHUNK_CLUSTER_FIRST") ?? "0",
            CultureInfo.InvariantCulture
        );
        var wrong = new List<string>();
        for (int seed = first; seed < first + Seeds && wrong.Count < 20; seed++)
        {
            var cluster = new SimulatedCluster(seed);
            var random = new Random(-1 - seed);
            var plans = new List<GraphPlan> { GraphPlan.Random(random, 0) };
            while (random.Next(2) == 0)
                plans.Add(GraphPlan.Random(random, plans[^1].Outputs.Length));
            try
            {
                bool isExact = Check(plans, cluster.Run(plans), cluster.Blamed);
                exact += isExact ? 1 : 0;
                errors += isExact ? 0 : 1;
            }
            catch (Exception e)
            {
                wrong.Add($"seed {seed}: {e}\n{string.Join('\n', cluster.Log.TakeLast(60))}");
            }
            faults += cluster.Faults;
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong\n{string.Join("\n\n", wrong)}");
        Assert.True(exact > errors && errors > 0, $"{exact} exact, {errors} errors");
        if (Environment.GetEnvironmentVariable("GCHUNK_FIGURES") is { Length: > 0 } figures)
        {
            double minutes = Stopwatch.GetElapsedTime(start).TotalMinutes;
            File.AppendAllText(
                figures,
                $"simulated clusters: {exact} exact, {errors} with the right error, 0 wrong; {faults} faults, {faults / minutes:0} a minute\n"
            );
        }
    }

    // A laptop was closed, or a debugger held the client. What its workers have sent meanwhile has not been read yet.
    [Fact]
    public void A_client_that_stood_still_gives_no_worker_up_and_hears_of_those_that_are_silent()
    {
        var scheduler = new Scheduler("make room");
        using var worker = new WorkerState(1, 1, 1, 1 << 30, new Nowhere(), new DistantMemory(_ => 0));
        scheduler.Join(worker);
        Look(60_000);
        Assert.False(IsTooLong(isSuspicious: true));
        for (int looks = 0; looks < 16; looks++)
            Look(WorkerSilence.WatchMilliseconds);
        Assert.True(IsTooLong(isSuspicious: true));
        Assert.False(IsTooLong(isSuspicious: false));
        scheduler.Hear(worker);
        Assert.False(IsTooLong(isSuspicious: true));
        for (int looks = 0; looks < 121; looks++)
            Look(WorkerSilence.WatchMilliseconds);
        Assert.True(IsTooLong(isSuspicious: false));

        void Look(long passed) => scheduler.Pass(WorkerSilence.Awake(passed));
        bool IsTooLong(bool isSuspicious) => WorkerSilence.IsTooLong(scheduler.Silence(worker), isSuspicious);
    }

    private sealed class Nowhere : IMessageChannel
    {
        public void Send(MessageWriter message) { }

        public void Dispose() { }
    }

    // True if the results are exact; false for the right error.
    private static bool Check(List<GraphPlan> plans, List<GraphRun> runs, int blamed)
    {
        ulong[] before = [];
        for (int n = 0; n < runs.Count; n++)
        {
            GraphPlan plan = plans[n];
            if (runs[n].Failure is { } failure)
            {
                string message = failure.Message;
                bool isRight =
                    (plan.Failing >= 0 && message == $"task {plan.Failing} threw")
                    || (plan.Deadly >= 0 && message.StartsWith($"task {plan.Deadly} ended", StringComparison.Ordinal))
                    // Whose worker was killed five times in a row while it ran alone is given up.
                    || (blamed >= 5 && message.Contains("and is not tried again", StringComparison.Ordinal));
                return isRight ? false : throw new InvalidOperationException("the wrong error: " + failure);
            }
            if (plan.Failing >= 0 || plan.Deadly >= 0)
                throw new InvalidOperationException("there is no error");
            ulong[] values = plan.Evaluate(before);
            before = Array.ConvertAll(plan.Outputs, o => values[o]);
            if (!plan.Outputs.All(o => runs[n].Delivered[o] == values[o]))
                throw new InvalidOperationException("a result is wrong");
        }
        return true;
    }
}
