using Gchunk.Dsl;
using Gchunk.Dsl.Reference;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Dsl;

/// <summary>One table knows every name that can be typed.</summary>
public class ReferenceTableTests
{
    [Fact]
    public void Every_name_has_a_topic_and_a_signature()
    {
        Assert.True(ReferenceTable.Entries.Count > 500);
        Assert.Empty(
            ReferenceTable
                .Entries.Where(e => e.Topic == ReferenceTable.NoTopic)
                .Select(e => $"{e.FullName}: name it under a topic in src/Dsl/data/topics.txt")
        );
        Assert.Empty(
            ReferenceTable
                .Entries.Where(e => e.Signatures.Count == 0 || e.Signatures.Any(s => s.Contains('`')))
                .Select(e => e.FullName)
        );
    }

    [Fact]
    public void Every_name_has_a_summary() =>
        Assert.Empty(
            ReferenceTable
                .Entries.Where(e => e.Summary.Length == 0 && e.FullName != "Coordinates.Count")
                .Select(e => e.FullName)
        );

    [Fact]
    public void Every_operation_of_the_engine_is_there()
    {
        foreach (ReductionOp op in OpTable.Reductions)
        {
            Assert.Contains(
                ReferenceTable.Entries,
                e => e.Owner == "ChunkedArray" && e.Summary.StartsWith(op.Summary, StringComparison.Ordinal)
            );
        }
        // Where has overloads; the first of them gives its summary.
        foreach (ElementwiseOp op in OpTable.Elementwise.Where(op => op.Name != "where"))
        {
            Assert.Contains(
                ReferenceTable.Entries,
                e => e.Owner == "Prelude" && e.Summary.StartsWith(op.Summary, StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData(
        "zeros",
        "Zeros",
        "Zeros(Shape shape, Shape? chunks = null, DType dtype = DType.Float64) → ChunkedArray"
    )]
    [InlineData("rand.normal", "Rand.Normal", "Normal(Shape shape, ")]
    [InlineData(
        "chunkedarray.mean",
        "ChunkedArray.Mean",
        "Mean(Axes axis = default, bool keepDims = false, bool skipNaN = false) → ChunkedArray"
    )]
    [InlineData("Linear algebra", "Svd", "Svd(ChunkedArray")]
    public void Names_are_found(string text, string name, string signature)
    {
        ReferenceEntry found = Assert.Single(ReferenceTable.Find(text), e => e.FullName == name);
        Assert.Contains(found.Signatures, s => s.StartsWith(signature, StringComparison.Ordinal));
    }

    [Fact]
    public void Examples_come_without_their_indentation() =>
        Assert.Equal(
            "using var report = new RunReport();",
            DocumentationFile.Of(typeof(RunReport).Assembly).Example("T:Gchunk.Dsl.RunReport")?.Split('\n')[0]
        );

    // Written anew by: ./gchunk -e 'File.WriteAllText("docs/reference.md", ReferenceTable.Page())'
    [Fact]
    public void The_page_names_only_what_exists()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "reference.md")),
            now = ReferenceTable.Page().Split('\n');
        Assert.True(lines.Length > 800);
        string[] gone = [.. lines.Select(NameIn).Except(now.Select(NameIn))];
        Assert.True(
            gone.Length == 0,
            $"docs/reference.md is out of date (./gchunk -e 'File.WriteAllText(\"docs/reference.md\", ReferenceTable.Page())' writes it anew): {string.Join("; ", gone.Take(5))}"
        );
    }

    // The summaries may be a little behind.
    private static string NameIn(string line) => string.Join('|', line.Split('|').Take(2));
}
