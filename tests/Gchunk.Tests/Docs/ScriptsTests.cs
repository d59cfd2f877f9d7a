using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Docs;

/// <summary>Each script that ships runs to its end, as its first lines say.</summary>
public class ScriptsTests
{
    private const string MainJob = "precipitation_regions.csx";

    public static TheoryData<string> Scripts =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Checkout.Root, "scripts"), "*.csx")
                .Select(Path.GetFileName)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_runs(string name)
    {
        using var folder = new GuideFolder();
        Directory.Delete(Path.Combine(folder.Path, "out"));
        var ended = GchunkProcess.RunWith("", folder.Path, Path.Combine("scripts", name));
        Assert.True(ended.ExitCode == 0, ended.Error);
        if (name == MainJob)
        {
            CheckMainJob(folder, ended);
        }
    }

    [Fact]
    public void The_main_job_takes_files_and_an_area()
    {
        using var folder = new GuideFolder();
        var ended = GchunkProcess.RunWith(
            "",
            folder.Path,
            $"scripts/{MainJob}",
            "scripts/data/pr/*9507.nc",
            "43",
            "44",
            "-74",
            "-73"
        );
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.StartsWith(
            "DataArray 'pr' (time: 31, lat: 36, lon: 36) float32",
            ended.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(12 * 12, Table(ended.Output).Sum(row => Number(row[1])));
    }

    [Theory]
    [InlineData("5", "takes a pattern of files, optionally followed by south, north, west and east; got 1 number")]
    [InlineData("42 45 -74 west", "'west' is no number of degrees")]
    public void The_main_job_says_what_is_wrong_with_its_arguments(string arguments, string message)
    {
        using var folder = new GuideFolder();
        var ended = GchunkProcess.RunWith(
            "",
            folder.Path,
            [$"scripts/{MainJob}", "scripts/data/pr/*.nc", .. arguments.Split(' ')]
        );
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }

    private static void CheckMainJob(GuideFolder folder, Ended ended)
    {
        Assert.StartsWith(
            "DataArray 'pr' (time: 365, lat: 36, lon: 36) float32",
            ended.Output,
            StringComparison.Ordinal
        );
        var table = Table(ended.Output);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], table.Select(row => row[0]));
        Assert.Equal(30 * 29, table.Sum(row => Number(row[1])));
        Assert.All(table, row => Assert.InRange(Number(row[2]), 2, 5));
        Assert.Equal(
            ["mean.png", "regions.nc", "regions.png"],
            Directory
                .EnumerateFiles(Path.Combine(folder.Path, "out"))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(folder.Path, "out")),
            file => Assert.True(new FileInfo(file).Length > 5_000, file)
        );
    }

    // The table at the end: region, cells, mean rain.
    private static string[][] Table(string output) =>
        [
            .. output
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("region", StringComparison.Ordinal))
                .Skip(1)
                .TakeWhile(line => line.Length > 0)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
