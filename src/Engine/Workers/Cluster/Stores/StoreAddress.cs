namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>The address of a database in which clusters are, where machines share no folder.</summary>
internal static class StoreAddress
{
    private const string Prefix = "gchunk:";

    private static readonly string[] OfRedis = ["redis", "rediss"],
        OfPostgres = ["postgres", "postgresql"];

    /// <summary>True if a text is such an address rather than a folder.</summary>
    public static bool Is(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) is > 0 and var at && text.AsSpan(0, at).IndexOfAny('/', '\\') < 0;

    /// <summary>Opens the store of a cluster, or the one that lists all of them.</summary>
    /// <param name="text">The address.</param>
    /// <param name="cluster">The name of the cluster, or null.</param>
    /// <exception cref="GchunkException">It is the address of something else.</exception>
    public static IClusterStore Open(string text, string? cluster)
    {
        string prefix = cluster is null ? Prefix : $"{Prefix}{cluster}:";
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Host.Length > 0)
        {
            if (OfRedis.Contains(address.Scheme))
                return new RedisStore(address, prefix);
            if (OfPostgres.Contains(address.Scheme))
                return new PostgresStore(address, prefix);
        }
        throw new GchunkException(
            "GCHUNK_CLUSTERS is a folder that all machines see, redis://HOST:PORT, rediss:// for TLS, or postgres://USER:PASSWORD@HOST:PORT/DATABASE; got another address"
        );
    }

    /// <summary>Returns an address without the password in it.</summary>
    public static string WithoutSecrets(Uri address) =>
        $"{address.Scheme}://{address.Host}{(address.IsDefaultPort ? "" : $":{address.Port}")}{address.AbsolutePath.TrimEnd('/')}";

    /// <summary>Returns the user and the password of an address.</summary>
    public static (string? User, string? Password) SecretsOf(Uri address)
    {
        string[] parts = address.UserInfo.Split(':', 2);
        return (Part(0), Part(1));

        string? Part(int at) => at < parts.Length && parts[at].Length > 0 ? Uri.UnescapeDataString(parts[at]) : null;
    }
}
