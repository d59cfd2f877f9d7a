using System.Text.RegularExpressions;
using Gchunk.Dsl;
using Gchunk.Dsl.Graphs;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Tests.Engine.Execution;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Graphs;

public sealed partial class VisualizeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-graphs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Place(string name) => Path.Combine(folder, name);

    [Fact]
    public void A_graph_of_tasks_has_every_task_and_every_arrow()
    {
        ChunkedArray x = Rand.Normal((40, 40), chunks: (10, 40)).CumSum(0);
        string dot = TaskDrawing.Of(Computation.Plan([x.Expression]), "TB").ToString();
        // 4 totals, 1 start, 4 scans; a source; 4 results. Totals to the start, the start and the source to each scan,
        // the source to each total, scans to results.
        Assert.Equal(9 + 1 + 4, Nodes().Count(dot));
        Assert.Equal(4 + 4 + 4 + 4 + 4, Arrows().Count(dot));
        Assert.Contains("scan-start", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_as_written_names_what_each_task_does()
    {
        ChunkedArray ones = Ones((4, 4), chunks: (2, 2));
        string turned = AsWritten((ones * ones["::-1, ::-1"]).Mean()),
            sum = AsWritten(ones.Sum());
        Assert.Equal((4, 5), (Named(turned, "multiply"), Named(turned, "mean")));
        Assert.Equal((0, 5), (Named(sum, "multiply"), Named(sum, "sum")));
        Assert.Contains("slice[3::-1, 3::-1]", (ones * ones["::-1, ::-1"]).Mean().Explain(optimise: false));
        Assert.DoesNotContain("multiply", ones.Sum().Explain(optimise: false), StringComparison.Ordinal);

        static string AsWritten(ChunkedArray x) =>
            TaskDrawing.Of(Computation.Plan([x.Expression], optimise: false), "TB").ToString();
        static int Named(string dot, string name) => Regex.Count(dot, $@"\b{name}\b");
    }

    [Fact]
    public void A_graph_of_calls_shows_functions_and_values()
    {
        var square = Delay<int, int>(v => v * v);
        var add = Delay<int, int, int>((a, b) => a + b);
        Delayed<int> nine = square(3);
        string dot = TaskDrawing.Of(CallGraph.Plan([add(nine, nine).Call]), "LR").ToString();
        Assert.Equal(3, Nodes().Count(dot));
        Assert.Equal(3, Arrows().Count(dot));
        Assert.Contains("v =&gt; v * v", dot, StringComparison.Ordinal);
        Assert.Contains("rankdir=LR", dot, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graph.svg", "<?xml")]
    [InlineData("graph.png", "\u0089PNG")]
    [InlineData("graph.pdf", "%PDF")]
    public void A_picture_is_drawn_in_the_format_of_its_ending(string name, string beginning)
    {
        (Ones((4, 4), chunks: (2, 2)) + 1).Sum().Visualize(Place(name));
        Assert.StartsWith(
            beginning,
            File.ReadAllText(Place(name), System.Text.Encoding.Latin1),
            StringComparison.Ordinal
        );
        Assert.Equal([Place(name)], Directory.GetFiles(folder));
    }

    [Fact]
    public void Drawing_reads_no_data()
    {
        ((ChunkedArray)new ThrowingSource((10, 10))).Sum().Visualize(Place("lazy.svg"));
        Assert.True(File.Exists(Place("lazy.svg")));
    }

    [Fact]
    public void A_graph_too_large_to_draw_is_refused_with_what_to_do_instead()
    {
        ChunkedArray x = Rand.Normal((400, 10), chunks: (20, 10)).CumSum(0);
        Assert.Equal(
            "a graph of 41 tasks is too large to draw (the limit is 40); use Explain(), or draw a part of it",
            Assert.Throws<GchunkException>(() => TaskDrawing.Of(Computation.Plan([x.Expression]), "TB", 40)).Message
        );
        Assert.StartsWith(
            "a graph of 2000 tasks is too large",
            Assert.Throws<GchunkException>(() => Ones(2000, chunks: 1).Visualize(Place("large.svg"))).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "a graph of 600 calls is too large",
            Assert
                .Throws<GchunkException>(() =>
                    Collect(Enumerable.Range(0, 599).Select(i => Delay(() => i)())).Visualize(Place("large.svg"))
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void What_cannot_be_drawn_is_said()
    {
        ChunkedArray x = Ones(3);
        Assert.Equal(
            $"no picture format '.gif' (in '{Place("a.gif")}'); the formats are .svg, .png, .pdf",
            Assert.Throws<GchunkException>(() => x.Visualize(Place("a.gif"))).Message
        );
        Assert.StartsWith(
            "no direction 'UP'",
            Assert.Throws<GchunkException>(() => x.Visualize(Place("a.svg"), "UP")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "apt-get install graphviz",
            Assert
                .Throws<GchunkException>(() => Graphviz.Draw(new DotGraph("TB"), Place("a.svg"), "no-such-dot"))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"there is no folder {Place("none")}; create it with: mkdir -p",
            Assert.Throws<GchunkException>(() => x.Visualize(Place("none/a.svg"))).Message,
            StringComparison.Ordinal
        );
    }

    [GeneratedRegex(@"^\s+n\d+ \[", RegexOptions.Multiline)]
    private static partial Regex Nodes();

    [GeneratedRegex(" -> ")]
    private static partial Regex Arrows();
}
