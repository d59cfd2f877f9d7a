using System.Net;
using Gchunk.Engine;
using Gchunk.Repl.Nodes;
using Orleans;
using Orleans.Runtime;
using Xunit;

namespace Gchunk.Tests.Repl.Nodes;

/// <summary>What Orleans expects of the table of its members.</summary>
public class StoreMembershipTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static MembershipEntry Entry(int port, SiloStatus status = SiloStatus.Joining) =>
        new()
        {
            SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 5),
            Status = status,
            HostName = "host",
            SiloName = $"node-{port}",
            StartTime = Start,
            IAmAliveTime = Start,
        };

    private static async Task<bool> Insert(StoreMembership table, MembershipEntry entry) =>
        await table.InsertRow(entry, (await table.ReadAll()).Version.Next());

    [Fact]
    public async Task A_row_that_was_inserted_is_read_with_all_that_it_says()
    {
        using var folder = new TemporaryFolder();
        var table = new StoreMembership(folder.Path);
        await table.InitializeMembershipTable(true);
        Assert.Empty((await table.ReadAll()).Members);
        MembershipEntry entry = Entry(1);
        entry.AddSuspector(Entry(2).SiloAddress, Start.AddSeconds(3));
        Assert.True(await Insert(table, entry));
        // Another process reads it.
        MembershipTableData read = await new StoreMembership(folder.Path).ReadRow(entry.SiloAddress);
        (MembershipEntry found, string etag) = Assert.Single(read.Members);
        Assert.Equal(entry.ToFullString(), found.ToFullString());
        Assert.NotEmpty(etag);
        Assert.Equal(1, read.Version.Version);
        Assert.Empty((await table.ReadRow(Entry(9).SiloAddress)).Members);
    }

    // A node whose clock was an hour off believed that all others had been silent for an hour, and they it.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-5, 3)]
    public async Task Times_are_read_by_the_clock_of_the_reader(int writers, int readers)
    {
        using var folder = new TemporaryFolder();
        StoreMembership writer = At(writers),
            reader = At(readers);
        MembershipEntry entry = Entry(1);
        DateTime written = DateTime.UtcNow.AddHours(writers);
        (entry.StartTime, entry.IAmAliveTime) = (written.AddDays(-1), written.AddDays(-1));
        entry.AddSuspector(Entry(2).SiloAddress, written);
        Assert.True(await Insert(writer, entry));
        entry.IAmAliveTime = written;
        await writer.UpdateIAmAlive(entry);
        MembershipEntry found = (await reader.ReadAll()).Members.Single().Item1;
        foreach (
            DateTime time in (DateTime[])[found.StartTime.AddDays(1), found.IAmAliveTime, found.SuspectTimes![0].Item2]
        )
        {
            Assert.InRange((time - written).TotalHours, readers - writers - 0.05, readers - writers + 0.05);
        }

        StoreMembership At(int hours) => new(folder.Path, () => DateTime.UtcNow.AddHours(hours));
    }

    [Fact]
    public async Task A_second_insertion_and_one_of_an_old_version_are_refused()
    {
        using var folder = new TemporaryFolder();
        var table = new StoreMembership(folder.Path);
        TableVersion before = (await table.ReadAll()).Version.Next();
        Assert.True(await table.InsertRow(Entry(1), before));
        Assert.False(await table.InsertRow(Entry(2), before));
        Assert.False(await Insert(table, Entry(1)));
        Assert.True(await Insert(table, Entry(2)));
        Assert.Equal(2, (await table.ReadAll()).Members.Count);
    }

    [Fact]
    public async Task A_change_needs_the_newest_row_and_the_newest_table()
    {
        using var folder = new TemporaryFolder();
        var table = new StoreMembership(folder.Path);
        Assert.True(await Insert(table, Entry(1)));
        MembershipTableData first = await table.ReadAll();
        string etag = first.Members[0].Item2;
        Assert.False(await table.UpdateRow(Entry(2), etag, first.Version.Next()));
        Assert.False(await table.UpdateRow(Entry(1, SiloStatus.Active), "0", first.Version.Next()));
        Assert.True(await table.UpdateRow(Entry(1, SiloStatus.Active), etag, first.Version.Next()));
        Assert.False(await table.UpdateRow(Entry(1, SiloStatus.Dead), etag, first.Version.Next()));
        MembershipTableData second = await table.ReadAll();
        Assert.False(await table.UpdateRow(Entry(1, SiloStatus.Dead), etag, second.Version.Next()));
        Assert.Equal(SiloStatus.Active, second.Members[0].Item1.Status);
        Assert.NotEqual(etag, second.Members[0].Item2);
    }

    [Fact]
    public async Task That_a_node_is_alive_changes_no_version()
    {
        using var folder = new TemporaryFolder();
        var table = new StoreMembership(folder.Path);
        Assert.True(await Insert(table, Entry(1)));
        MembershipTableData before = await table.ReadAll();
        MembershipEntry alive = Entry(1);
        alive.IAmAliveTime = Start.AddMinutes(1);
        await table.UpdateIAmAlive(alive);
        MembershipTableData after = await table.ReadAll();
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(before.Members[0].Item2, after.Members[0].Item2);
        Assert.Equal(Start.AddMinutes(1), after.Members[0].Item1.IAmAliveTime);
    }

    [Fact]
    public async Task Rows_of_the_dead_are_removed_when_they_are_old()
    {
        using var folder = new TemporaryFolder();
        var table = new StoreMembership(folder.Path);
        Assert.True(await Insert(table, Entry(1, SiloStatus.Dead)));
        Assert.True(await Insert(table, Entry(2, SiloStatus.Active)));
        MembershipEntry late = Entry(3, SiloStatus.Dead);
        late.IAmAliveTime = Start.AddDays(2);
        Assert.True(await Insert(table, late));
        await table.CleanupDefunctSiloEntries(Start.AddDays(1));
        Assert.Equal([2, 3], (await table.ReadAll()).Members.Select(m => m.Item1.SiloAddress.Endpoint.Port).Order());
        await table.DeleteMembershipTableEntries("test");
        Assert.Empty((await table.ReadAll()).Members);
    }

    [Fact]
    public async Task Of_writers_at_once_each_gets_its_row_in()
    {
        using var folder = new TemporaryFolder();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 8),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (port, _) =>
            {
                var table = new StoreMembership(folder.Path);
                while (!await Insert(table, Entry(port))) { }
            }
        );
        MembershipTableData all = await new StoreMembership(folder.Path).ReadAll();
        Assert.Equal((8, 8), (all.Members.Count, all.Version.Version));
    }

    [Fact]
    public void A_node_that_starts_late_does_not_create_the_folder_of_a_cluster_that_has_ended()
    {
        using var folder = new TemporaryFolder();
        string gone = Path.Combine(folder.Path, "cluster", "members");
        Assert.Contains("is gone", Assert.Throws<GchunkException>(() => new StoreMembership(gone)).Message);
        Assert.False(Directory.Exists(Path.GetDirectoryName(gone)));
    }

    [Fact]
    public async Task A_damaged_table_is_named()
    {
        using var folder = new TemporaryFolder();
        var document = new Gchunk.Engine.Workers.Cluster.SharedDocument(Path.Combine(folder.Path, "table"));
        Assert.True(document.TryWrite(document.Read(), "{\"Rows\":[{\"Silo\":\"x\"}]}"u8));
        var error = await Assert.ThrowsAsync<GchunkException>(() => new StoreMembership(folder.Path).ReadAll());
        Assert.Contains($"in {folder.Path} is damaged", error.Message);
    }
}
