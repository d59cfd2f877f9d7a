using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;
using Gchunk.Engine.Workers.Runs;
using Gchunk.Repl.Nodes;
using Gchunk.Tests.Engine.Workers.Cluster;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Workers.Runs;

/// <summary>What is written of a run that outlives its client.</summary>
public class RunFolderTests
{
    private static readonly NodeInfo Node = new("node-1", "127.0.0.1", 1, 1, 1 << 30);

    private static ChunkedArray Numbers(long last) => Arange(0, last).Rechunk(3);

    [Fact]
    public void A_run_is_durable_when_it_is_submitted_and_the_same_is_submitted_once()
    {
        using var cluster = new TemporaryCluster();
        Assert.Empty(RunFolder.All(cluster.Folder));
        var runs = new ClusterRuns(cluster.Folder);
        ClusterRun<NDArray> run = runs.Submit("a", Numbers(8));
        Assert.Equal(("pending", "", 0.0), (run.Status, run.Host, run.Progress));
        RunState state = RunFolder.Find(cluster.Folder, "a")!.Read()!;
        Assert.Equal("a", runs.Submit("a", Numbers(8)).Name);
        Assert.Equal(state, RunFolder.Find(cluster.Folder, "a")!.Read());
        string message = Assert.Throws<GchunkException>(() => runs.Submit("a", Numbers(9))).Message;
        Assert.Contains("there is a run a of another computation", message, StringComparison.Ordinal);
        run.Delete();
        Assert.Equal("run a: deleted", run.ToString());
        Assert.Empty(runs);
        Assert.NotEqual(state.Epoch, Epoch(runs.Submit("a", Numbers(9)).Name));

        long Epoch(string name) => RunFolder.Find(cluster.Folder, name)!.Read()!.Epoch;
    }

