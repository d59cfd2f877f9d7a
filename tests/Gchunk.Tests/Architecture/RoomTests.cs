using System.Text.RegularExpressions;
using Xunit;

namespace Gchunk.Tests.Architecture;

/// <summary>The house's plan, read from the sources: who may lean on whom, and how big a file may grow.</summary>
public partial class RoomTests
{
    private static readonly string[] Rooms = ["Engine", "Dsl", "Ml", "Repl"];

    // The layers of src/Engine, each leaning only on those before it.
    private static readonly string[] Layers =
    [
        "Arrays",
        "Kernels",
        "Expressions",
        "Optimizer",
        "Planning",
        "Execution",
        "Workers",
        "Storage",
    ];

    private const int MostLines = 400;

    // Files that may be longer, each with its reason. Better empty.
    private static readonly string[] LongFiles =
    [
        // To be split; the layout of CSharpier made them longer.
        "src/Dsl/Files/Write/ZarrUpdate.cs",
        "src/Dsl/Labels/Indexes/OrderedIndex.cs",
    ];

    public static TheoryData<string> RoomNames => [.. Rooms];

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_refers_only_to_rooms_on_its_left(string room)
    {
        var project = File.ReadAllText(Path.Combine(Checkout.Root, "src", room, room + ".csproj"));
        var referred = ProjectReference().Matches(project).Select(m => m.Groups["room"].Value);
        Assert.All(
            referred,
            other => Assert.True(Array.IndexOf(Rooms, other) < Array.IndexOf(Rooms, room), $"{room} refers to {other}")
        );
    }

    [Fact]
    public void A_layer_of_the_engine_leans_only_on_layers_before_it()
    {
        var wrong = new List<string>();
        foreach (var file in Sources().Where(f => f.StartsWith("src/Engine/", StringComparison.Ordinal)))
        {
            var layer = Array.IndexOf(Layers, file.Split('/')[2]);
            if (layer < 0)
            {
                continue; // the root of the engine: errors and spelling, which lean on no layer (see below)
            }

            foreach (Match use in LayerName().Matches(Code(file)))
            {
                var used = Array.IndexOf(Layers, use.Groups["layer"].Value);
                if (used > layer)
                {
                    wrong.Add($"{file} leans on {use.Value}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_root_of_the_engine_leans_on_no_layer()
    {
        var wrong = Sources()
            .Where(f => f.StartsWith("src/Engine/", StringComparison.Ordinal) && f.Count(c => c == '/') == 2)
            .Where(f => LayerName().IsMatch(Code(f)));
        Assert.Empty(wrong);
    }

    // The language is one namespace for its user, however its files are sorted; so Dsl is left out.
    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = new List<string>();
        foreach (var file in Sources().Where(f => !f.StartsWith("src/Dsl/", StringComparison.Ordinal)))
        {
            var folder = Path.GetDirectoryName(file)!
                .Replace("src/", "Gchunk.", StringComparison.Ordinal)
                .Replace('/', '.');
            if (
                Namespace().Match(File.ReadAllText(Path.Combine(Checkout.Root, file))) is { Success: true } found
                && found.Groups["name"].Value != folder
            )
            {
                wrong.Add($"{file}: {found.Groups["name"].Value}, not {folder}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_file_stays_short()
    {
        var tooLong = Sources()
            .Where(f => !LongFiles.Contains(f))
            .Select(f => (File: f, Lines: File.ReadLines(Path.Combine(Checkout.Root, f)).Count()))
            .Where(f => f.Lines >= MostLines);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_class_is_named_for_not_knowing_what_it_is()
    {
        var vague = Sources().SelectMany(f => VagueClass().Matches(Code(f)).Select(m => $"{f}: {m.Value}"));
        Assert.Empty(vague);
    }

    private static IEnumerable<string> Sources()
    {
        var files = Rooms
            .SelectMany(room =>
                Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", room), "*.cs", SearchOption.AllDirectories)
            )
            .Select(f => Path.GetRelativePath(Checkout.Root, f))
            .Where(f =>
                !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.NotEmpty(files);
        return files;
    }

    // The text without comments: a comment may point anywhere.
    private static string Code(string file) =>
        Comment().Replace(File.ReadAllText(Path.Combine(Checkout.Root, file)), "");

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/(?<room>\w+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(
        @"\b(?:Gchunk\.Engine\.)(?<layer>Arrays|Kernels|Expressions|Optimizer|Planning|Execution|Workers|Storage)\b"
    )]
    private static partial Regex LayerName();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(?:class|struct|record|interface)\s+\w*(?:Utils?|Utilities|Helpers?|Managers?)\b")]
    private static partial Regex VagueClass();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
