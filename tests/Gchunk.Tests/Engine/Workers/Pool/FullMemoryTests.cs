using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>Full file systems: each test mounts a small one in a namespace of its own.</summary>
[Collection("whole process")]
public class FullMemoryTests
{
    private const string Sum =
        "using var c = new Client(workers: 2, memoryLimit: \\\"300MB\\\"); var x = Rand.Uniform((4000, 1000), chunks: (500, 500), seed: 1); Console.WriteLine((x.Rechunk((1000, 250)).CumSum(0) - x).Sum().Compute().GetDouble().ToString(\\\"R\\\"));";

    private static Ended InSmallFileSystem(string settings, string code)
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-full-").FullName;
        try
        {
            string script =
                $"mount -t tmpfs -o size=2m gchunk-test '{folder}' || exit 99; {settings.Replace("$FOLDER", folder, StringComparison.Ordinal)} '{Checkout.Launcher}' -e \"{code.Replace("using var", "var", StringComparison.Ordinal)}\"";
            return GchunkProcess.RunFile(
                "/usr/bin/unshare",
                "",
                null,
                "--mount",
                "--map-root-user",
                "sh",
                "-c",
                script
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void SkipWithoutNamespaces(Ended run) =>
        Assert.SkipWhen(
            run.ExitCode is 99 or 1 && run.Error.Contains("unshare", StringComparison.Ordinal),
            "this machine does not let users make namespaces, so there is no small file system"
        );

    [Fact]
    public void Where_shared_memory_is_full_blocks_travel_by_file()
    {
        Ended full = InSmallFileSystem("GCHUNK_SHM=$FOLDER", Sum);
        SkipWithoutNamespaces(full);
        Ended roomy = GchunkProcess.Run(
            "-e",
            Sum.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("using var", "var", StringComparison.Ordinal)
        );
        Assert.Equal("", full.Error);
        Assert.Equal(roomy.Output, full.Output);
    }

    [Fact]
    public void Where_the_disk_for_spilled_blocks_is_full_the_message_says_what_to_do()
    {
        Ended full = InSmallFileSystem("GCHUNK_SHM=$FOLDER GCHUNK_TMP=$FOLDER", Sum);
        SkipWithoutNamespaces(full);
        Assert.Equal(1, full.ExitCode);
        Assert.Contains("GCHUNK_TMP", full.Error);
    }
}