    [Fact]
    public void What_is_left_of_a_run_that_was_deleted_is_no_part_of_a_later_one_of_its_name()
    {
        using var cluster = new TemporaryCluster();
        var runs = new ClusterRuns(cluster.Folder);
        ChunkedArray array = Numbers(8);
        var form = new RecordedForm(array.DType, array.Expression.Chunks);
        runs.Submit("a", array);
        RunFolder old = RunFolder.Find(cluster.Folder, "a")!;
        RunState before = old.Read()!;
        Computation.Store([array.Expression], [old.Blocks(before, form)]);
        // A deletion that was killed.
        Directory.CreateDirectory(Path.Combine(cluster.Folder.Runs, ".gone-1", "state"));
        Assert.Equal(["a"], RunFolder.All(cluster.Folder).Select(r => r.Name));
        // A scheduler that was held up: it read the state before the deletion, so it replaces nothing of what there is now.
        var seen = new List<RunState>();
        RunState? late = old.Change(state =>
        {
            seen.Add(state);
            if (seen.Count > 1)
                return null;
            old.Delete();
            Assert.Null(old.Read());
            Assert.Empty(Directory.GetFileSystemEntries(cluster.Folder.Runs));
            runs.Submit("a", Numbers(7));
            return state with { Status = RunStatus.Finished };
        });
        Assert.Null(late);
        RunState now = old.Read()!;
        Assert.Equal([before, now], seen);
        Assert.NotEqual(before.Plan, now.Plan);
        Assert.False(old.Blocks(now, form).Has(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a")]
    [InlineData("a b")]
    public void A_name_that_is_no_name_of_a_folder_is_refused(string name)
    {
        using var cluster = new TemporaryCluster();
        var runs = new ClusterRuns(cluster.Folder);
        Assert.Contains(
            "the name of a run is",
            Assert.Throws<GchunkException>(() => runs.Submit(name, Numbers(8))).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<GchunkException>(() => runs[name]);
    }

    [Fact]
    public void Workers_of_one_machine_have_no_runs_that_outlive_them()
    {
        var runs = new ClusterRuns(null);
        Assert.Empty(runs);
        string message = Assert.Throws<GchunkException>(() => runs.Submit("a", () => 1)).Message;
        Assert.Contains("use a cluster", message, StringComparison.Ordinal);
        Assert.Contains(
            "there is no run a",
            Assert.Throws<GchunkException>(() => runs["a"]).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_plan_and_the_result_come_back_from_their_records()
    {
        using var cluster = new TemporaryCluster();
        int offset = 40;
        RunFolder run = RunFolder.Submit(cluster.Folder, "a", (Func<int>)(() => offset + 2));
        var function = (Func<int>)RecordedValue.Read(run.Records, run.Read()!.Plan, isOwn: true)!;
        string result = RecordedValue.Write(run.Records, function(), "the result");
        run.Change(s => s with { Status = RunStatus.Finished, Result = result });
        Assert.Equal(42, new ClusterRuns(cluster.Folder)["a"].Result());
        string path = Path.Combine(cluster.Folder.Runs, "a", "records", result);
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains(
            "damaged",
            Assert.Throws<GchunkException>(() => new ClusterRuns(cluster.Folder)["a"].Result()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_that_was_cancelled_or_failed_says_so()
    {
        using var cluster = new TemporaryCluster();
        var runs = new ClusterRuns(cluster.Folder);
        ClusterRun<int> first = runs.Submit("a", () => 1),
            second = runs.Submit("b", () => 2);
        Assert.Throws<TimeoutException>(() => first.Wait(TimeSpan.Zero));
        first.Cancel();
        RunFolder.Find(cluster.Folder, "b")!.Change(s => s with { Status = RunStatus.Error, Error = "no luck" });
        Assert.Throws<OperationCanceledException>(() => first.Result());
        Assert.Equal("the run b failed: no luck", Assert.Throws<GchunkException>(() => second.Result()).Message);
        second.Cancel();
        Assert.Equal("run a: cancelled\nrun b: error: no luck", runs.ToString());
    }

    [Fact]
    public void Whoever_takes_a_run_over_raises_its_epoch_and_one_that_ends_by_itself_is_given_up()
    {
        var runs = new NodeRuns(null!, Node);
        RunState state = new(RunStatus.Pending, "plan", 7, 0);
        RunState first = runs.TakeOver(state, null, 0)!;
        Assert.Equal((RunStatus.Running, 8L, "node-1", 0), (first.Status, first.Epoch, first.Host, first.Crashes));
        // A process of an older epoch ended because another node had taken the run over.
        Assert.Equal(0, runs.TakeOver(first, 7, 0)!.Crashes);
        RunState crashed = runs.TakeOver(first, 8, 0)!;
        crashed = runs.TakeOver(crashed, crashed.Epoch, 0)!;
        Assert.Equal((10L, 2), (crashed.Epoch, crashed.Crashes));
        RunState given = runs.TakeOver(crashed, crashed.Epoch, 0)!;
        Assert.Equal(RunStatus.Error, given.Status);
        Assert.Null(runs.TakeOver(given, null, 0));
    }

    // A plan that ends its whole node would otherwise end one node after the other.
    [Fact]
    public void A_run_whose_nodes_are_lost_again_and_again_without_progress_is_given_up()
    {
        var runs = new NodeRuns(null!, Node);
        RunState state = runs.TakeOver(new(RunStatus.Pending, "plan", 7, 0), null, 0)!;
        foreach (int blocks in (int[])[0, 0, 0, 0, 3, 3, 3, 3, 4, 4, 4, 4])
        {
            state = runs.TakeOver(state, null, blocks)!;
            Assert.Equal(RunStatus.Running, state.Status);
        }
        Assert.Equal((4, 4), (state.Losses, state.Blocks));
        // A node that leaves as it should gives the run back, and so is not lost.
        state = runs.TakeOver(state with { Host = "", Status = RunStatus.Pending }, null, 4)!;
        Assert.Equal((RunStatus.Running, 4), (state.Status, state.Losses));
        state = runs.TakeOver(state, null, 4)!;
        Assert.Equal(RunStatus.Error, state.Status);
        Assert.StartsWith(
            "the nodes that scheduled it were lost 5 times in a row, the last of them node-1, and it got no further",
            state.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_that_its_node_gives_back_is_taken_over_by_the_next_one()
    {
        using var cluster = new TemporaryCluster();
        RunFolder run = RunFolder.Submit(cluster.Folder, "a", (Func<int>)(() => 1));
        var runs = new NodeRuns(cluster.Folder, Node);
        RunState taken = run.Change(s => runs.TakeOver(s, null, 0))!;
        // Of an older epoch: another node has it now.
        runs.HandOver("a", Ended(taken.Epoch - 1));
        Assert.Equal(taken, run.Read());
        runs.HandOver("a", Ended(taken.Epoch));
        Assert.Equal(taken with { Status = RunStatus.Pending, Host = "" }, run.Read());

        static ScheduledProcess Ended(long epoch)
        {
            var process = System.Diagnostics.Process.Start("/bin/true");
            process.WaitForExit();
            return new ScheduledProcess(process, epoch);
        }
    }

    // For example, no descriptors were left. The node is not lost, so the run must not end.
    [Fact]
    public void A_run_goes_on_when_its_scheduler_could_not_be_started_at_first()
    {
        using var cluster = new TemporaryCluster();
        RunFolder run = RunFolder.Submit(cluster.Folder, "a", (Func<int>)(() => 1));
        bool fails = true;
        var runs = new NodeRuns(cluster.Folder, Node)
        {
            Spawn = start =>
                fails
                    ? throw new System.ComponentModel.Win32Exception("too many open files")
                    : System.Diagnostics.Process.Start(
                        new System.Diagnostics.ProcessStartInfo("/bin/cat")
                        {
                            RedirectStandardInput = true,
                            RedirectStandardOutput = true,
                            RedirectStandardError = true,
                        }
                    )!,
        };
        ScheduledProcess? last = null;
        foreach (int crashes in (int[])[0, 1])
        {
            fails = true;
            Assert.Throws<System.ComponentModel.Win32Exception>(() => runs.GoOn("a", last));
            Assert.Equal((RunStatus.Pending, "", crashes), Told());
            // The activation whose process ended leaves the run to the next one, here or elsewhere.
            if (last is not null)
                Assert.Null(runs.GoOn("a", last));
            fails = false;
            // The process reads an input that has ended, and so ends.
            last = runs.GoOn("a", null)!;
            Assert.Equal((RunStatus.Running, "node-1", crashes), Told());
            last.Process.WaitForExit();
        }
        Assert.Equal(0, run.Read()!.Losses);

        (string, string, int) Told() => run.Read() is { } state ? (state.Status, state.Host, state.Crashes) : default;
    }

    [Fact]
    public void A_damaged_run_is_listed_as_damaged_and_can_be_deleted_and_the_others_go_on()
    {
        using var cluster = new TemporaryCluster();
        var runs = new ClusterRuns(cluster.Folder);
        runs.Submit("a", () => 1);
        runs.Submit("b", () => 2);
        foreach (string state in Directory.GetFiles(Path.Combine(cluster.Folder.Runs, "a", "state")))
            File.WriteAllText(state, "{");
        Assert.Matches("^run a: cannot be read: .* is damaged; .*\nrun b: pending$", runs.ToString());
        var told = new List<string>();
        Assert.Equal(["b"], new OpenRuns(cluster.Folder).Read(told.Add).Select(r => r.Folder.Name));
        Assert.Contains("the run a cannot be read", Assert.Single(told), StringComparison.Ordinal);
        runs["a"].Delete();
        Assert.Equal("run b: pending", runs.ToString());
    }

    [Fact]
    public void A_run_that_has_ended_is_read_once_and_again_when_its_name_is_used_again()
    {
        using var cluster = new TemporaryCluster();
        var runs = new ClusterRuns(cluster.Folder);
        runs.Submit("a", () => 1).Cancel();
        runs.Submit("b", () => 2);
        var open = new OpenRuns(cluster.Folder);
        string state = Path.Combine(cluster.Folder.Runs, "a", "state");
        Directory.SetLastWriteTimeUtc(state, DateTime.UtcNow + TimeSpan.FromMinutes(10));
        Assert.Equal("b", Names());
        Assert.Equal("b", Names());
        // It has changed just now, so it may change once more at the same time.
        Assert.Equal(4, open.Reads);
        Directory.SetLastWriteTimeUtc(state, DateTime.UtcNow - TimeSpan.FromMinutes(1));
        Assert.Equal("b", Names());
        Assert.Equal("b", Names());
        Assert.Equal(7, open.Reads);
        runs["a"].Delete();
        Assert.Equal("b", Names());
        runs.Submit("a", () => 3);
        Assert.Equal("a b", Names());

        string Names() => string.Join(' ', open.Read(Assert.Fail).Select(r => r.Folder.Name));
    }

    [Fact]
    public async Task A_block_is_written_and_read_when_a_store_is_back_that_was_away()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "store"),
            away = Path.Combine(folder.Path, "away");
        using NDArray block = NDArray.From(new long[] { 1, 2, 3 });
        var blocks = new RecordedBlocks(
            new FolderStore(Directory.CreateDirectory(path).FullName),
            "blocks",
            new RecordedForm(block.DType, ChunkGrid.Single(block.Shape))
        );
        var failed = new ManualResetEventSlim();
        blocks.Retrying = _ => failed.Set();
        await WhileAway(() => blocks.Write([0], block));
        await WhileAway(() => Assert.Equal([1L, 2, 3], blocks.ReadAll().ToArray<long>()));
        await WhileAway(() => Assert.True(blocks.Has(0)));

        async Task WhileAway(Action act)
        {
            failed.Reset();
            Directory.Move(path, away);
            var acting = Task.Run(act);
            Assert.True(failed.Wait(60_000));
            Directory.Move(away, path);
            await acting;
        }
    }

    // Threads ask for no block; the workers of a cluster do.
    [Fact]
    public void A_block_that_is_recorded_is_not_computed_again_unless_it_is_damaged()
    {
        using var folder = new TemporaryFolder();
        ChunkedArray array = Numbers(8);
        var blocks = new RecordedBlocks(
            new FolderStore(folder.Path),
            "blocks",
            new RecordedForm(array.DType, array.Expression.Chunks)
        );
        Assert.Throws<GchunkException>(() => blocks.ReadAll());
        Computation.Store([array.Expression], [blocks]);
        Assert.Equal(Enumerable.Range(0, 8).Select(v => (long)v), blocks.ReadAll().ToArray<long>());
        string second = Directory
            .GetFiles(Path.Combine(folder.Path, "blocks"))
            .Order(StringComparer.Ordinal)
            .ElementAt(1);
        byte[] content = File.ReadAllBytes(second);
        content[0] ^= 1;
        File.WriteAllBytes(second, content);
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(b => blocks.Has(b)));
        TaskGraph graph = Computation.Plan([array.Expression]);
        TaskOrder order = new TaskOrder(graph, CancellationToken.None, null, (_, block) => blocks.Has(block)).Begin();
        Assert.Equal(1, order.Count);
        Assert.Equal(new TaskKey(graph.Outputs[0], 1), order[0]);
    }
}
