using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Tests.Engine.Execution;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>Workers are killed from outside, again and again, also while they start.</summary>
[Collection("whole process")]
public class KilledWorkerTests
{
    private static readonly ArrayExpr Work = Rand.Normal((100, 100), chunks: (100, 100)).Exp().Expression;

    private static string Script(string name) =>
        Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Engine", "Workers", "Pool", name);

    [Fact]
    public void Results_are_exact_while_a_worker_is_killed_every_third_of_a_second()
    {
        Ended ended = GchunkProcess.Run(Script("killed_workers.csx"), "1");
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.StartsWith("4 exact, 0 wrong, 0 errors, ", ended.Output);
    }

    [Fact]
    public void Workers_that_are_killed_while_they_start_are_started_again()
    {
        Ended ended = GchunkProcess.Run(Script("killed_starts.csx"), "8");
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal("10000\n1\n2\n10000\n", ended.Output);
    }

    [Fact]
    public void A_task_is_blamed_for_three_ends_of_a_worker_or_for_twenty_kills_from_outside()
    {
        Assert.Equal(3, EndsUntilFailure(Blame.Task));
        Assert.Equal(20, EndsUntilFailure(Blame.Kill));
    }

    private static int EndsUntilFailure(Blame blame)
    {
        using var first = new PlayedWorker(Work, new Gatherer(Work));
        first.Scheduler.Lose(first.State, "it ended", blame);
        int ends = 1;
        for (; !first.Run.IsClosed; ends++)
        {
            using var next = new PlayedWorker(first.Scheduler);
            first.Scheduler.Lose(next.State, "it ended", blame);
        }
        Assert.Contains(
            $"ended {ends} worker processes and is not tried again: it ended",
            Assert.Throws<GchunkException>(() => first.Run.Wait(default)).Message
        );
        return ends;
    }

    [Fact]
    public void The_end_of_a_worker_that_is_not_to_blame_does_not_count()
    {
        using var first = new PlayedWorker(Work, new Gatherer(Work));
        first.Scheduler.Lose(first.State, "it ended", Blame.None);
        for (int ends = 0; ends < 30; ends++)
        {
            using var next = new PlayedWorker(first.Scheduler);
            first.Scheduler.Lose(next.State, "it ended", Blame.None);
        }
        Assert.False(first.Run.IsClosed);
    }

    [Fact]
    public void A_scheduler_without_workers_takes_runs_again_when_one_joins()
    {
        var scheduler = new Scheduler("");
        scheduler.Break(new GchunkException("no workers"));
        Assert.Throws<GchunkException>(() => new PlayedWorker(Work, new Gatherer(Work), scheduler, joins: false));
        using var worker = new PlayedWorker(Work, new Gatherer(Work), scheduler);
        worker.SayDone(0, 80_000);
        worker.Run.Wait(default);
    }
}
