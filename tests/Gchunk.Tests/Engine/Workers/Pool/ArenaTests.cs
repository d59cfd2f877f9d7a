using Gchunk.Engine;
using Gchunk.Engine.Workers.Memory;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>The addresses that workers reserve, all of which a client maps.</summary>
[Collection("whole process")]
public class ArenaTests
{
    private const long Gigabyte = 1L << 30,
        Terabyte = 1L << 40;

    [Theory]
    [InlineData(128_000_000, 1)]
    [InlineData(4_000_000_000, 31)]
    [InlineData(4_000_000_000, 1024)]
    [InlineData(64L << 40, 1024)]
    [InlineData(long.MaxValue, 1)]
    public void As_many_workers_as_a_client_may_have_can_be_mapped(long memoryLimit, int workers) =>
        Map(Enumerable.Repeat(SharedArena.LengthFor(memoryLimit, workers), workers));

    [Fact]
    public void Workers_that_are_added_one_by_one_can_be_mapped()
    {
        long[] lengths = [.. Enumerable.Range(1, 1024).Select(n => SharedArena.LengthFor(long.MaxValue, n))];
        Assert.InRange(lengths.Sum(), 0, 84 * Terabyte);
        Map(lengths);
    }

    [Fact]
    public void A_worker_reserves_more_than_its_memory()
    {
        Assert.Equal(16 * 4 * Gigabyte, SharedArena.LengthFor(4 * Gigabyte, 4));
        Assert.Equal(4 * Terabyte, SharedArena.LengthFor(2 * Terabyte, 1));
        Assert.Equal(12 * Gigabyte, SharedArena.LengthFor(2 * Terabyte, 1024));
    }

    [Fact]
    public void Another_user_cannot_open_the_memory_of_a_process()
    {
        Assert.SkipUnless(FileOwner.CurrentUser == 0, "only root can play another user");
        (int file, _) = SharedMemory.Create(null);
        try
        {
            ProgramEnd end = new ExternalProgram("setpriv", "a test", "apt-get install util-linux").RunToEnd(
                [
                    "--reuid",
                    "65534",
                    "--regid",
                    "65534",
                    "--clear-groups",
                    "cat",
                    $"/proc/{Environment.ProcessId}/fd/{file}",
                ],
                "/",
                default
            );
            Assert.Equal((1, ""), (end.ExitCode, end.Output));
            Assert.Contains("Permission denied", end.Errors, StringComparison.Ordinal);
            SharedMemory.CloseFile(SharedMemory.OpenOf(Environment.ProcessId, file));
        }
        finally
        {
            SharedMemory.CloseFile(file);
        }
    }

    private static unsafe void Map(IEnumerable<long> lengths)
    {
        var mapped = new List<(nint Start, long Length)>();
        try
        {
            foreach (long length in lengths)
            {
                (int file, _) = SharedMemory.Create(null);
                try
                {
                    Assert.True(SharedMemory.SetLength(file, length));
                    byte* start = SharedMemory.Map(file, length, SharedMemory.ReadOnly);
                    Assert.True(start is not null, $"arena {mapped.Count + 1} is not mapped: {SharedMemory.Error()}");
                    mapped.Add(((nint)start, length));
                }
                finally
                {
                    SharedMemory.CloseFile(file);
                }
            }
        }
        finally
        {
            foreach ((nint start, long length) in mapped)
                SharedMemory.Unmap((byte*)start, length);
        }
    }
}
