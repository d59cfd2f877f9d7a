using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>A store in Redis, or in what speaks its protocol, such as Valkey and Garnet: a hash for each folder.</summary>
internal sealed class RedisStore : KeyedStore
{
    private const int PatienceMilliseconds = 5000;

    // 512 MB at 100 Mb/s, twice.
    private const int BlockMilliseconds = 90_000;

    // What is larger is a block for the connections, however it is called.
    private const int BlockBytes = 1 << 20;

    private const string InFolder = "if redis.call('HEXISTS', KEYS[1], '/') == 0 then return -1 end\n";

    private const string Setting = $"{InFolder}return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])",
        Adding = $"{InFolder}return redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])",
        Creating = $"{InFolder}redis.call('HSET', KEYS[1], ARGV[1], '1')\nreturn redis.call('HSET', KEYS[2], '/', '1')";

    private static readonly string Appending = $"""
        {InFolder}
        local log = (redis.call('HGET', KEYS[1], ARGV[1]) or '') .. ARGV[2]
        if #log > {MostLog} then
            log = string.sub(log, -{KeptLog} - 1)
            log = string.sub(log, (string.find(log, '\n', 1, true) or 0) + 1)
        end
        return redis.call('HSET', KEYS[1], ARGV[1], log)
        """;

    private const string Deleting = """
        local open, at = {KEYS[1]}, 1
        while open[at] do
            for _, name in ipairs(redis.call('HKEYS', open[at])) do
                if #name > 1 and string.sub(name, -1) == '/' then
                    local between = open[at] == ARGV[2] and '' or '/'
                    open[#open + 1] = open[at] .. between .. string.sub(name, 1, -2)
                end
            end
            at = at + 1
        end
        redis.call('HDEL', KEYS[2], ARGV[1])
        for _, key in ipairs(open) do
            redis.call('UNLINK', key)
        end
        return #open
        """;

    // Two connections of each process to each server: an answer waits for those that were asked for before it on the
    // same one, and a block takes long.
    private static readonly ConcurrentDictionary<(string, bool), Lazy<ConnectionMultiplexer>> Connections = [];

    private readonly Uri address;
    private readonly string prefix;
    private readonly int database;

    /// <summary>Names a store.</summary>
    /// <param name="address"><c>redis://USER:PASSWORD@HOST:PORT/NUMBER</c>, with <c>rediss</c> by TLS.</param>
    /// <param name="prefix">What all of its keys begin with.</param>
    /// <exception cref="GchunkException">Its database is no number, or there are settings.</exception>
    public RedisStore(Uri address, string prefix)
    {
        (this.address, this.prefix) = (address, prefix);
        string number = address.AbsolutePath.Trim('/');
        if (number.Length > 0 && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out database))
            throw new GchunkException($"the database of {Address} is a number; got '{VisibleText.Of(number)}'");
        if (address.Query.TrimStart('?') is { Length: > 0 } query)
        {
            throw new GchunkException(
                $"an address of Redis has no settings; got '{VisibleText.Of(Uri.UnescapeDataString(query.Split('=', '&')[0]))}' in GCHUNK_CLUSTERS"
            );
        }
    }

    /// <inheritdoc/>
    public override string Address => StoreAddress.WithoutSecrets(address);

    /// <inheritdoc/>
    /// <remarks>The most of Redis, with a little for the command.</remarks>
    public override int MostBytes => (1 << 29) - (1 << 10);

    /// <inheritdoc/>
    protected override byte[]? Get(string folder, string name, bool isLarge) =>
        Ask(db => (byte[]?)db.HashGet(KeyOf(folder), name), isLarge);

    /// <inheritdoc/>
    protected override bool Set(string folder, string name, byte[] content) =>
        Run(Setting, [KeyOf(folder)], [name, content], content.Length > BlockBytes) >= 0;

    /// <inheritdoc/>
    protected override bool Add(string folder, string name, byte[] content) =>
        Run(Adding, [KeyOf(folder)], [name, content], content.Length > BlockBytes) == 1;

    /// <inheritdoc/>
    protected override bool Extend(string folder, string name, byte[] content) =>
        Run(Appending, [KeyOf(folder)], [name, content]) >= 0;

    /// <inheritdoc/>
    protected override void Remove(string folder, string name) => Ask(db => db.HashDelete(KeyOf(folder), name));

    /// <inheritdoc/>
    protected override void CreateRoot() => Ask(db => db.HashSet(KeyOf(""), Itself, "1"));

    /// <inheritdoc/>
    protected override void CreateIn(string above, string name, string folder) =>
        Run(Creating, [KeyOf(above), KeyOf(folder)], [name]);

    /// <inheritdoc/>
    protected override void RemoveTree(string folder, string above, string name) =>
        Run(Deleting, [KeyOf(folder), KeyOf(above)], [name, prefix]);

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

    // Redis runs a script as one command.
    private long Run(string script, RedisKey[] keys, RedisValue[] values, bool isLarge = false) =>
        Ask(db => (long)db.ScriptEvaluate(script, keys, values, CommandFlags.NoScriptCache), isLarge);

    private T Ask<T>(Func<IDatabase, T> ask, bool isLarge = false)
    {
        (string, bool) key = (address.OriginalString, isLarge);
        try
        {
            return ask(Connections.GetOrAdd(key, Open).Value.GetDatabase());
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            Connections.TryGetValue(key, out Lazy<ConnectionMultiplexer>? failed);
            // What could not be opened at all is tried anew.
            if (failed is { IsValueCreated: false })
            {
                Connections.TryRemove(new KeyValuePair<(string, bool), Lazy<ConnectionMultiplexer>>(key, failed));
            }
            throw Away(e);
        }
    }

    private Lazy<ConnectionMultiplexer> Open((string, bool IsLarge) key) =>
        new(() => ConnectionMultiplexer.Connect(Options(key.IsLarge)));

    private ConfigurationOptions Options(bool isLarge)
    {
        int patience = isLarge ? BlockMilliseconds : PatienceMilliseconds;
        (string? user, string? password) = StoreAddress.SecretsOf(address);
        var options = new ConfigurationOptions
        {
            Ssl = address.Scheme == "rediss",
            User = user,
            Password = password,
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = PatienceMilliseconds,
            SyncTimeout = patience,
            AsyncTimeout = patience,
            DefaultDatabase = database,
            ClientName = "gchunk",
        };
        options.EndPoints.Add(address.Host, address.IsDefaultPort ? 6379 : address.Port);
        return options;
    }
}
