using System.Text.RegularExpressions;
using Xunit;
using static Gchunk.Tests.Architecture.SourceTree;

namespace Gchunk.Tests.Architecture;

/// <summary>The rooms of src: arrows between them point to the left only.</summary>
public partial class RoomTests
{
    public static TheoryData<string> RoomNames => [.. Rooms];

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_refers_only_to_rooms_on_its_left(string room)
    {
        string project = Text($"src/{room}/{room}.csproj");
        var referred = ProjectReference().Matches(project).Select(m => m.Groups["room"].Value);
        Assert.All(
            referred,
            other => Assert.True(Array.IndexOf(Rooms, other) < Array.IndexOf(Rooms, room), $"{room} refers to {other}")
        );
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_file_imports_only_from_its_room_and_those_on_its_left(string room)
    {
        string[] files = [.. Sources.Where(file => Segments(file)[1] == room)];
        Assert.NotEmpty(files);
        var wrong = files
            .SelectMany(file => Import().Matches(Code(file)).Select(import => (File: file, Import: import)))
            .Where(use => Array.IndexOf(Rooms, use.Import.Groups["room"].Value) > Array.IndexOf(Rooms, room))
            .Select(use => $"{use.File}: {use.Import.Value.Trim()}");
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_file_does_not_name_a_room_on_its_right_in_a_string(string room)
    {
        // The name of the program is that of the last room.
        var wrong = Sources
            .Where(file => Segments(file)[1] == room)
            .SelectMany(file => RoomInString().Matches(Code(file)).Select(name => (File: file, Name: name)))
            .Where(use =>
                Array.IndexOf(Rooms, use.Name.Groups["room"].Success ? use.Name.Groups["room"].Value : Rooms[^1])
                > Array.IndexOf(Rooms, room)
            )
            .Select(use => $"{use.File}: {use.Name.Value}");
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"""[^""\n]*\b(?:Gchunk\.(?<room>Dsl|Ml|Repl)\b|gchunk\.(?:dll|deps|runtimeconfig)\b)")]
    private static partial Regex RoomInString();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/(?<room>\w+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(
        @"^\s*(?:global )?using (?:static )?(?:\w+ = )?(?:global::)?Gchunk\.(?<room>\w+)[^;]*;",
        RegexOptions.Multiline
    )]
    private static partial Regex Import();
}
