using System.Globalization;
using System.Text;
using System.Text.Json;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;
using Orleans;
using Orleans.Runtime;

namespace Gchunk.Repl.Nodes;

/// <summary>
/// The table of the nodes of a cluster in the store that all of them see, for Orleans. Each change is a compare-and-set
/// of the whole table, but that a node is alive is a content of its own, which only that node writes. Times are written
/// by the clock of the store.
/// </summary>
internal sealed class StoreMembership : IMembershipTable
{
    private const string AliveFolder = "alive",
        TableFolder = "table";

    private readonly IClusterStore store;
    private readonly string folder;
    private readonly SharedDocument table;
    private readonly SharedClock clock;

    /// <summary>Opens the table in a folder of its own that all nodes see.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="now">Returns the time of this machine.</param>
    /// <exception cref="GchunkException">The folder is gone.</exception>
    public StoreMembership(string folder, Func<DateTime>? now = null)
        : this(
            new FolderStore(Path.GetDirectoryName(Path.GetFullPath(folder))!),
            Path.GetFileName(Path.GetFullPath(folder)),
            now
        ) { }

    /// <summary>Opens the table.</summary>
    /// <param name="store">The store of the cluster.</param>
    /// <param name="folder">Its folder there.</param>
    /// <param name="now">Returns the time of this machine.</param>
    /// <exception cref="GchunkException">The folder is gone.</exception>
    public StoreMembership(IClusterStore store, string folder, Func<DateTime>? now = null)
    {
        (this.store, this.folder) = (store, folder);
        // A node that is still starting when its cluster is shut down must not create the folder again.
        if (!store.Has(folder))
            throw new GchunkException($"the folder {store.Address}/{folder} of the cluster is gone; was it shut down?");
        table = new SharedDocument(store, $"{folder}/{TableFolder}");
        store.Create($"{folder}/{AliveFolder}");
        clock = new SharedClock(() => store.Now($"{folder}/{AliveFolder}"), now ?? (static () => DateTime.UtcNow));
        clock.Set();
    }

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => Task.FromResult(Read().Data());

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => Task.FromResult(Read().Data(key));

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
    {
        Table now = Read();
        return Task.FromResult(
            now.Etag == tableVersion.VersionEtag
                && !now.Rows.ContainsKey(entry.SiloAddress)
                && Write(now, entry, tableVersion.Version)
        );
    }

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
    {
        Table now = Read();
        return Task.FromResult(
            now.Etag == tableVersion.VersionEtag
                && now.Rows.TryGetValue(entry.SiloAddress, out Row? row)
                && row.Etag == etag
                && Write(now, entry, tableVersion.Version)
        );
    }

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry)
    {
        clock.Set();
        store.Write(
            NameOf(entry.SiloAddress),
            Encoding.ASCII.GetBytes(clock.ToShared(entry.IAmAliveTime).ToString(CultureInfo.InvariantCulture))
        );
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) => Remove(_ => true);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        Remove(row =>
            row.Status == SiloStatus.Dead && Math.Max(row.Started, row.Alive) < clock.ToShared(beforeDate.UtcDateTime)
        );

    private Task Remove(Func<Row, bool> isUnneeded)
    {
        while (true)
        {
            Table now = Read();
            Row[] unneeded = [.. now.Rows.Values.Where(isUnneeded)];
            if (unneeded.Length == 0)
                return Task.CompletedTask;
            foreach (Row row in unneeded)
                now.Rows.Remove(row.Address);
            if (!Write(now, now.Version + 1))
                continue;
            foreach (Row row in unneeded)
                store.Delete(NameOf(row.Address));
            return Task.CompletedTask;
        }
    }

    private bool Write(Table now, MembershipEntry entry, int version)
    {
        string etag = (now.State.Number + 1).ToString(CultureInfo.InvariantCulture);
        now.Rows[entry.SiloAddress] = Row.Of(entry, etag, clock);
        return Write(now, version);
    }

    private bool Write(Table now, int version) =>
        table.TryWrite(now.State, JsonSerializer.SerializeToUtf8Bytes(new Written(version, [.. now.Rows.Values])));

    private Table Read()
    {
        SharedDocument.State state = table.Read();
        try
        {
            Written? written = state.Number == 0 ? null : JsonSerializer.Deserialize<Written>(state.Content);
            var rows = new Dictionary<SiloAddress, Row>();
            foreach (Row row in written?.Rows ?? [])
                rows[row.Address] = row with { Alive = Math.Max(row.Alive, AliveAt(row.Address)) };
            return new Table(state, written?.Version ?? 0, rows, clock);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new GchunkException($"the table of the nodes in {store.Address}/{folder} is damaged: {e.Message}", e);
        }
    }

    private long AliveAt(SiloAddress address)
    {
        try
        {
            string text = Encoding.ASCII.GetString(store.Read(NameOf(address)) ?? []);
            return
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
                && ticks <= DateTime.MaxValue.Ticks
                ? ticks
                : 0;
        }
        catch (IOException)
        {
            return 0; // the store is away for a moment
        }
    }

    private string NameOf(SiloAddress address) =>
        $"{folder}/{AliveFolder}/{Uri.EscapeDataString(address.ToParsableString())}";

    private sealed record Written(int Version, Row[] Rows);

    private sealed record Table(
        SharedDocument.State State,
        int Version,
        Dictionary<SiloAddress, Row> Rows,
        SharedClock Clock
    )
    {
        public string Etag => State.Number.ToString(CultureInfo.InvariantCulture);

        public MembershipTableData Data(SiloAddress? only = null) =>
            new(
                [
                    .. Rows
                        .Values.Where(r => only is null || r.Address.Equals(only))
                        .Select(r => Tuple.Create(r.Entry(Clock), r.Etag)),
                ],
                new TableVersion(Version, Etag)
            );
    }

    // A row as it is written. Times are ticks of UTC by the clock of the store.
    private sealed record Row(
        string Silo,
        string Etag,
        SiloStatus Status,
        string SiloName,
        string HostName,
        string? RoleName,
        int ProxyPort,
        int UpdateZone,
        int FaultZone,
        long Started,
        long Alive,
        Suspector[] Suspectors
    )
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public SiloAddress Address => SiloAddress.FromParsableString(Silo);

        public static Row Of(MembershipEntry entry, string etag, SharedClock clock) =>
            new(
                entry.SiloAddress.ToParsableString(),
                etag,
                entry.Status,
                entry.SiloName,
                entry.HostName,
                entry.RoleName,
                entry.ProxyPort,
                entry.UpdateZone,
                entry.FaultZone,
                clock.ToShared(entry.StartTime),
                clock.ToShared(entry.IAmAliveTime),
                [
                    .. (entry.SuspectTimes ?? []).Select(s => new Suspector(
                        s.Item1.ToParsableString(),
                        clock.ToShared(s.Item2)
                    )),
                ]
            );

        public MembershipEntry Entry(SharedClock clock) =>
            new()
            {
                SiloAddress = Address,
                Status = Status,
                SiloName = SiloName,
                HostName = HostName,
                RoleName = RoleName,
                ProxyPort = ProxyPort,
                UpdateZone = UpdateZone,
                FaultZone = FaultZone,
                StartTime = clock.ToLocal(Started),
                IAmAliveTime = clock.ToLocal(Alive),
                SuspectTimes =
                [
                    .. Suspectors.Select(s =>
                        Tuple.Create(SiloAddress.FromParsableString(s.Silo), clock.ToLocal(s.Time))
                    ),
                ],
            };
    }

    private sealed record Suspector(string Silo, long Time);
}
