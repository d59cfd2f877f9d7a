using Gchunk.Repl.Editor;
using Xunit;

namespace Gchunk.Tests.Repl.Editor;

public sealed class HistoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => System.IO.Path.Combine(folder.Path, "state", "gchunk", "history");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Entries_come_back_as_they_were_typed()
    {
        string[] typed = ["var x = 1;", "if (a)\n    b(\"\\n\");", "漢字\\", "x\r\ny"];
        var first = new History(Path);
        foreach (string entry in typed.Append(typed[^1]))
            first.Add(entry);
        Assert.Equal(typed, new History(Path).Entries);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void Two_open_sessions_see_what_the_other_adds()
    {
        History first = new(Path),
            second = new(Path);
        Assert.Empty(first.Entries);
        second.Add("var a = 1;");
        Assert.Equal(["var a = 1;"], first.Entries);
        first.Add("var b = 2;");
        second.Add("var c = 3;");
        Assert.Equal(["var a = 1;", "var b = 2;", "var c = 3;"], first.Entries);
        Assert.Equal(first.Entries, second.Entries);
        Assert.Equal(first.Entries, new History(Path).Entries);
    }

    [Fact]
    public void Two_sessions_lose_nothing_of_each_other()
    {
        Parallel.For(
            0,
            4,
            session =>
            {
                var history = new History(Path);
                for (int i = 0; i < 50; i++)
                    history.Add($"{session}: {i}");
                Assert.Null(history.Trouble);
            }
        );
        Assert.Equal(200, new History(Path).Entries.Distinct().Count());
    }

    [Fact]
    public void Of_a_damaged_file_what_is_whole_is_taken()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllBytes(Path, [.. "one\n"u8, 0, 1, 2, 10, 0xff, 0xfe, 10, .. "\n\ntwo\nbroken\\\n"u8, .. "cut"u8]);
        var history = new History(Path);
        Assert.Equal(["one", "two", "cut"], history.Entries);
        history.Add("three");
        Assert.Null(history.Trouble);
    }

    [Fact]
    public void What_can_not_be_written_is_said_and_kept_in_memory()
    {
        Directory.CreateDirectory(Path);
        var history = new History(Path);
        history.Add("one");
        history.Add("two");
        Assert.Equal(["one", "two"], history.Entries);
        Assert.StartsWith("cannot save the history: ", history.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_history_is_cut_to_its_newest()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllLines(Path, Enumerable.Range(0, 10_100).Select(i => $"x{i}"));
        Assert.Equal("x100", new History(Path).Entries[0]);
        Assert.Equal(10_000, File.ReadAllLines(Path).Length);
        Assert.Single(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
    }
}
