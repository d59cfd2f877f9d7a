using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Docs;

/// <summary>
/// The code in the pages runs and prints what the pages show. The C# blocks of a page are one script. The output of a
/// block is the text block after it, in which <c>…</c> matches anything.
/// Sessions at the prompt, and shell commands with an output, are run too.
/// </summary>
public partial class CodeBlocksTests
{
    // Separates the outputs of a page's blocks. No block prints this character.
    private const char End = '\u001e';

    private static readonly string[] Guide =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md")
            .Append(Path.Combine(Checkout.Root, "README.md"))
            .Select(page => Path.GetRelativePath(Checkout.Root, page))
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> PagesWithCode => [.. Guide.Where(page => Read(page).Any(IsCode))];

    public static TheoryData<string, int> Sessions => Each(block => block.IsSession);

    public static TheoryData<string, int> Commands => Each(block => block is { Language: "sh", Output: not null });

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public void The_code_of_a_page_runs_and_prints_what_it_says(string page)
    {
        var blocks = Read(page).Where(IsCode).ToArray();
        using var folder = new GuideFolder();
        var script = new StringBuilder();
        foreach (var block in blocks)
        {
            // An error names the line of the page.
            script.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"#line {block.Line} \"{page}\"\n{block.Text}\n#line hidden\nConsole.WriteLine('\\u{(int)End:x4}');\n"
            );
        }

        var ended = GchunkProcess.RunWith("", folder.Path, folder.Write("page.csx", script.ToString()));
        Assert.True(ended.ExitCode == 0, ended.Error);
        KeepPictures(page, folder.Path);
        var outputs = ended.Output.Split(End + "\n");
        foreach (var (block, output) in blocks.Zip(outputs))
        {
            if (block.Output is { } expected)
            {
                AssertShows(expected, output, $"{page}:{block.Line}");
            }
        }
    }

    // The gallery's pictures are drawn by its own code, as files in out/. GCHUNK_PICTURES=1 replaces those of the page.
    private static void KeepPictures(string page, string folder)
    {
        foreach (Match picture in GalleryPicture().Matches(File.ReadAllText(Path.Combine(Checkout.Root, page))))
        {
            var shown = Path.Combine(Checkout.Root, "docs", picture.Groups["path"].Value);
            var drawn = Path.Combine(folder, "out", Path.GetFileName(shown));
            Assert.True(
                File.Exists(drawn),
                $"{page} shows {picture.Groups["path"].Value}, which its code does not draw"
            );
            Assert.InRange(new FileInfo(drawn).Length, 500, 40_000);
            if (Environment.GetEnvironmentVariable("GCHUNK_PICTURES") is not null)
                File.Copy(drawn, shown, overwrite: true);
        }
    }

    [GeneratedRegex(@"\((?<path>images/gallery/[^)]+)\)")]
    private static partial Regex GalleryPicture();

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_session_goes_as_it_is_shown(string page, int line)
    {
        var block = Read(page).Single(b => b.Line == line);
        using var folder = new GuideFolder();
        var ended = GchunkProcess.RunFile("/bin/sh", block.SessionInput(), folder.Path, "-c", "exec ./gchunk 2>&1");
        AssertShows(block.SessionOutput(), ended.Output, $"{page}:{line}");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_prints_what_is_shown(string page, int line)
    {
        var block = Read(page).Single(b => b.Line == line);
        using var folder = new GuideFolder();
        var ended = GchunkProcess.RunFile("/bin/sh", "", folder.Path, "-c", $"exec 2>&1\n{block.Text}");
        AssertShows(block.Output!, ended.Output, $"{page}:{line}");
    }

    [Fact]
    public void An_output_that_differs_is_found()
    {
        AssertShows("a … (z)\n", "a 1 2\n3 (z)\n", "here");
        Assert.ThrowsAny<Exception>(() => AssertShows("a … z", "a 1 y", "here"));
        Assert.ThrowsAny<Exception>(() => AssertShows("a", "a\nb", "here"));
    }

    private static void AssertShows(string expected, string output, string place)
    {
        var pattern = "^" + Regex.Escape(expected.Trim('\n')).Replace("…", ".*?", StringComparison.Ordinal) + "$";
        Assert.True(
            Regex.IsMatch(output.Trim('\n'), pattern, RegexOptions.Singleline),
            $"{place} should print\n{expected}\nbut prints\n{output}"
        );
    }

    private static TheoryData<string, int> Each(Func<CodeBlock, bool> wanted)
    {
        var data = new TheoryData<string, int>();
        foreach (var page in Guide)
        {
            foreach (var block in Read(page).Where(wanted))
            {
                data.Add(page, block.Line);
            }
        }

        return data;
    }

    private static bool IsCode(CodeBlock block) => block.Language == "csharp";

    private static List<CodeBlock> Read(string page) => CodeBlock.Read(Path.Combine(Checkout.Root, page));
}
