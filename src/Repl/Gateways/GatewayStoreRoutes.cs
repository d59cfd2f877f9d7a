using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// The requests of a user for what is in the store of an own cluster: its runs, and the work of its clients. Nothing else
/// of the store is shown or changed.
/// </summary>
internal static class GatewayStoreRoutes
{
    private const int MostBodyBytes = 256 << 20,
        MostDepth = 4,
        MostName = 100;

    // Contents that are larger are held in memory by a few requests at once; the others wait.
    private const int SmallBytes = 256 << 10,
        MostLarge = 3;

    // A large one that moves more slowly is ended, or a few slow clients would keep all others waiting.
    private const double LeastOfLarge = 256 << 10;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly SemaphoreSlim Large = new(MostLarge),
        Reads = new(MostLarge);

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="names">The path in the store; an empty name at its end is for a folder.</param>
    /// <param name="find">Returns the store.</param>
    /// <exception cref="RefusedRequest">The path or the method is none.</exception>
    public static async Task AnswerAsync(HttpContext context, string[] names, Func<IClusterStore> find)
    {
        bool isFolder = names is [.., ""];
        if (isFolder)
            names = names[..^1];
        if (!IsPath(names) || (names.Length == 1 && !isFolder))
            throw new RefusedRequest(StatusCodes.Status404NotFound, "there is no such content");
        string path = string.Join('/', names);
        string method = context.Request.Method;
        try
        {
            await Task.Run(async () =>
                {
                    // Nothing is read for who has no such cluster.
                    IClusterStore store = find();
                    if (method is "PUT" or "POST" && !isFolder)
                        await ReceiveAsync(context, method, path, store).ConfigureAwait(false);
                    else
                        await AnswerAsync(context, method, path, isFolder, store).ConfigureAwait(false);
                })
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException and not BadHttpRequestException or UnauthorizedAccessException)
        {
            throw new RefusedRequest(
                StatusCodes.Status503ServiceUnavailable,
                "the store of the cluster is away, or what is written to has been deleted"
            );
        }
    }

    private static async Task AnswerAsync(
        HttpContext context,
        string method,
        string path,
        bool isFolder,
        IClusterStore store
    )
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        switch (method, isFolder)
        {
            case ("GET", true):
                await GatewayServer
                    .SendAsync(
                        context,
                        new StoredNames(store.Has(path), [.. store.Names(path)], [.. store.Folders(path)])
                    )
                    .ConfigureAwait(false);
                break;
            case ("GET", false):
                await SendContentAsync(context, path, store).ConfigureAwait(false);
                break;
            case ("PUT", true):
                store.Create(path);
                break;
            case ("DELETE", true) when path.Contains('/'):
                store.DeleteFolder(path);
                break;
            case ("DELETE", false):
                store.Delete(path);
                break;
            default:
                throw new RefusedRequest(
                    StatusCodes.Status405MethodNotAllowed,
                    $"{VisibleText.Of(method)} is not for this path"
                );
        }
    }

    private static async Task ReceiveAsync(HttpContext context, string method, string path, IClusterStore store)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MostBodyBytes;
        long length = context.Request.ContentLength ?? MostBodyBytes;
        if (length <= SmallBytes)
            await TakeAsync(context.RequestAborted).ConfigureAwait(false);
        else
            await InTurnAsync(context, length, TakeAsync).ConfigureAwait(false);

        async Task TakeAsync(CancellationToken cancel)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, cancel).ConfigureAwait(false);
            ReadOnlySpan<byte> content = body.GetBuffer().AsSpan(0, (int)body.Length);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            if (method == "PUT")
                store.Write(path, content);
            else if (store.TryAdd(path, content))
                context.Response.StatusCode = StatusCodes.Status201Created;
        }
    }

    private static async Task SendContentAsync(HttpContext context, string path, IClusterStore store)
    {
        byte[]? content;
        await Reads.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            content = store.Read(path);
        }
        finally
        {
            Reads.Release();
        }
        long length = content?.Length ?? 0;
        if (length <= SmallBytes)
        {
            await GiveAsync(context.RequestAborted).ConfigureAwait(false);
            return;
        }
        // It is not held while others have their turn.
        if (Large.CurrentCount == 0)
            content = null;
        await InTurnAsync(
                context,
                length,
                cancel =>
                {
                    content ??= store.Read(path);
                    return GiveAsync(cancel);
                }
            )
            .ConfigureAwait(false);

        async Task GiveAsync(CancellationToken cancel)
        {
            if (content is null)
                return;
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "application/octet-stream";
            await context.Response.Body.WriteAsync(content, cancel).ConfigureAwait(false);
        }
    }

    private static async Task InTurnAsync(HttpContext context, long length, Func<CancellationToken, Task> move)
    {
        await Large.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            late.CancelAfter(Grace + TimeSpan.FromSeconds(length / LeastOfLarge));
            await move(late.Token).ConfigureAwait(false);
        }
        finally
        {
            Large.Release();
        }
    }

    private static bool IsPath(string[] names) =>
        names.Length is > 0 and <= MostDepth
        && GatewayStore.Shared.Contains(names[0])
        && names.All(n =>
            n.Length is > 0 and <= MostName
            && n[0] != '.'
            && n.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        );
}
