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

    // A line as slow as this one has time for a large content.
    private const int BytesPerSecond = 1 << 20;

    // Whoever writes holds the folder, so that it is not deleted meanwhile.
    private const string InFolder =
        "FROM (SELECT 1 FROM gchunk_store WHERE folder = $1 AND name = '/' FOR KEY SHARE) AS there";

    private static readonly string Appending = $"""
        INSERT INTO gchunk_store AS old SELECT $1, $2, $3 {InFolder}
        ON CONFLICT (folder, name) DO UPDATE SET content = CASE
            WHEN length(old.content) + length(excluded.content) <= {MostLog} THEN old.content || excluded.content
            ELSE (
                SELECT substr(kept, position('\x0a'::bytea IN kept) + 1)
                FROM substr(
                    old.content || excluded.content,
                    length(old.content) + length(excluded.content) - {KeptLog}
                ) AS kept)
            END
        """;

    private const string Tree = "(folder = $1 OR starts_with(folder, $2))";

    // The pool of connections of this process to each server.
    private static readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> Sources = [];

    private readonly Uri address;
    private readonly string prefix;
    private readonly NpgsqlConnectionStringBuilder settings;

    /// <summary>Names a store.</summary>
    /// <param name="address"><c>postgres://USER:PASSWORD@HOST:PORT/DATABASE</c>.</param>
    /// <param name="prefix">What all of its folders begin with.</param>
    /// <exception cref="GchunkException">A setting in the address is not one of Npgsql.</exception>
    public PostgresStore(Uri address, string prefix) =>
        (this.address, this.prefix, settings) = (address, prefix, SettingsOf(address));

    /// <inheritdoc/>
    public override string Address => StoreAddress.WithoutSecrets(address);

    /// <inheritdoc/>
    /// <remarks>PostgreSQL has messages of 1 GB.</remarks>
    public override int MostBytes => (1 << 30) - (1 << 20);

    /// <inheritdoc/>
    protected override byte[]? Get(string folder, string name, bool isLarge) =>
        Ask(
            "SELECT content FROM gchunk_store WHERE folder = $1 AND name = $2",
            c => (byte[]?)c.ExecuteScalar(),
            isLarge ? MostBytes : 0,
            prefix + folder,
            name
        );

    /// <inheritdoc/>
    protected override bool Set(string folder, string name, byte[] content) =>
        Write(
            $"INSERT INTO gchunk_store SELECT $1, $2, $3 {InFolder} ON CONFLICT (folder, name) DO UPDATE SET content = excluded.content",
            folder,
            name,
            content
        );

    /// <inheritdoc/>
    protected override bool Add(string folder, string name, byte[] content) =>
        Write($"INSERT INTO gchunk_store SELECT $1, $2, $3 {InFolder} ON CONFLICT DO NOTHING", folder, name, content);

    /// <inheritdoc/>
    protected override bool Extend(string folder, string name, byte[] content) =>
        Write(Appending, folder, name, content);

    /// <inheritdoc/>
    protected override void Remove(string folder, string name) =>
        Ask(
            "DELETE FROM gchunk_store WHERE folder = $1 AND name = $2",
            c => c.ExecuteNonQuery(),
            0,
            prefix + folder,
            name
        );

    /// <inheritdoc/>
    protected override void CreateRoot() =>
        Ask(
            "INSERT INTO gchunk_store VALUES ($1, '/', '1') ON CONFLICT DO NOTHING",
            c => c.ExecuteNonQuery(),
            0,
            prefix
        );

    /// <inheritdoc/>
    protected override void CreateIn(string above, string name, string folder) =>
        Ask(
            $"INSERT INTO gchunk_store SELECT made.f, made.n, '1'::bytea {InFolder}, (VALUES ($1, $2), ($3, '/')) AS made(f, n) ON CONFLICT DO NOTHING",
            c => c.ExecuteNonQuery(),
            0,
            prefix + above,
            name,
            prefix + folder
        );

    /// <inheritdoc/>
    /// <remarks>
    /// First the folders themselves, which waits for those who are writing, and then all that they wrote.
    /// </remarks>
    protected override void RemoveTree(string folder, string above, string name)
    {
        string inner = folder.Length == 0 ? prefix : $"{prefix}{folder}/";
        Reach(source =>
        {
            using NpgsqlBatch batch = source.CreateBatch();
            batch.Timeout = MostBytes / BytesPerSecond;
            Add($"DELETE FROM gchunk_store WHERE name = '/' AND {Tree}", prefix + folder, inner);
            Add(
                $"DELETE FROM gchunk_store WHERE {Tree} OR (folder = $3 AND name = $4)",
                prefix + folder,
                inner,
                prefix + above,
                name
            );
            return batch.ExecuteNonQuery();

            void Add(string statement, params object[] values)
            {
                var command = new NpgsqlBatchCommand(statement);
                foreach (object value in values)
                    command.Parameters.Add(new NpgsqlParameter { Value = value });
                batch.BatchCommands.Add(command);
            }
        });
    }

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
            0,
            prefix + folder
        );

    /// <inheritdoc/>
    protected override DateTime Time() =>
        Ask("SELECT clock_timestamp()", c => ((DateTime)c.ExecuteScalar()!).ToUniversalTime(), 0);

    private bool Write(string statement, string folder, string name, byte[] content) =>
        Ask(statement, c => c.ExecuteNonQuery(), content.Length, prefix + folder, name, content) == 1;

    private T Ask<T>(string statement, Func<NpgsqlCommand, T> ask, int bytes, params object[] values) =>
        Reach(source =>
        {
            using NpgsqlCommand command = source.CreateCommand(statement);
            command.CommandTimeout = PatienceSeconds + bytes / BytesPerSecond;
            foreach (object value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            return ask(command);
        });

    private T Reach<T>(Func<NpgsqlDataSource, T> act)
    {
        try
        {
            return act(Sources.GetOrAdd(address.OriginalString, _ => new Lazy<NpgsqlDataSource>(Open)).Value);
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

    private static NpgsqlConnectionStringBuilder SettingsOf(Uri address)
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
        if (address.Query.TrimStart('?') is not { Length: > 0 } query)
            return settings;
        foreach (string setting in query.Split('&'))
        {
            string[] pair = setting.Split('=', 2);
            string key = Uri.UnescapeDataString(pair[0]);
            try
            {
                settings[key] = Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : "");
            }
            // Its message may have the value, which may be a password.
            catch (Exception e)
                when (e
                        is ArgumentException
                            or FormatException
                            or OverflowException
                            or InvalidCastException
                            or NotSupportedException
                )
            {
                throw new GchunkException(
                    $"the setting '{VisibleText.Of(key)}' in GCHUNK_CLUSTERS is not one of Npgsql, or has a value that it cannot have; one is, for example, postgres://HOST/DATABASE?SSL Mode=VerifyFull"
                );
            }
        }
        return settings;
    }

    private NpgsqlDataSource Open()
    {
        NpgsqlDataSource source;
        try
        {
            source = NpgsqlDataSource.Create(settings);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new GchunkException($"the settings of {Address} in GCHUNK_CLUSTERS contradict each other");
        }
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
