using System.Collections.Concurrent;
using System.Net;
using StackExchange.Redis;

namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>A store in Redis, or in what speaks its protocol, such as Valkey and Garnet: a hash for each folder.</summary>
internal sealed class RedisStore : KeyedStore
{
    private const int PatienceMilliseconds = 5000;

    // One connection of each process to each server serves all.
    private static readonly ConcurrentDictionary<string, Lazy<ConnectionMultiplexer>> Connections = [];

    private readonly Uri address;
    private readonly string prefix;

    /// <summary>Names a store.</summary>
    /// <param name="address"><c>redis://USER:PASSWORD@HOST:PORT/NUMBER</c>, with <c>rediss</c> by TLS.</param>
    /// <param name="prefix">What all of its keys begin with.</param>
    public RedisStore(Uri address, string prefix) => (this.address, this.prefix) = (address, prefix);

    /// <inheritdoc/>
    public override string Address => StoreAddress.WithoutSecrets(address);

    /// <inheritdoc/>
    protected override byte[]? Get(string folder, string name) => Ask(db => (byte[]?)db.HashGet(KeyOf(folder), name));

    /// <inheritdoc/>
    protected override void Set(string folder, string name, ReadOnlySpan<byte> content)
    {
        byte[] bytes = content.ToArray();
        Ask(db => db.HashSet(KeyOf(folder), name, bytes));
    }

    /// <inheritdoc/>
    protected override bool Add(string folder, string name, ReadOnlySpan<byte> content)
    {
        byte[] bytes = content.ToArray();
        return Ask(db => db.HashSet(KeyOf(folder), name, bytes, When.NotExists));
    }

    /// <inheritdoc/>
    protected override void Remove(string folder, string name) => Ask(db => db.HashDelete(KeyOf(folder), name));

    /// <inheritdoc/>
    protected override void Clear(string folder) => Ask(db => db.KeyDelete(KeyOf(folder)));

    /// <inheritdoc/>
    protected override IEnumerable<string> List(string folder) =>
        Ask(db => db.HashKeys(KeyOf(folder))).Select(n => n.ToString());

    /// <inheritdoc/>
    protected override DateTime Time() =>
        Ask(db =>
        {
            EndPoint server = db.Multiplexer.GetEndPoints()[0];
            return db.Multiplexer.GetServer(server).Time();
        });

    private RedisKey KeyOf(string folder) => prefix + folder;

    private T Ask<T>(Func<IDatabase, T> ask)
    {
        try
        {
            return ask(Connections.GetOrAdd(address.OriginalString, Open).Value.GetDatabase());
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            Connections.TryGetValue(address.OriginalString, out Lazy<ConnectionMultiplexer>? failed);
            // What could not be opened at all is tried anew.
            if (failed is { IsValueCreated: false })
            {
                Connections.TryRemove(
                    new KeyValuePair<string, Lazy<ConnectionMultiplexer>>(address.OriginalString, failed)
                );
            }
            throw Away(e);
        }
    }

    private Lazy<ConnectionMultiplexer> Open(string _) => new(() => ConnectionMultiplexer.Connect(Options()));

    private ConfigurationOptions Options()
    {
        (string? user, string? password) = StoreAddress.SecretsOf(address);
        var options = new ConfigurationOptions
        {
            Ssl = address.Scheme == "rediss",
            User = user,
            Password = password,
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = PatienceMilliseconds,
            SyncTimeout = PatienceMilliseconds,
            ClientName = "gchunk",
        };
        options.EndPoints.Add(address.Host, address.IsDefaultPort ? 6379 : address.Port);
        if (address.AbsolutePath.Trim('/') is { Length: > 0 } number)
        {
            options.DefaultDatabase = int.TryParse(number, out int database)
                ? database
                : throw new GchunkException($"the database of {Address} is a number; got '{VisibleText.Of(number)}'");
        }
        return options;
    }
}
