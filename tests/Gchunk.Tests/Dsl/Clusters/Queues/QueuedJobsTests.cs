using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using Gchunk.Repl.Nodes;
using Gchunk.Tests.Engine.Workers.Cluster;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters.Queues;

/// <summary>The jobs of a cluster, by a queue that takes no more than some, holds them or loses them.</summary>
public class QueuedJobsTests
{
    private sealed class PlayedQueue : JobQueue
    {
        public List<QueuedJob> Jobs { get; set; } = [];

        public int Room { get; init; } = 100;

        public string Suffix { get; init; } = "";

        public override string Kind => "played";

        public override string Title => "a play";

        public override string Script(NodeJob job) => "script";

        public override IEnumerable<string> Submit(string file, int number, CancellationToken cancel)
        {
            for (; number > 0; number--)
            {
                if (Jobs.Count == Room)
                    throw new GchunkException("qsub failed: would exceed limit");
                Jobs.Add(new QueuedJob($"{Jobs.Count + 1}{Suffix}", true));
                yield return Jobs[^1].Id;
            }
        }

        public override IEnumerable<QueuedJob> List(
            string cluster,
            IReadOnlySet<string> submitted,
            CancellationToken cancel
        ) => Jobs;

        public override string? Cancel(IEnumerable<string> ids)
        {
            Jobs.RemoveAll(j => ids.Contains(j.Id));
            return null;
        }
    }

    private static string Ids(IEnumerable<QueuedJob> jobs) => string.Join(' ', jobs.Select(j => j.Id));

    [Fact]
    public void Jobs_before_one_that_is_refused_are_jobs_of_the_cluster_and_the_message_counts_them()
    {
        using var cluster = new TemporaryCluster();
        var queue = new PlayedQueue { Room = 2 };
        var jobs = new QueuedJobs(queue, cluster.Folder, "script");
        string message = Assert.Throws<GchunkException>(() => jobs.Submit(3, default)).Message;
        Assert.Equal("2 of 3 jobs were submitted, then: qsub failed: would exceed limit", message);
        Assert.Equal("1 2", Ids(jobs.Alive(default)));
        Assert.Equal("qsub failed: would exceed limit", Refused());
        jobs.CancelAll();
        Assert.Empty(queue.Jobs);

        string Refused() => Assert.Throws<GchunkException>(() => jobs.Submit(1, default)).Message;
    }

    [Fact]
    public void A_job_that_cannot_be_written_down_is_cancelled()
    {
        using var cluster = new TemporaryCluster();
        var queue = new PlayedQueue();
        var jobs = new QueuedJobs(queue, cluster.Folder, "script");
        Directory.CreateDirectory(Path.Combine(cluster.Folder.Path, "jobs", "1"));
        Assert.StartsWith(
            "the job 1 was cancelled, ",
            Assert.Throws<GchunkException>(() => jobs.Submit(2, default)).Message
        );
        Assert.Empty(queue.Jobs);
    }

    [Fact]
    public void Held_jobs_are_withdrawn_and_lost_ones_are_replaced_but_cancelled_in_the_end()
    {
        using var cluster = new TemporaryCluster();
        var queue = new PlayedQueue();
        var jobs = new QueuedJobs(queue, cluster.Folder, "script");
        jobs.Submit(4, default);
        queue.Jobs =
        [
            .. LsfQueue.Listed("1 RUN\n2 PSUSP\n3 UNKWN\n"),
            .. PbsQueue.Listed("4.server me workq gchunk -- 1 1 1gb 00:20 H --\n"),
            new QueuedJob("99", true), // of another cluster
        ];
        Assert.Equal("1 2 4", Ids(jobs.Alive(default)));
        jobs.CancelWaiting(1, default);
        Assert.Equal("1 3 4 99", Ids(queue.Jobs));
        jobs.CancelWaiting(5, default);
        Assert.Equal("1 3 99", Ids(queue.Jobs));
        jobs.CancelAll();
        Assert.Equal("99", Ids(queue.Jobs));
    }

    [Fact]
    public void While_the_folder_is_away_nobody_says_that_there_are_no_jobs_and_nothing_is_forgotten()
    {
        using var cluster = new TemporaryCluster();
        var queue = new PlayedQueue();
        var jobs = new QueuedJobs(queue, cluster.Folder, "script");
        Assert.Null(QueuedJobs.Of(cluster.Folder));
        jobs.Submit(2, default);
        string path = cluster.Folder.Path;
        Directory.Move(path, path + ".away");
        foreach (
            Action act in (Action[])
                [
                    () => jobs.Alive(default),
                    jobs.CancelAll,
                    () => QueuedJobs.Of(cluster.Folder),
                    () => ClusterCommand.Stop(cluster.Folder),
                ]
        )
        {
            Assert.Contains("are not known", Assert.Throws<GchunkException>(act).Message, StringComparison.Ordinal);
        }
        Directory.Move(path + ".away", path);
        Assert.Equal("1 2", Ids(jobs.Alive(default)));
    }

