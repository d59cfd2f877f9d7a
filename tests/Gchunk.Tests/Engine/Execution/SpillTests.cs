using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Storage.Files;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

[Collection("whole process")]
public class SpillTests
{
    // Every block of the rechunk needs every block of the reshape: 3.2 MB that must all be held, or spilled.
    private static ChunkedArray AllToAll() =>
        Rand.Uniform(400_000, chunks: 4_000, seed: 6)
            .Reshape((100, 4000))
            .Rechunk((100, 40))
            .Max(axis: 0)
            .Reshape((40, 100))
            .Sum(axis: 1);

    private static double[] Run(IExecutor executor, long limit) => Run(AllToAll(), executor, limit);

    private static double[] Run(ChunkedArray result, IExecutor executor, long limit)
    {
        var sink = new Gatherer(result.Expression);
        executor.Run(Planner.Plan(ExprOptimizer.Run([result.Expression])), [sink], limit, default);
        return sink.Result.ToArray<double>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Blocks_that_do_not_fit_the_limit_go_to_disk_and_the_result_has_the_same_bits(int threads)
    {
        double[] roomy = Run(new SerialExecutor(), 1L << 30);
        var most = new HeldBytes();
        double[] tight;
        using (RunEvents.Subscribe(most))
            tight = Run(new ThreadsExecutor(threads), 1_000_000);
        Assert.Equal(roomy.Select(BitConverter.DoubleToInt64Bits), tight.Select(BitConverter.DoubleToInt64Bits));
        // A task takes 64 kB at most, so nothing forces the run over its limit.
        Assert.InRange(most.Most, 500_000, 1_000_000);
    }

    // Forty states of over a megabyte each, combined in pairs.
    [Theory]
    [InlineData("mean", 1)]
    [InlineData("std", 1)]
    [InlineData("mean", 4)]
    [InlineData("std", 4)]
    public void Large_states_are_joined_as_they_are_made_with_the_same_bits_wherever_they_are(string name, int threads)
    {
        const int Rows = 40,
            Cells = 70_000;
        ChunkedArray x = Rand.Uniform((Rows, Cells), chunks: (1, Cells), seed: 6);
        ChunkedArray reduced = name == "mean" ? x.Mean(axis: 0) : x.Std(axis: 0);
        var (roomy, tight) = (new HeldBytes(), new HeldBytes());
        double[] expected;
        using (RunEvents.Subscribe(roomy))
            expected = Run(reduced, new SerialExecutor(), 1L << 30);
        // The run holds one state for each level of the tree, plus that of the running task, rather than one for each
        // leaf.
        int stateBytes = Cells * 8 * (name == "mean" ? 2 : 3);
        Assert.InRange(roomy.Most, stateBytes, 10 * stateBytes);

        using (RunEvents.Subscribe(tight))
        {
            Assert.Equal(
                expected.Select(BitConverter.DoubleToInt64Bits),
                Run(reduced, new ThreadsExecutor(threads), 4 * stateBytes).Select(BitConverter.DoubleToInt64Bits)
            );
        }

        Assert.InRange(tight.Most, stateBytes, 4 * stateBytes);

        double[] values = x.Compute().ToArray<double>();
        for (int cell = 0; cell < Cells; cell += 997)
        {
            double mean = 0,
                squares = 0;
            for (int row = 0; row < Rows; row++)
                mean += values[row * Cells + cell] / Rows;
            for (int row = 0; row < Rows; row++)
                squares += Math.Pow(values[row * Cells + cell] - mean, 2) / Rows;
            Assert.Equal(name == "mean" ? mean : Math.Sqrt(squares), expected[cell], 1e-13);
        }
    }

    // A thread that finds nothing running, and the only other result on its way to disk, waits for that.
    [Fact]
    public void A_run_stays_within_its_limit_while_results_are_being_written()
    {
        ChunkedArray mean = Rand.Uniform((20, 1_000), chunks: (1, 1_000), seed: 6).Mean(axis: 0);
        var most = new HeldBytes();
        using (RunEvents.Subscribe(most))
        {
            for (int turn = 0; turn < 200; turn++)
                Run(mean, new ThreadsExecutor(8), 4 * 16_000);
        }
        Assert.InRange(most.Most, 16_000, 4 * 16_000);
    }

    [Fact]
    public void A_folder_that_cannot_take_spilled_blocks_is_named()
    {
        string? before = Environment.GetEnvironmentVariable("GCHUNK_TMP");
        try
        {
            Environment.SetEnvironmentVariable("GCHUNK_TMP", "/nowhere/at/all");
            var error = Assert.Throws<GchunkException>(() => Run(new ThreadsExecutor(2), 1_000_000));
            Assert.Contains("/nowhere/at/all", error.Message, StringComparison.Ordinal);
            Assert.Contains("GCHUNK_TMP", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GCHUNK_TMP", before);
        }
    }

    [Fact]
    public void A_folder_that_cannot_take_copies_is_named_with_the_variable_that_names_another()
    {
        string? before = Environment.GetEnvironmentVariable("GCHUNK_TMP");
        try
        {
            Environment.SetEnvironmentVariable("GCHUNK_TMP", "/nowhere/at/all");
            string said = Assert.Throws<GchunkException>(() => TemporaryCopy.Of([1], "some-kind", "there")).Message;
            Assert.StartsWith("there cannot be copied to /nowhere/at/all: ", said, StringComparison.Ordinal);
            Assert.EndsWith("; name another folder with GCHUNK_TMP", said, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GCHUNK_TMP", before);
        }
    }

    [Fact]
    public void Nothing_is_left_in_the_folder_where_blocks_were_spilled()
    {
        string? before = Environment.GetEnvironmentVariable("GCHUNK_TMP");
        string folder = Directory.CreateTempSubdirectory("gchunk-test-").FullName;
        try
        {
            Environment.SetEnvironmentVariable("GCHUNK_TMP", folder);
            Run(new ThreadsExecutor(2), 1_000_000);
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Environment.SetEnvironmentVariable("GCHUNK_TMP", before);
            Directory.Delete(folder, recursive: true);
        }
    }

    // The limit on file sizes fails a write half way through, as a full disk does.
    [Fact]
    public void A_full_disk_is_reported_with_its_folder_and_nothing_is_left()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-test-").FullName;
        try
        {
            const string Code =
                "Print(Rand.Uniform(4_000_000, chunks: 40_000, seed: 6).Reshape((1000, 4000)).Rechunk((1000, 40)).Max(axis: 0).Sum().Compute())";
            // Without doubly mapped code, whose file would be limited too; the signal that goes with the limit is
            // ignored, so that the write fails instead.
            Ended ended = GchunkProcess.RunFile(
                "/bin/sh",
                "",
                null,
                [
                    "-c",
                    $"trap '' XFSZ; ulimit -f 2000; DOTNET_EnableWriteXorExecute=0 GCHUNK_TMP='{folder}' exec dotnet '{Path.Combine(AppContext.BaseDirectory, "gchunk.dll")}' --memory 8MB -e '{Code}'",
                ]
            );
            Assert.NotEqual(0, ended.ExitCode);
            Assert.Contains(folder, ended.Error, StringComparison.Ordinal);
            Assert.Contains("GCHUNK_TMP", ended.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
