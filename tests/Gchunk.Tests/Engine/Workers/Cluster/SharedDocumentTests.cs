using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>The document that nodes change by compare-and-set.</summary>
public class SharedDocumentTests
{
    private static byte[] Bytes(int value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    private static int Value(SharedDocument.State state) =>
        state.Number == 0 ? 0 : int.Parse(Encoding.ASCII.GetString(state.Content), CultureInfo.InvariantCulture);

    [Fact]
    public void A_new_state_is_read_and_a_change_of_an_older_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        var document = new SharedDocument(folder.Path);
        SharedDocument.State none = document.Read();
        Assert.Equal(0, none.Number);
        Assert.True(document.TryWrite(none, Bytes(1)));
        Assert.False(document.TryWrite(none, Bytes(2)));
        SharedDocument.State first = new SharedDocument(folder.Path).Read();
        Assert.Equal(1, Value(first));
        Assert.True(document.TryWrite(first, Bytes(3)));
        Assert.Equal(3, Value(document.Read()));
    }

    // Each of the writers has a descriptor of its own, as processes of several machines have.
    [Fact]
    public void Of_several_writers_at_once_exactly_one_wins_each_time()
    {
        const int Writers = 8,
            Each = 25;
        using var folder = new TemporaryFolder();
        Parallel.For(
            0,
            Writers,
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            _ =>
            {
                var mine = new SharedDocument(folder.Path);
                for (int done = 0; done < Each; )
                {
                    SharedDocument.State now = mine.Read();
                    if (mine.TryWrite(now, Bytes(Value(now) + 1)))
                        done++;
                }
            }
        );
        SharedDocument.State end = new SharedDocument(folder.Path).Read();
        Assert.Equal((Writers * Each, Writers * Each), (Value(end), end.Number));
        Assert.InRange(Directory.GetFiles(folder.Path).Length, 1, 16);
    }

    [Fact]
    public void What_a_killed_writer_leaves_blocks_nobody_and_is_deleted()
    {
        using var folder = new TemporaryFolder();
        string draft = folder.Write("draft-0123", "half");
        File.SetLastWriteTimeUtc(draft, DateTime.UtcNow.AddHours(-1));
        var document = new SharedDocument(folder.Path);
        Assert.True(document.TryWrite(document.Read(), Bytes(1)));
        Assert.Equal(1, Value(document.Read()));
        Assert.False(File.Exists(draft));
    }

    [Fact]
    public void A_writer_that_was_overtaken_long_ago_is_refused_though_its_number_is_free_again()
    {
        using var folder = new TemporaryFolder();
        var document = new SharedDocument(folder.Path);
        Assert.True(document.TryWrite(document.Read(), Bytes(1)));
        SharedDocument.State old = document.Read();
        for (int i = 2; i <= 20; i++)
            Assert.True(document.TryWrite(document.Read(), Bytes(i)));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), f => f.EndsWith("000002", StringComparison.Ordinal));
        Assert.False(document.TryWrite(old, Bytes(99)));
        Assert.Equal(20, Value(document.Read()));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), f => f.EndsWith("000002", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_state_is_named()
    {
        using var folder = new TemporaryFolder();
        string state = folder.Write("000000000001", "xx");
        Assert.Contains(
            state,
            Assert.Throws<GchunkException>(() => new SharedDocument(folder.Path).Read()).Message,
            StringComparison.Ordinal
        );
    }
}