    [Fact]
    public void Of_programs_that_submit_at_once_no_job_is_lost()
    {
        const int Programs = 4,
            Each = 25;
        using var cluster = new TemporaryCluster();
        PlayedQueue[] queues = [.. Enumerable.Range(0, Programs).Select(p => new PlayedQueue { Suffix = $"[{p}]/a" })];
        Parallel.ForEach(queues, q => new QueuedJobs(q, cluster.Folder, "script").Submit(Each, default));
        var all = new PlayedQueue { Jobs = [.. queues.SelectMany(q => q.Jobs)] };
        new QueuedJobs(all, cluster.Folder, "script").CancelAll();
        Assert.Empty(all.Jobs);
        Assert.Equal(Programs * Each, cluster.Folder.Store.Names("jobs").Count);
    }

    private sealed class SlowQueue(string script) : CommandQueue
    {
        public override string Kind => "slow";

        public override string Title => "a slow queue";

        public override string Script(NodeJob job) => "";

        public override IEnumerable<string> Submit(string file, int number, CancellationToken cancel)
        {
            for (; number > 0; number--)
                yield return Submission("sh", ["-c", script], cancel).Trim();
        }

        public override IEnumerable<QueuedJob> List(
            string cluster,
            IReadOnlySet<string> submitted,
            CancellationToken cancel
        ) => [];

        public override string? Cancel(IEnumerable<string> ids) => null;
    }

    [Fact]
    public async Task A_job_that_is_being_submitted_when_the_user_asks_to_stop_is_known_and_no_other_is_submitted()
    {
        using var cluster = new TemporaryCluster();
        using var stop = new CancellationTokenSource();
        string begun = Path.Combine(cluster.Folder.Path, "begun"),
            go = Path.Combine(cluster.Folder.Path, "go"),
            known = Path.Combine(cluster.Folder.Path, "jobs");
        var queue = new SlowQueue($"touch '{begun}'; while [ ! -e '{go}' ]; do sleep 0.01; done; echo 7");
        Task submitting = Task.Run(() => new QueuedJobs(queue, cluster.Folder, "script").Submit(2, stop.Token));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(begun), 60_000));
        await stop.CancelAsync();
        await File.WriteAllTextAsync(go, "");
        await Assert.ThrowsAsync<OperationCanceledException>(() => submitting);
        Assert.Equal("7", string.Join(' ', Directory.GetFiles(known).Select(f => Path.GetFileName(f))));
    }

    [Fact]
    public void A_terminals_interrupt_does_not_end_a_command_that_submits()
    {
        using var cluster = new TemporaryCluster();
        var jobs = new QueuedJobs(new SlowQueue("kill -s INT $$; echo 8"), cluster.Folder, "script");
        jobs.Submit(1, default);
        Assert.Equal(["8"], cluster.Folder.Store.Names("jobs"));
    }

    [Fact]
    public void The_states_of_jobs_are_those_of_their_queues()
    {
        const string Pbs = "{0}.server me workq gchunk -- 1 1 1gb 00:20 {1} --";
        string[] states = ["Q", "H", "W", "T", "R", "S", "U", "E", "F", "C", "X"];
        Assert.Equal(
            "0 True, 1 True, 2 True, 3 True, 4 False, 5 False, 6 False",
            Told(PbsQueue.Listed(string.Join('\n', states.Select((s, i) => string.Format(null, Pbs, i, s)))))
        );
        Assert.Equal(
            "1 True, 2 True, 3 True, 4 False, 5 False, 6 False, 7 False lost",
            Told(LsfQueue.Listed("1 PEND\n2 PROV\n3 PSUSP\n4 RUN\n5 USUSP\n6 SSUSP\n7 UNKWN\n8 DONE\n9 EXIT\n"))
        );

        static string Told(IEnumerable<QueuedJob> jobs) =>
            string.Join(", ", jobs.Select(j => $"{j.Id} {j.IsWaiting}{(j.IsLost ? " lost" : "")}"));
    }

    // None of the commands is there, and that is not said: they are not begun.
    [Theory]
    [InlineData("slurm")]
    [InlineData("pbs")]
    [InlineData("lsf")]
    public void Who_asks_to_stop_does_not_wait_for_the_queue(string kind)
    {
        using var folder = new Gchunk.Tests.Repl.TemporaryFolder();
        string file = folder.Write("script", "");
        JobQueue queue = JobQueue.All.Single(q => q.Kind == kind);
        var stopped = new CancellationToken(true);
        Assert.Throws<OperationCanceledException>(() => queue.Submit(file, 1, stopped).ToArray());
        Assert.Throws<OperationCanceledException>(() =>
            queue.List("c", new HashSet<string> { "1" }, stopped).ToArray()
        );
    }
}
