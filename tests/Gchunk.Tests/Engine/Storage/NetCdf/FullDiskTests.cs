using System.Diagnostics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.NetCdf;

/// <summary>Writing to a disk that fills up: a file system of 8 MB, which only root can mount.</summary>
[Collection("whole process")]
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? mounted;

    public FullDiskTests()
    {
        string disk = Directory.CreateDirectory(Path.Combine(folder.Path, "disk")).FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=8m", "gchunk-test", disk))
            mounted = disk;
    }

    public void Dispose()
    {
        if (mounted is not null)
            Run("umount", "--lazy", mounted);
        folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string Disk()
    {
        Assert.SkipWhen(mounted is null, "no file system can be mounted: the test needs root");
        return mounted!;
    }

    private static long Free(string disk) => new DriveInfo(disk).AvailableFreeSpace;

    private static string[] OpenFiles(string disk) =>
        [
            .. new DirectoryInfo("/proc/self/fd")
                .EnumerateFileSystemInfos()
                .Select(f => f.LinkTarget)
                .OfType<string>()
                .Where(f => f.StartsWith(disk, StringComparison.Ordinal)),
        ];

    private static Dataset Noise(long rows) =>
        new DataArray(Rand.Uniform((rows, 1000), chunks: (50, 1000)).Expression, ["y", "x"], name: "noise").ToDataset();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_failed_write_gives_the_space_back_and_later_writes_work(int compression)
    {
        string disk = Disk(),
            path = Path.Combine(disk, "noise.nc");
        long free = Free(disk);
        for (int round = 0; round < 5; round++)
        {
            string error = Assert
                .Throws<GchunkException>(() => Noise(5000).ToNetCdf(path, compression: compression))
                .Message;
            Assert.Contains("disk", error, StringComparison.Ordinal);
            Assert.Contains("full", error, StringComparison.Ordinal);
            Assert.Empty(OpenFiles(disk));
            Assert.Empty(Directory.GetFileSystemEntries(disk));
            Assert.Equal(free, Free(disk));
        }
        Noise(200).ToNetCdf(path, compression: compression);
        Assert.Equal(200_000, (double)OpenDataset(path)["noise"].Count().Scalar());
    }

    [Fact]
    public void A_failed_append_keeps_the_file_and_gives_the_space_back()
    {
        string disk = Disk(),
            path = Path.Combine(disk, "noise.nc");
        Noise(200).ToNetCdf(path, unlimited: "y");
        long free = Free(disk);
        byte[] old = File.ReadAllBytes(path);
        Assert.Throws<GchunkException>(() => Noise(2000).AppendToNetCdf(path, "y"));
        Assert.Equal(free, Free(disk));
        Assert.Equal(old, File.ReadAllBytes(path));
        Noise(50).AppendToNetCdf(path, "y");
        Assert.Equal(250_000, OpenDataset(path)["noise"].Count().Scalar());
    }

    [Fact]
    public void A_disk_that_is_full_already_is_named_as_the_reason()
    {
        string disk = Disk(),
            other = Path.Combine(disk, "other");
        using (FileStream fill = File.Create(other))
        {
            try
            {
                for (byte[] page = new byte[4096]; ; )
                    fill.Write(page);
            }
            catch (IOException)
            { /* the disk is full */
            }
        }
        string error = Assert.Throws<GchunkException>(() => Noise(50).ToNetCdf(Path.Combine(disk, "noise.nc"))).Message;
        Assert.Contains("the disk is full", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Permission", error, StringComparison.Ordinal);
        Assert.Empty(OpenFiles(disk));
        File.Delete(other);
        Noise(50).ToNetCdf(Path.Combine(disk, "noise.nc"));
    }

    [Fact]
    public void A_file_with_many_variables_that_is_not_finished_is_closed()
    {
        for (int round = 0; round < 3; round++)
        {
            using (NetCdfWriter writer = NetCdfWriter.Create(Path.Combine(folder.Path, "out.nc")))
            {
                writer.AddDimension("x", 100_000);
                for (int n = 0; n < 100; n++)
                {
                    writer.AddVariable(new($"v{n}", DType.Float64, ["x"]) { Chunk = [100] });
                    writer.WriteRegion($"v{n}", [0], NDArray.Allocate(new Shape([100_000L]), DType.Float64));
                }
            }
            Assert.Empty(OpenFiles(folder.Path));
            Assert.DoesNotContain(OpenFiles("/"), f => f.Contains("memfd:gchunk-discarded", StringComparison.Ordinal));
        }
    }
}
