using System.Text.RegularExpressions;
using Xunit;

namespace Gchunk.Tests.Docs;

/// <summary>What the pages point at exists, and the settings that they list are those that are read.</summary>
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
    public void The_page_for_contributors_lists_the_variables_that_the_tests_read()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "CONTRIBUTING.md"));
        Assert.All(
            VariablesIn("tests").Except(VariablesIn("src")),
            name => Assert.Contains(name, page, StringComparison.Ordinal)
        );
    }

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
    [GeneratedRegex(@"`(?<path>(?:src|tests|scripts|build|docs|\.ci)/[\w./-]*)`")]
    private static partial Regex SourcePath();

    [GeneratedRegex(@"GCHUNK_[A-Z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"GetEnvironmentVariable\(""(?<name>GCHUNK_[A-Z_]+)""\)")]
    private static partial Regex ReadVariable();
}
