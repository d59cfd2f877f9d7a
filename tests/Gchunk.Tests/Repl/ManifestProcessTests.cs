using Gchunk.Tests.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Repl;

/// <summary>Tests manifests across processes: they are in the user's cache folder, whole or absent.</summary>
public sealed class ManifestProcessTests : IDisposable
{
    private static readonly string Files = Path.Combine(TestData.Folder, "labelled", "day_2001*.nc");

    private readonly TemporaryFolder folder = new();

    private string[] Kept => Directory.Exists(Place) ? Directory.GetFiles(Place) : [];

    private string Place => Path.Combine(folder.Path, "gchunk", "manifests");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_line_leaves_a_whole_manifest_that_the_next_one_uses()
    {
        Assert.Equal("90", Open());
        string kept = Assert.Single(Kept);
        Assert.EndsWith(".manifest", kept, StringComparison.Ordinal);
        DateTime written = DateTime.UtcNow.AddMinutes(-5);
        File.SetLastWriteTimeUtc(kept, written);
        byte[] content = File.ReadAllBytes(kept);
        Assert.Equal("90", Open());
        Assert.Equal(content, File.ReadAllBytes(kept));
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept)); // it was not written again
    }

    [Fact]
    public void It_is_switched_off_by_the_environment_and_for_one_call()
    {
        Assert.Equal("90", Open(variables: "GCHUNK_MANIFEST=off"));
        Assert.Equal("90", Open(", manifest: false"));
        Assert.Empty(Kept);
    }

    [Theory]
    [InlineData("HOME=/proc/nowhere", "XDG_CACHE_HOME=")]
    [InlineData("HOME=", "XDG_CACHE_HOME=")]
    public void Without_a_folder_to_keep_it_in_there_is_none(params string[] variables) =>
        Assert.Equal("90", Open(variables: variables));

    [Fact]
    public void Processes_at_the_same_time_leave_one_whole_manifest()
    {
        string[] values = new string[4];
        Parallel.For(0, values.Length, i => values[i] = Open());
        Assert.All(values, v => Assert.Equal("90", v));
        Assert.Single(Kept);
        Assert.Equal("90", Open());
        Assert.Single(Kept);
    }

    private string Open(string more = "", params string[] variables)
    {
        Ended ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            [
                "-u",
                "GCHUNK_MANIFEST",
                $"XDG_CACHE_HOME={folder.Path}",
                .. variables,
                Checkout.Launcher,
                "-e",
                $"OpenMfDataset(\"{Files}\"{more}).Sizes[\"time\"]",
            ]
        );
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        return ended.Output.Trim();
    }
}
