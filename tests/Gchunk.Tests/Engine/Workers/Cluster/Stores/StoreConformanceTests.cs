using System.Net;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;
using Gchunk.Engine.Workers.Runs;
using Gchunk.Repl.Nodes;
using Gchunk.Tests.Repl;
using Orleans;
using Orleans.Runtime;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster.Stores;

/// <summary>
/// What every store of a cluster does. Redis is tried where it is installed, and PostgreSQL and others where
/// <c>GCHUNK_STORE_ADDRESSES</c> has their addresses: <c>databases</c> beside this file starts them.
/// </summary>
public sealed class StoreConformanceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private RedisServer? redis;

    public static TheoryData<string> Stores =>
        [
            "folder",
            "redis",
            .. (Environment.GetEnvironmentVariable("GCHUNK_STORE_ADDRESSES") ?? "").Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            ),
        ];

    public void Dispose()
    {
        redis?.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Contents_are_written_added_once_appended_listed_and_deleted(string kind)
    {
        IClusterStore store = Open(kind);
        Assert.Null(store.Read("a/b"));
        Assert.Empty(store.Names("a"));
        Assert.False(store.Has("a"));
        store.Create("a/inner");
        Assert.True(store.Has("a") && store.Has("a/inner"));
        byte[] bytes = [0, 255, 10, 13];
        store.Write("a/b", bytes);
        Assert.Equal(bytes, store.Read("a/b"));
        store.Write("a/b", []);
        Assert.Empty(store.Read("a/b")!);
        store.WriteBlock("a/block", bytes);
        Assert.Equal(bytes, store.Read("a/block"));
        Assert.True(store.TryAdd("a/c", "one"u8));
        Assert.False(store.TryAdd("a/c", "two"u8));
        Assert.Equal("one"u8.ToArray(), store.Read("a/c"));
        store.Append("a/log", "line\n");
        store.Append("a/log", "next\n");
        Assert.Equal("line\nnext\n", Encoding.UTF8.GetString(store.Read("a/log")!));
        Assert.Equal(["b", "block", "c", "log"], store.Names("a").Order(StringComparer.Ordinal));
        Assert.Equal(["inner"], store.Folders("a"));
        Assert.Equal(["a"], store.Folders(""));
        store.Delete("a/c");
        store.Delete("a/c");
        Assert.Null(store.Read("a/c"));
        store.Write("a/inner/d", bytes);
        store.Create("ab");
        store.Write("ab/c", bytes);
        store.DeleteFolder("a");
        store.DeleteFolder("a");
        Assert.False(store.Has("a") || store.Has("a/inner"));
        Assert.Null(store.Read("a/inner/d"));
        Assert.Equal(["ab"], store.Folders(""));
        Assert.Equal(bytes, store.ReadBlock("ab/c"));
        Assert.DoesNotContain("secret", store.Address, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void What_is_written_to_a_folder_that_was_deleted_is_refused(string kind)
    {
        IClusterStore store = Open(kind);
        store.Create("a/inner");
        store.DeleteFolder("a");
        foreach (string name in (string[])["a/b", "a/inner/b"])
            Refuses(name);
        Assert.Empty(store.Names("a"));
        store.Create("a");
        Assert.Empty(store.Names("a").Concat(store.Folders("a")));
        store.Write("a/b", "1"u8);
        store.Write("b", "1"u8);
        store.DeleteFolder("");
        Refuses("b");
        Assert.ThrowsAny<IOException>(() => store.Create("a"));

        void Refuses(string name)
        {
            Assert.Throws<GchunkException>(() => store.Write(name, "1"u8));
            Assert.ThrowsAny<IOException>(() => store.TryAdd(name, "1"u8));
            Assert.ThrowsAny<IOException>(() => store.Append(name, "1"));
            Assert.True(Record.Exception(() => store.WriteBlock(name, "1"u8)) is GchunkException or IOException);
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void While_several_write_a_folder_that_is_deleted_nothing_of_it_stays(string kind)
    {
        IClusterStore store = Open(kind);
        store.Create("a");
        using var begun = new CountdownEvent(3);
        Parallel.Invoke(Write, Write, Write, Delete);
        store.Create("a");
        Assert.Empty(store.Names("a"));

        void Write()
        {
            for (int n = 0; ; n++)
            {
                try
                {
                    store.Write($"a/{Guid.NewGuid():N}", "1"u8);
                }
                catch (GchunkException)
                {
                    return;
                }
                finally
                {
                    if (n == 0)
                        begun.Signal();
                }
            }
        }

        void Delete()
        {
            Assert.True(begun.Wait(60_000));
            store.DeleteFolder("a");
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void The_lines_of_several_who_append_are_whole_and_the_last_ones_are_kept(string kind)
    {
        IClusterStore store = Open(kind);
        store.Create("logs");
        const int Writers = 4,
            Times = 10;
        Parallel.For(0, Writers * Times, n => store.Append("logs/a", $"line {n}\n"));
        string[] lines = Lines();
        Assert.Equal(Writers * Times, lines.Distinct().Count());
        string long1000 = new('x', 1000);
        for (int part = 0; part < 10; part++)
            store.Append("logs/a", string.Concat(Enumerable.Repeat($"{long1000}\n", 20)));
        store.Append("logs/a", "the last\n");
        lines = Lines();
        Assert.Equal("the last", lines[^1]);
        Assert.All(
            lines.SkipWhile(l => l.StartsWith("line", StringComparison.Ordinal)).SkipLast(1),
            l => Assert.Equal(long1000, l)
        );
        Assert.InRange(lines.Length, 65, kind == "folder" ? 241 : 132);

        string[] Lines() => Encoding.UTF8.GetString(store.Read("logs/a")!).TrimEnd('\n').Split('\n');
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Of_several_who_change_a_document_at_once_none_is_lost(string kind)
    {
        IClusterStore store = Open(kind);
        const int Writers = 4,
            Times = 25;
        Parallel.For(
            0,
            Writers,
            _ =>
            {
                var document = new SharedDocument(store, "document");
                for (int n = 0; n < Times; )
                {
                    SharedDocument.State now = document.Read();
                    int value = now.Number == 0 ? 0 : BitConverter.ToInt32(now.Content);
                    if (document.TryWrite(now, BitConverter.GetBytes(value + 1)))
                        n++;
                }
            }
        );
        SharedDocument.State end = new SharedDocument(store, "document").Read();
        Assert.Equal(Writers * Times, BitConverter.ToInt32(end.Content));
        Assert.Equal(Writers * Times, end.Number);
        Assert.InRange(store.Names("document").Count, 1, 8 + Writers);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_table_of_nodes_inserts_changes_and_forgets_by_compare_and_set(string kind)
    {
        IClusterStore store = Open(kind);
        Assert.Contains("is gone", Assert.Throws<GchunkException>(() => new StoreMembership(store, "members")).Message);
        store.Create("members");
        var one = new StoreMembership(store, "members");
        var two = new StoreMembership(store, "members");
        MembershipEntry entry = EntryOf(1);
        TableVersion first = (await one.ReadAll()).Version;
        Assert.True(await one.InsertRow(entry, first.Next()));
        Assert.False(await two.InsertRow(EntryOf(2), first.Next()));
        MembershipTableData read = await two.ReadAll();
        (MembershipEntry found, string etag) = Assert.Single(read.Members).ToValueTuple();
        Assert.Equal(entry.SiloAddress, found.SiloAddress);
        found.Status = SiloStatus.Dead;
        Assert.True(await two.UpdateRow(found, etag, read.Version.Next()));
        Assert.False(await one.UpdateRow(entry, etag, read.Version.Next()));
        entry.IAmAliveTime = DateTime.UtcNow.AddMinutes(1);
        await one.UpdateIAmAlive(entry);
        MembershipEntry alive = Assert.Single((await two.ReadAll()).Members).Item1;
        Assert.Equal(SiloStatus.Dead, alive.Status);
        Assert.InRange((alive.IAmAliveTime - entry.IAmAliveTime).TotalSeconds, -5, 5);
        await one.CleanupDefunctSiloEntries(DateTimeOffset.UtcNow.AddHours(1));
        Assert.Empty((await two.ReadAll()).Members);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Blocks_and_records_are_read_back_and_damage_is_noticed(string kind)
    {
        IClusterStore store = Open(kind);
        using NDArray block = NDArray.From(new long[] { 1, 2, 3 });
        var blocks = new RecordedBlocks(
            store,
            "runs/a/blocks",
            new RecordedForm(block.DType, ChunkGrid.Single(block.Shape))
        );
        blocks.Write([0], block);
        Assert.Equal([1L, 2, 3], blocks.ReadAll().ToArray<long>());
        byte[] content = store.Read("runs/a/blocks/00000000")!;
        content[0] ^= 1;
        store.Write("runs/a/blocks/00000000", content);
        Assert.False(blocks.Has(0));
        store.Create("runs/a/records");
        var records = new ContentRecords(store, "runs/a/records");
        string name = records.Add("a plan"u8);
        Assert.Equal("a plan"u8.ToArray(), records.Read(name));
        store.Write($"runs/a/records/{name}", "another"u8);
        Assert.Contains("damaged", Assert.Throws<GchunkException>(() => records.Read(name)).Message);
    }

    [Theory]
    [InlineData("mysql://host/db")]
    [InlineData("redis:///1")]
    [InlineData("postgres:///db")]
    [InlineData("postgres://u:secret@host/db?sslmod=secret", "'sslmod'")]
    [InlineData("postgres://u:secret@host/db?Timeout=secret", "'Timeout'")]
    [InlineData("postgres://u:secret@host/db?SSL%20Mode=secret", "'SSL Mode'")]
    [InlineData("postgres://u:secret@host/db?Timeout=99999999999", "'Timeout'")]
    [InlineData("postgres://u:secret@host/db?=secret", "''")]
    [InlineData("redis://u:secret@host/x", "'x'")]
    [InlineData("redis://u:secret@host/-1", "'-1'")]
    [InlineData("redis://u:secret@host/0?password=secret", "'password'")]
    public void A_wrong_address_is_refused_and_not_shown(string address, string told = "GCHUNK_CLUSTERS")
    {
        string message = Assert.Throws<GchunkException>(() => StoreAddress.Open(address, "a")).Message;
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.DoesNotContain(address, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://127.0.0.1:1", "536.87 MB")]
    public void A_content_that_is_too_large_for_a_store_is_refused_before_it_is_sent(string address, string most)
    {
        IClusterStore store = StoreAddress.Open(address, "a");
        string message = Assert
            .Throws<GchunkException>(() => store.Write("a/b", new byte[store.MostBytes + 1]))
            .Message;
        Assert.Contains(most, message, StringComparison.Ordinal);
        Assert.Contains("rechunk", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_in_a_database_says_on_a_machine_without_its_address_what_to_set() =>
        Assert.Matches(
            "the cluster a is in a database, and GCHUNK_CLUSTERS on .* is (not set|a folder); set it here",
            Assert.Throws<GchunkException>(() => ClusterFolder.Open("store:a")).Message
        );

    [Theory]
    [InlineData("redis://:secret@127.0.0.1:1")]
    [InlineData("postgres://user:secret@127.0.0.1:1/db")]
    public void A_store_that_does_not_answer_is_as_a_folder_that_is_away(string address)
    {
        IClusterStore store = StoreAddress.Open(address, "a");
        string why = Assert.ThrowsAny<IOException>(() => store.Read("a")).Message;
        Assert.Contains("127.0.0.1:1", why, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", why, StringComparison.Ordinal);
        Assert.Throws<GchunkException>(() => store.Write("a", "1"u8));
    }

    private IClusterStore Open(string kind)
    {
        if (kind == "folder")
            return new FolderStore(Directory.CreateDirectory(Path.Combine(folder.Path, "store")).FullName);
        if (kind == "redis")
        {
            redis = RedisServer.TryStart(folder.Path);
            Assert.SkipWhen(redis is null, "redis-server is not installed");
            kind = redis!.Address;
        }
        IClusterStore store = StoreAddress.Open(kind, $"test-{Guid.NewGuid():N}");
        store.Create("");
        return store;
    }

    private static MembershipEntry EntryOf(int port) =>
        new()
        {
            SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1),
            Status = SiloStatus.Active,
            SiloName = "node",
            HostName = "host",
            StartTime = DateTime.UtcNow,
            IAmAliveTime = DateTime.UtcNow,
            SuspectTimes = [],
        };
}
