using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Docs;

/// <summary>The examples in the documentation of public members run as they stand.</summary>
public class ExamplesTests
{
    // The examples assume a file of rain, and its cells as samples.
    private const string Given = """
        var rain = OpenMfDataset("scripts/data/pr/*.nc");
        rain.ToNetCdf("rain.nc");
        var x = rain["pr"].Isel(("lat", 10..20), ("lon", 10..20)).Stack("z", "lat", "lon").Transpose("z", "time").DropNa("z").Persist();

        """;

    [Fact]
    public void Every_example_runs()
    {
        var examples = new[] { "Engine", "Dsl", "Ml" }.SelectMany(Examples).ToArray();
        Assert.True(examples.Length >= 8, $"only {examples.Length} examples were found");
        using var folder = new GuideFolder();
        var script = new StringBuilder(Given);
        foreach (var (member, code) in examples)
        {
            script.Append(CultureInfo.InvariantCulture, $"{{\n#line 1 \"{member}\"\n{code}\n#line hidden\n}}\n");
        }

        var ended = GchunkProcess.RunWith("", folder.Path, folder.Write("examples.csx", script.ToString()));
        Assert.True(ended.ExitCode == 0, ended.Error);
    }

    private static IEnumerable<(string Member, string Code)> Examples(string room) =>
        XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, $"Gchunk.{room}.xml"))
            .Descendants("member")
            .SelectMany(member =>
                member
                    .Descendants("example")
                    .Descendants("code")
                    .Select(code => (member.Attribute("name")!.Value.Split('(')[0], code.Value))
            );
}
