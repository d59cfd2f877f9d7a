using System.Text.RegularExpressions;
using Xunit;

namespace Gchunk.Tests.Architecture;

/// <summary>
/// The sources of the project as the tests of the architecture read them: paths from the root, and code without
/// comments.
/// </summary>
internal static partial class SourceTree
{
    /// <summary>The rooms of src. A room refers only to rooms before it.</summary>
    public static readonly string[] Rooms = ["Engine", "Dsl", "Ml", "Repl"];

    /// <summary>The source files of all rooms, in order of their names.</summary>
    public static IReadOnlyList<string> Sources { get; } = FilesBelow([.. Rooms.Select(room => "src/" + room)]);

    /// <summary>The source files of all rooms and of the generator, in order of their names.</summary>
    public static IReadOnlyList<string> AllSources { get; } = FilesBelow("src");

    /// <summary>The source files of the tests, in order of their names.</summary>
    public static IReadOnlyList<string> TestSources { get; } = FilesBelow("tests/Gchunk.Tests");

    public static string[] Segments(string file) => file.Split('/');

    public static string Folder(string file) => file[..file.LastIndexOf('/')];

    public static string Text(string file) => File.ReadAllText(Path.Combine(Checkout.Root, file));

    /// <summary>The text without comments: a comment may point anywhere.</summary>
    public static string Code(string file) => Comment().Replace(Text(file), "");

    /// <summary>The namespace of a file; null if it has none.</summary>
    public static string? NamespaceOf(string file) =>
        Namespace().Match(Text(file)) is { Success: true } found ? found.Groups["name"].Value : null;

    /// <summary>The types that stand at the left margin of a file.</summary>
    public static IEnumerable<DeclaredType> TypesOf(string file) =>
        TypeDeclaration()
            .Matches(Code(file))
            .Select(m => new DeclaredType(
                m.Groups["name"].Value,
                m.Groups["parameters"].Length == 0 ? 0 : m.Groups["parameters"].Value.Count(c => c == ',') + 1,
                Words(m).Contains("partial"),
                Words(m).Contains("public"),
                file
            ));

    private static string[] Words(Match declaration) => declaration.Groups["modifiers"].Value.Split(' ');

    private static string[] FilesBelow(params string[] folders)
    {
        string[] files =
        [
            .. folders
                .SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.cs", SearchOption.AllDirectories)
                )
                .Select(file => Path.GetRelativePath(Checkout.Root, file))
                .Where(file => !Segments(file).Any(segment => segment is "bin" or "obj"))
                .Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(files);
        return files;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?<modifiers>(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|unsafe|ref) )*)"
            + @"(?:class|struct|interface|enum|record(?: struct| class)?|delegate [^\s(]+) "
            + @"(?<name>\w+)(?:<(?<parameters>[^>]+)>)?",
        RegexOptions.Multiline
    )]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}

/// <summary>A type as its declaration in one file says.</summary>
internal sealed record DeclaredType(string Name, int Parameters, bool IsPartial, bool IsPublic, string File);
