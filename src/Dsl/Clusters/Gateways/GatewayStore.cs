using System.Net;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster.Stores;

namespace Gchunk.Dsl.Clusters.Gateways;

/// <summary>
/// The store of a cluster as a client of a gateway sees it: the runs and the work of the clients are the gateway's, over
/// HTTPS, and the rest is in a folder of this process.
/// </summary>
/// <param name="link">The gateway.</param>
/// <param name="cluster">The path of the cluster there.</param>
/// <param name="own">The folder.</param>
internal sealed class GatewayStore(GatewayLink link, string cluster, IClusterStore own) : IClusterStore
{
    /// <summary>The folders that clients of a gateway see.</summary>
    public static readonly string[] Shared = ["runs", "loads"];

    /// <inheritdoc/>
    public string Address => link.Address + cluster;

    /// <inheritdoc/>
    public byte[]? Read(string name) => IsOwn(name) ? own.Read(name) : Ask(HttpMethod.Get, name).Content;

    /// <inheritdoc/>
    public void Write(string name, ReadOnlySpan<byte> content, bool flush = true)
    {
        if (IsOwn(name))
            own.Write(name, content, flush);
        else
            link.Exchange(HttpMethod.Put, PathOf(name), content.ToArray(), Interrupt.Token);
    }

    /// <inheritdoc/>
    public bool TryAdd(string name, ReadOnlySpan<byte> content) =>
        IsOwn(name)
            ? own.TryAdd(name, content)
            : Ask(HttpMethod.Post, name, content.ToArray()).Status == HttpStatusCode.Created;

    /// <inheritdoc/>
    public void Append(string name, string text) => own.Append(name, text);

    /// <inheritdoc/>
    public void Delete(string name)
    {
        if (IsOwn(name))
            own.Delete(name);
        else
            Ask(HttpMethod.Delete, name);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names(string folder) => IsOwn(folder) ? own.Names(folder) : Entries(folder).Names;

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string folder) =>
        IsOwn(folder) ? own.Folders(folder) : Entries(folder).Folders;

    /// <inheritdoc/>
    public bool Has(string folder) => IsOwn(folder) ? own.Has(folder) : Entries(folder).IsThere;

    /// <inheritdoc/>
    public void Create(string folder)
    {
        if (IsOwn(folder))
            own.Create(folder);
        else
            Ask(HttpMethod.Put, folder + "/");
    }

    /// <inheritdoc/>
    public void DeleteFolder(string folder)
    {
        if (IsOwn(folder))
            own.DeleteFolder(folder);
        else
            Ask(HttpMethod.Delete, folder + "/");
    }

    /// <inheritdoc/>
    public DateTime Now(string folder) => own.Now(folder);

    private static bool IsOwn(string name) => !Shared.Contains(name.Split('/')[0]);

    private string PathOf(string name) => $"{cluster}/store/{name}";

    private StoredNames Entries(string folder) =>
        GatewayLink.Read<StoredNames>(Ask(HttpMethod.Get, folder + "/").Content ?? []);

    // What is not answered is as a folder that is away.
    private (HttpStatusCode Status, byte[]? Content) Ask(HttpMethod method, string name, byte[]? content = null)
    {
        try
        {
            return link.Exchange(method, PathOf(name), content, Interrupt.Token);
        }
        catch (GchunkException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
