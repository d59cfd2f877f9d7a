using System.Text.RegularExpressions;
using Xunit;

namespace Gchunk.Tests.Docs;

/// <summary>Checks the pages: their links, paths, settings and layout.</summary>
public partial class PagesTests
{
    public static TheoryData<string> Pages =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md")
                .Concat(Directory.EnumerateFiles(Checkout.Root, "*.md"))
                .Select(page => Path.GetRelativePath(Checkout.Root, page))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_and_paths_lead_somewhere(string page)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, page));
        var folder = Path.GetDirectoryName(Path.Combine(Checkout.Root, page))!;
        var links = Link()
            .Matches(text)
            .Select(m => m.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Select(target => Path.Combine(folder, target.Split('#')[0]));
        var paths = SourcePath().Matches(text).Select(m => Path.Combine(Checkout.Root, m.Groups["path"].Value));
        Assert.All(
            links.Concat(paths),
            path => Assert.True(Path.Exists(path), $"{page} points at {path}, which is not there")
        );
    }

    [Fact]
    public void The_readme_lists_the_variables_that_the_program_reads() =>
        Assert.Equal(
            VariablesIn("src"),
            Variable()
                .Matches(File.ReadAllText(Path.Combine(Checkout.Root, "README.md")))
                .Select(m => m.Value)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_readme_lists_the_packages_that_the_program_uses()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        var used = Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => !project.Contains("/Generators/", StringComparison.Ordinal))
            .SelectMany(project => PackageReference().Matches(File.ReadAllText(project)))
            .Select(m => m.Groups["name"].Value)
            .Distinct();
        Assert.All(used, name => Assert.Matches($@"\|[^|\n]*\b{Regex.Escape(name)}\b[^|\n]*\|", readme));
    }

    [Fact]
    public void The_page_for_contributors_lists_the_variables_that_the_tests_read()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "CONTRIBUTING.md"));
        Assert.All(
            VariablesIn("tests").Except(VariablesIn("src")),
            name => Assert.Contains(name, page, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("an elementwise function")]
    [InlineData("a reduction")]
    [InlineData("a resample offset")]
    [InlineData("a Zarr codec")]
    [InlineData("a wrong date in a file")]
    [InlineData("a wrong label in a join")]
    [InlineData("a message to workers")]
    [InlineData("a key of the editor")]
    public void The_page_for_contributors_says_where_to_change_a_thing(string thing)
    {
        string row = Assert.Single(PlacesToChange, row => row[0].Split(", ").Contains(thing))[1];
        Assert.NotEmpty(SourcePath().Matches(row));
    }

    [Fact]
    public void Every_place_in_the_page_for_contributors_is_a_path_that_exists() =>
        Assert.All(
            PlacesToChange,
            row =>
            {
                string[] paths = [.. Quoted().Matches(row[1]).Select(m => m.Groups["text"].Value).Where(IsPath)];
                Assert.True(paths.Length > 0, $"the row '{row[0]}' names no path");
                Assert.All(
                    paths,
                    path => Assert.True(Path.Exists(Path.Combine(Checkout.Root, path)), $"'{row[0]}': no {path}")
                );

                static bool IsPath(string text) =>
                    text.Contains('/', StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal);
            }
        );

    // Tables, code and single words that cannot break, such as links, may be longer.
    [Fact]
    public void Text_is_wrapped_at_120_columns()
    {
        string[] generated = ["RESULTS.md", "PROFILE.md", "PROMPT.md"];
        string[] folders = ["", "docs", "bench", "scripts/data", "src/Dsl/data", "tests/data"];
        var tooLong = new List<string>();
        foreach (
            string page in folders
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.md"))
                .Where(page => !generated.Contains(Path.GetFileName(page)))
        )
        {
            bool isCode = false;
            foreach (var (number, line) in File.ReadLines(page).Index())
            {
                bool isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
                isCode ^= isFence;
                if (
                    line.Length > 120
                    && !isCode
                    && !isFence
                    && line is not ['|', ..]
                    && line.TrimStart(' ', '-').Contains(' ', StringComparison.Ordinal)
                )
                {
                    tooLong.Add($"{Path.GetRelativePath(Checkout.Root, page)}:{number + 1}: {line.Length} columns");
                }
            }
        }
        Assert.Empty(tooLong);
    }

    // The rows of the table "Where do I add or change …", by columns.
    private static IEnumerable<string[]> PlacesToChange =>
        File.ReadLines(Path.Combine(Checkout.Root, "CONTRIBUTING.md"))
            .SkipWhile(line => !line.StartsWith("## Where do I", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray());

    private static IEnumerable<string> VariablesIn(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => ReadVariable().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value))
            .Distinct()
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    // A path in code quotes that begins at one of the project's folders and has no placeholder in it.
    [GeneratedRegex(@"`(?<path>(?:src|tests|scripts|bench|build|docs|\.ci|\.config)/[\w./-]*)`")]
    private static partial Regex SourcePath();

    [GeneratedRegex(@"<PackageReference\s+Include=""(?<name>[^""]+)""")]
    private static partial Regex PackageReference();

    [GeneratedRegex(@"`(?<text>[^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"GCHUNK_[A-Z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"GetEnvironmentVariable\(""(?<name>GCHUNK_[A-Z_]+)""\)")]
    private static partial Regex ReadVariable();
}
