using System.Diagnostics;
using System.Runtime.Versioning;
using Gchunk.Engine;
using Gchunk.Repl.Editor;
using Gchunk.Repl.Submissions;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine;

/// <summary>Folders and files that others planted or can write are not used.</summary>
[Collection("whole process")]
[SupportedOSPlatform("linux")]
public sealed class UserFolderTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        All = (UnixFileMode)0x1FF;

    private readonly TemporaryFolder folder = new();
    private readonly Action<string> sink = Notice.Sink;
    private readonly List<string> told = [];

    public UserFolderTests() => Notice.Sink = told.Add;

    public void Dispose()
    {
        Notice.Sink = sink;
        folder.Dispose();
    }

    private string At(params string[] parts) => Path.Combine([folder.Path, .. parts]);

    private static void GiveAway(string path)
    {
        Assert.SkipUnless(FileOwner.CurrentUser == 0, "only root can give files away");
        using var chown = Process.Start("chown", ["-h", "65534:65534", path]);
        chown.WaitForExit();
        Assert.Equal(65534u, FileOwner.Of(path)?.User);
    }

    private void IsRefused(string path, string because)
    {
        Assert.False(UserFolder.Prepare(path));
        Assert.False(UserFolder.Prepare(path)); // and says so once
        string said = Assert.Single(told);
        Assert.Contains($"the folder {path} is not used: ", said);
        Assert.Contains(because, said);
    }

    [Fact]
    public void A_folder_is_created_for_its_user_alone_with_those_above_it()
    {
        Assert.True(UserFolder.Prepare(At("a", "b", "c")));
        foreach (string made in (string[])[At("a"), At("a", "b"), At("a", "b", "c")])
            Assert.Equal(Own, File.GetUnixFileMode(made));
        Assert.True(UserFolder.Prepare(At("a", "b", "c")));
        Assert.Empty(told);
    }

    [Fact]
    public void A_folder_that_cannot_be_created_is_not_used_and_nothing_is_said()
    {
        folder.Write("file", "");
        Assert.False(UserFolder.Prepare(At("file", "a")));
        Assert.False(UserFolder.Prepare("/proc/nowhere/a"));
        Directory.CreateSymbolicLink(At("circle"), At("circle"));
        Assert.False(UserFolder.Prepare(At("circle", "a")));
        Assert.Empty(told);
    }

    [Theory]
    [InlineData(0x1FF)] // rwxrwxrwx
    [InlineData(0x1F8)] // rwxrwx---
    [InlineData(0x1C2)] // rwx----w-
    public void A_folder_that_others_can_write_is_not_used(int mode)
    {
        string open = Directory.CreateDirectory(At("open")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)mode);
        IsRefused(open, $"others can write to {open}; delete what you do not know there, and type: chmod go-w {open}");
    }

    [Fact]
    public void A_folder_that_others_can_replace_is_not_used_except_in_a_sticky_folder()
    {
        string parent = Directory.CreateDirectory(At("parent")).FullName;
        File.SetUnixFileMode(parent, All | UnixFileMode.StickyBit);
        Assert.True(UserFolder.Prepare(Path.Combine(parent, "mine")));
        File.SetUnixFileMode(parent, All);
        IsRefused(Path.Combine(parent, "mine"), $"others can write to {parent}");
    }

    [Fact]
    public void A_folder_that_another_user_made_first_is_not_used()
    {
        string planted = Directory.CreateDirectory(At("planted")).FullName;
        GiveAway(planted);
        IsRefused(planted, $"{planted} belongs to user 65534, not to you");
        told.Clear();
        IsRefused(Path.Combine(planted, "below"), $"{planted} belongs to user 65534, not to you");
    }

    [Fact]
    public void Links_of_the_user_are_followed_and_those_of_others_are_not()
    {
        Directory.CreateDirectory(At("real"));
        File.CreateSymbolicLink(At("relative"), "real");
        File.CreateSymbolicLink(At("absolute"), At("real"));
        Assert.True(UserFolder.Prepare(At("relative", "a")));
        Assert.True(UserFolder.Prepare(At("absolute", "..", "absolute", "b")));
        Assert.True(Directory.Exists(At("real", "a")) && Directory.Exists(At("real", "b")));
        GiveAway(At("relative"));
        IsRefused(At("relative", "a"), $"user 65534 made the link {At("relative")}");
    }

    [Fact]
    public void Only_plain_files_of_the_user_that_others_cannot_write_are_its_own()
    {
        string file = folder.Write("file", "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.True(UserFolder.IsOwnFile(file));
        File.CreateSymbolicLink(At("link"), file);
        Assert.False(UserFolder.IsOwnFile(At("link")));
        Assert.False(UserFolder.IsOwnFile(folder.Path));
        Assert.False(UserFolder.IsOwnFile(At("nothing")));
        File.SetUnixFileMode(file, All);
        Assert.False(UserFolder.IsOwnFile(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        GiveAway(file);
        Assert.False(UserFolder.IsOwnFile(file));
    }

    [Fact]
    public void A_planted_compiled_script_is_not_found()
    {
        var compiled = new Submission([1, 2, 3], typeof(UserFolderTests).Assembly, "Script", "Run");
        var cache = new ScriptCache(At("cache"));
        cache.Keep("1", "/a.csx", compiled, []);
        string entry = Assert.Single(Directory.GetFiles(At("cache")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(entry));
        Assert.NotNull(cache.Find("1", "/a.csx"));
        File.SetUnixFileMode(At("cache"), All);
        Assert.Null(cache.Find("1", "/a.csx"));
        File.SetUnixFileMode(At("cache"), Own);
        Assert.NotNull(cache.Find("1", "/a.csx"));
        GiveAway(entry);
        Assert.Null(cache.Find("1", "/a.csx"));
    }

    [Fact]
    public void A_history_that_others_can_write_is_not_read()
    {
        string file = At("state", "history");
        Assert.True(UserFolder.Prepare(At("state")));
        File.WriteAllText(file, "planted\n");
        Assert.Single(new History(file).Entries);
        File.SetUnixFileMode(At("state"), All);
        var history = new History(file);
        Assert.Empty(history.Entries);
        history.Add("mine");
        Assert.StartsWith("cannot save the history: the folder ", history.Trouble, StringComparison.Ordinal);
        Assert.Equal("planted\n", File.ReadAllText(file));
    }
}
