using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gchunk.Repl.Notebooks.Conversion;
using Gchunk.Tests.Repl;
using Gchunk.Tests.Repl.Notebooks;
using Xunit;

namespace Gchunk.Tests.Docs;

/// <summary>The courses run as scripts and as notebooks, which are made of the scripts.</summary>
public partial class CoursesTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "scripts/courses");

    public static TheoryData<string> Courses =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*.csx")
                .Select(Path.GetFileNameWithoutExtension)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Courses))]
    public void The_notebook_of_a_course_is_made_of_its_script(string name)
    {
        string script = File.ReadAllText(Path.Combine(Folder, name + ".csx"));
        string notebook = File.ReadAllText(Path.Combine(Folder, name + ".ipynb"));
        // To make it again: ./gchunk jupyter convert scripts/courses/*.csx
        Assert.Equal(NotebookFile.Of(ScriptCells.Of(script)), notebook);
    }

    // The notebooks run the code of all of them.
    [Theory]
    [InlineData("1_arrays_and_clusters")]
    public void A_course_runs_as_a_script(string name)
    {
        using var folder = new GuideFolder();
        string program = Path.Combine(AppContext.BaseDirectory, "gchunk.dll");
        var ended = GchunkProcess.RunFile("dotnet", "", folder.Path, program, $"scripts/courses/{name}.csx");
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.All(
            Pictures(name),
            picture => Assert.True(new FileInfo(Path.Combine(folder.Path, picture)).Length > 500, picture)
        );
    }

    [Fact]
    public void The_courses_run_as_notebooks_and_show_their_pictures()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gnuplot") && File.Exists("/usr/bin/dot"), "needs gnuplot and graphviz");
        using var folder = new TemporaryFolder();
        string courses = Directory.CreateDirectory(Path.Combine(folder.Path, "courses")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "data"), Path.Combine(Checkout.Root, "scripts/data"));
        foreach (string file in Directory.EnumerateFiles(Folder, "*.ipynb"))
            File.Copy(file, Path.Combine(courses, Path.GetFileName(file)));

        JsonNode seen = KernelClient.Run("courses", folder);

        Assert.Equal(5, seen.AsObject().Count);
        foreach (var (notebook, ran) in seen.AsObject())
        {
            Assert.True(ran!["error"] is null, $"{notebook}: {ran["error"]}");
            JsonObject[] shown =
            [
                .. ran["outputs"]!
                    .AsArray()
                    .SelectMany(cell => cell!.AsArray())
                    .Select(o => o!["data"])
                    .OfType<JsonObject>(),
            ];
            Assert.Equal(
                Pictures(Path.GetFileNameWithoutExtension(notebook)),
                shown.Where(d => d.Any(form => form.Key.StartsWith("image/", StringComparison.Ordinal))).Select(Text)
            );
            Assert.DoesNotContain(shown, d => Text(d).Contains("Exception", StringComparison.Ordinal));
        }
        string sea = seen["4_local_cluster.ipynb"]!.ToJsonString();
        Assert.Contains("Catalog catalog.yml, 1 entry", sea);
        Assert.Contains("cell: 870, time: 365", seen["5_precipitation_clustering.ipynb"]!.ToJsonString());

        static string Text(JsonObject data) => (string)data["text/plain"]!;
    }

    // The pictures that a script draws, in order.
    private static string[] Pictures(string name) =>
        [
            .. Picture()
                .Matches(File.ReadAllText(Path.Combine(Folder, name + ".csx")))
                .Select(match => match.Groups["path"].Value),
        ];

    [GeneratedRegex("\"(?<path>out/[a-z_]+\\.(png|svg))\"")]
    private static partial Regex Picture();
}
