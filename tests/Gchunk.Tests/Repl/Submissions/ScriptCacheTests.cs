using Gchunk.Repl.Submissions;
using Xunit;

namespace Gchunk.Tests.Repl.Submissions;

public sealed class ScriptCacheTests : IDisposable
{
    private const string Code = "Print(1);";
    private const string Place = "/scripts/one.csx";

    private static readonly Submission Compiled = new(
        [.. Enumerable.Range(0, 500).Select(n => (byte)n)],
        typeof(ScriptCacheTests).Assembly,
        "Submission#0",
        "Run"
    );

    private readonly TemporaryFolder folder = new();
    private readonly ScriptCache cache;

    public ScriptCacheTests() => cache = new ScriptCache(Path.Combine(folder.Path, "cache"));

    private string Entry => Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "cache")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_kept_is_found_by_its_text_and_its_place()
    {
        Assert.Null(cache.Find(Code, Place));
        cache.Keep(Code, Place, Compiled, []);
        var found = Assert.NotNull(cache.Find(Code, Place));
        Assert.Equal(Compiled.Image, found.Image);
        Assert.Equal(("Submission#0", "Run"), (found.EntryType, found.EntryMethod));
        Assert.Null(cache.Find(Code + " ", Place));
        Assert.Null(cache.Find(Code, "/scripts/two.csx"));
    }

    [Fact]
    public void An_entry_is_not_used_where_any_of_its_bytes_is_another_or_missing()
    {
        cache.Keep(Code, Place, Compiled, []);
        byte[] whole = File.ReadAllBytes(Entry);
        foreach (int length in (int[])[0, 1, 10, 20, 40, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(Entry, whole[..length]);
            Assert.Null(cache.Find(Code, Place));
        }
        // The bytes after the names are the image and its checksum.
        for (int at = whole.Length - 560; at < whole.Length; at += 7)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x20;
            File.WriteAllBytes(Entry, damaged);
            Assert.Null(cache.Find(Code, Place));
        }
        File.WriteAllBytes(Entry, whole);
        Assert.NotNull(cache.Find(Code, Place));
    }

    [Fact]
    public void An_entry_is_not_used_where_a_script_that_was_loaded_is_another_or_gone()
    {
        string loaded = folder.Write("loaded.csx", "int F() => 1;");
        cache.Keep(Code, Place, Compiled, [loaded]);
        Assert.NotNull(cache.Find(Code, Place));
        File.WriteAllText(loaded, "int F() => 2;");
        Assert.Null(cache.Find(Code, Place));
        File.Delete(loaded);
        Assert.Null(cache.Find(Code, Place));
    }

    [Fact]
    public void Without_a_folder_or_where_it_cannot_be_made_nothing_is_kept_and_nothing_fails()
    {
        foreach (string? where in (string?[])[null, Path.Combine(folder.Write("file", ""), "cache")])
        {
            var none = new ScriptCache(where);
            none.Keep(Code, Place, Compiled, []);
            Assert.Null(none.Find(Code, Place));
        }
    }

    [Fact]
    public void A_second_run_takes_what_the_first_compiled_a_damaged_entry_and_a_changed_script_are_compiled_anew()
    {
        string script = folder.Write("one.csx", "int v = 20;\nPrint(v + int.Parse(Args[0]));");
        Assert.Equal("21\n", Run("1"));
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Kept().Single(), old);
        Assert.Equal("22\n", Run("2"));
        Assert.Equal(old, File.GetLastWriteTimeUtc(Kept().Single())); // what is compiled is written

        File.WriteAllText(Kept().Single(), "damaged");
        Assert.Equal("23\n", Run("3"));
        Assert.True(new FileInfo(Kept().Single()).Length > 1000);

        File.WriteAllText(script, "Print(\"other\");");
        Assert.Equal("other\n", Run("4"));
        Assert.Equal(2, Kept().Length);

        string[] Kept() => Directory.GetFiles(Path.Combine(folder.Path, "gchunk", "scripts"));

        string Run(string argument)
        {
            var ended = GchunkProcess.RunFile(
                "/usr/bin/env",
                "",
                folder.Path,
                $"XDG_CACHE_HOME={folder.Path}",
                Checkout.Launcher,
                script,
                argument
            );
            Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
            return ended.Output;
        }
    }
}
