using System.Collections.Concurrent;
using Npgsql;

namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>A store in a table of PostgreSQL, which is created if it does not exist.</summary>
internal sealed class PostgresStore : KeyedStore
{
    private const int PatienceSeconds = 5;

    private const string Table = """
        CREATE TABLE IF NOT EXISTS gchunk_store (
            folder text NOT NULL, name text NOT NULL, content bytea NOT NULL, PRIMARY KEY (folder, name))
        """;

    // The pool of connections of this process to each server.
    private static readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> Sources = [];

    private readonly Uri address;
    private readonly string prefix;

    /// <summary>Names a store.</summary>
    /// <param name="address"><c>postgres://USER:PASSWORD@HOST:PORT/DATABASE</c>.</param>
    /// <param name="prefix">What all of its folders begin with.</param>
    public PostgresStore(Uri address, string prefix) => (this.address, this.prefix) = (address, prefix);

    /// <inheritdoc/>
    public override string Address => StoreAddress.WithoutSecrets(address);

    /// <inheritdoc/>
    protected override byte[]? Get(string folder, string name) =>
        Ask(
            "SELECT content FROM gchunk_store WHERE folder = $1 AND name = $2",
            c => (byte[]?)c.ExecuteScalar(),
            folder,
            name
        );

    /// <inheritdoc/>
    protected override void Set(string folder, string name, ReadOnlySpan<byte> content) =>
        Ask(
            "INSERT INTO gchunk_store VALUES ($1, $2, $3) ON CONFLICT (folder, name) DO UPDATE SET content = $3",
            c => c.ExecuteNonQuery(),
            folder,
            name,
            content.ToArray()
        );

    /// <inheritdoc/>
    protected override bool Add(string folder, string name, ReadOnlySpan<byte> content) =>
        Ask(
            "INSERT INTO gchunk_store VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            c => c.ExecuteNonQuery(),
            folder,
            name,
            content.ToArray()
        ) == 1;

    /// <inheritdoc/>
    protected override void Remove(string folder, string name) =>
        Ask("DELETE FROM gchunk_store WHERE folder = $1 AND name = $2", c => c.ExecuteNonQuery(), folder, name);

    /// <inheritdoc/>
    protected override void Clear(string folder) =>
        Ask("DELETE FROM gchunk_store WHERE folder = $1", c => c.ExecuteNonQuery(), folder);

    /// <inheritdoc/>
    protected override IEnumerable<string> List(string folder) =>
        Ask(
            "SELECT name FROM gchunk_store WHERE folder = $1",
            c =>
            {
                var names = new List<string>();
                using NpgsqlDataReader rows = c.ExecuteReader();
                while (rows.Read())
                    names.Add(rows.GetString(0));
                return names;
            },
            folder
        );

    /// <inheritdoc/>
    protected override DateTime Time() =>
        Ask("SELECT clock_timestamp()", c => ((DateTime)c.ExecuteScalar()!).ToUniversalTime());

    private T Ask<T>(string statement, Func<NpgsqlCommand, T> ask, string? folder = null, params object[] more)
    {
        try
        {
            using NpgsqlCommand command = Sources
                .GetOrAdd(address.OriginalString, _ => new Lazy<NpgsqlDataSource>(Open))
                .Value.CreateCommand(statement);
            command.CommandTimeout = PatienceSeconds;
            if (folder is not null)
                command.Parameters.Add(new NpgsqlParameter { Value = prefix + folder });
            foreach (object value in more)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            return ask(command);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            if (
                Sources.TryGetValue(address.OriginalString, out Lazy<NpgsqlDataSource>? failed)
                && !failed.IsValueCreated
            )
            {
                Sources.TryRemove(new KeyValuePair<string, Lazy<NpgsqlDataSource>>(address.OriginalString, failed));
            }
            throw Away(e);
        }
    }

    private NpgsqlDataSource Open()
    {
        (string? user, string? password) = StoreAddress.SecretsOf(address);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.IsDefaultPort ? 5432 : address.Port,
            Database = Uri.UnescapeDataString(address.AbsolutePath.Trim('/')),
            Username = user,
            Password = password,
            Timeout = PatienceSeconds,
            MaxPoolSize = 4,
            ApplicationName = "gchunk",
        };
        if (address.Query.TrimStart('?') is { Length: > 0 } query)
        {
            foreach (string setting in query.Split('&'))
            {
                string[] pair = setting.Split('=', 2);
                settings[Uri.UnescapeDataString(pair[0])] = Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : "");
            }
        }
        NpgsqlDataSource source = NpgsqlDataSource.Create(settings);
        CreateTable(source);
        return source;
    }

    // Two that create it at once may both find that there is none.
    private static void CreateTable(NpgsqlDataSource source)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using NpgsqlCommand create = source.CreateCommand(Table);
                create.ExecuteNonQuery();
                return;
            }
            catch (PostgresException e) when (e.SqlState is "23505" or "42P07" && attempt < 3) { }
        }
    }
}
