using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>Writes that fail or are cancelled: nothing of them comes later, and nothing is left over.</summary>
[Collection("whole process")]
public sealed class FailedWriteTests : IDisposable
{
    private const int Rows = 48,
        Columns = 12_000;

    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-failed-writes-").FullName;

    public void Dispose()
    {
        Interrupt.Reset();
        Directory.Delete(folder, recursive: true);
    }

    // Blocks of 96 kB, which are delivered on the thread pool.
    private static Dataset Filled(double value, int failingRow = -1)
    {
        ChunkedArray x = Prelude
            .Ones((Rows, Columns), chunks: (1, Columns))
            .MapBlocks((b, info) => info.Origin[0] == failingRow ? throw new FormatException("row") : b);
        return new DataArray((x * value).Expression, ["t", "i"], name: "x").ToDataset();
    }

    private static double[] Distinct(string store)
    {
        using NDArray values = Prelude.OpenZarr(store)["x"].Data.Compute();
        return [.. values.Span<double>().ToArray().Distinct()];
    }

    [Fact]
    public void A_region_that_is_written_again_after_a_failure_stays_as_it_was_written()
    {
        int stores = int.Parse(
            Environment.GetEnvironmentVariable("GCHUNK_STORES") ?? "30",
            CultureInfo.InvariantCulture
        );
        using var client = new Client(workers: 2, threadsPerWorker: 2, memoryLimit: "1GB");
        var stale = new List<string>();
        var random = new Random(1);
        foreach (int[] some in Enumerable.Range(0, stores).Chunk(30))
        {
            foreach (int store in some)
            {
                string path = Path.Combine(folder, $"{store}.zarr");
                Filled(0).ToZarr(path, compute: false);
                (string, Range)[] region = [("t", 0..Rows)];
                Assert.ThrowsAny<GchunkException>(() =>
                    Filled(1, failingRow: random.Next(Rows / 2)).ToZarr(path, region: region)
                );
                Filled(2).ToZarr(path, region: region);
            }
            // A late block of the first write would hold ones.
            foreach (int store in some)
            {
                string path = Path.Combine(folder, $"{store}.zarr");
                if (Distinct(path) is not [2] and var values)
                    stale.Add($"store {store}: {string.Join(", ", values)}");
                Directory.Delete(path, recursive: true);
            }
        }
        Assert.Empty(stale);
    }

    [Theory]
    [InlineData(true, "a.zarr")]
    [InlineData(true, "a.nc")]
    [InlineData(false, "a.zarr")]
    [InlineData(false, "a.nc")]
    public void A_write_that_fails_leaves_nothing(bool processes, string name)
    {
        using var client = new Client(2, threadsPerWorker: 2, memoryLimit: "1GB", processes: processes);
        for (int time = 0; time < 10; time++)
        {
            Assert.Throws<UserFunctionException>(() => Write(Filled(1, failingRow: 3 * time), name));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
    }

    [Theory]
    [InlineData(true, "a.zarr")]
    [InlineData(true, "a.nc")]
    [InlineData(false, "a.zarr")]
    [InlineData(false, "a.nc")]
    public void A_write_that_is_cancelled_leaves_nothing(bool processes, string name)
    {
        using var client = new Client(2, threadsPerWorker: 2, memoryLimit: "1GB", processes: processes);
        int cancelled = 0;
        for (int time = 0; time < 10; time++)
        {
            Interrupt.Reset();
            using var stop = RunEvents.Subscribe(new StopAfter(1 + time));
            try
            {
                Write(Filled(1), name);
                Discard(name);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        // The last tasks may end before the request arrives.
        Assert.NotEqual(0, cancelled);
    }

    private void Write(Dataset dataset, string name)
    {
        string path = Path.Combine(folder, name);
        if (name.EndsWith(".nc", StringComparison.Ordinal))
            dataset.ToNetCdf(path);
        else
            dataset.ToZarr(path);
    }

    private void Discard(string name)
    {
        string path = Path.Combine(folder, name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    // Asks everything to stop when a number of tasks is done.
    private sealed class StopAfter(int tasks) : IRunObserver
    {
        private int done;

        public void OnEvent(in RunEvent e)
        {
            if (e.Kind == RunEventKind.TaskFinished && Interlocked.Increment(ref done) == tasks)
                Task.Run(Interrupt.Request);
        }
    }
}
