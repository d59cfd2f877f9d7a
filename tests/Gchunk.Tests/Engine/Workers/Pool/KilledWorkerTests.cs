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
        Assert.Equal("10000.0\n1\n2\n10000.0\n", ended.Output);
    }

    [Theory]
    [InlineData(false, "", 3)]
    [InlineData(true, "", 5)]
    [InlineData(false, "idle", 3)]
    [InlineData(true, "idle", 20)]
    [InlineData(true, "starting", 20)]
    public void A_task_is_guilty_that_ends_its_workers_while_no_others_are_killed(bool kills, string others, int most)
    {
        Blame blame = kills ? Blame.Kill : Blame.Task;
        using var first = new PlayedWorker(Work, new Gatherer(Work));
        first.Scheduler.Lose(first.State, "it ended", blame);
        int ends = 1;
        for (; !first.Run.IsClosed; ends++)
        {
            using var next = new PlayedWorker(first.Scheduler);
            using PlayedWorker? idle = others == "idle" ? new PlayedWorker(first.Scheduler) : null;
            if (idle is not null)
                first.Scheduler.Lose(idle.State, "it was killed", Blame.Kill);
            if (others == "starting")
                first.Scheduler.SeeKilledStart();
            first.Scheduler.Lose(next.State, "it ended", blame);
        }
        Assert.Equal(most, ends);
        Assert.Contains(
            $"block 0 ended {ends} worker processes while it ran alone and is not tried again: it ended",
            Assert.Throws<GchunkException>(() => first.Run.Wait(default)).Message
        );
    }

    [Fact]
    public void Tasks_that_ran_together_when_their_worker_ended_run_alone_and_only_the_guilty_one_fails()
    {
        ArrayExpr two = Rand.Normal((100, 100), chunks: (50, 100)).Exp().Expression;
        using var first = new PlayedWorker(two, new Gatherer(two));
        Scheduler scheduler = first.Scheduler;
        scheduler.Lose(first.State, "it ended", Blame.Task);
        using var good = new PlayedWorker(scheduler, threads: 2);
        ScheduledTask innocent = Assert.Single(good.State.Sent);
        using var bad = new PlayedWorker(scheduler, threads: 2);
        ScheduledTask guilty = Assert.Single(bad.State.Sent);
        good.SayDone(innocent.Key.Index, 40_000, run: first.Run.Id);
        Assert.Equal(TaskPhase.Idle, innocent.Phase); // its result has been delivered
        scheduler.Leave(good.State);
        scheduler.Lose(bad.State, "it ended", Blame.Task);
        for (int ends = 1; ends < 3; ends++)
        {
            Assert.False(first.Run.IsClosed);
            using var next = new PlayedWorker(scheduler, threads: 2);
            Assert.Same(guilty, Assert.Single(next.State.Sent));
            scheduler.Lose(next.State, "it ended", Blame.Task);
        }
        Assert.StartsWith(
            first.Run.NameOf(guilty.Key),
            Assert.Throws<GchunkException>(() => first.Run.Wait(default)).Message,
            StringComparison.Ordinal
        );
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
