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
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MostBodyBytes;
        string method = context.Request.Method;
        using var body = new MemoryStream();
        if (method is "PUT" or "POST")
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        try
        {
            await Task.Run(() => AnswerAsync(context, method, path, isFolder, body, find())).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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
        MemoryStream body,
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
                if (store.Read(path) is not { } content)
                    break;
                context.Response.StatusCode = StatusCodes.Status200OK;
                context.Response.ContentType = "application/octet-stream";
                await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
                break;
            case ("PUT", true):
                store.Create(path);
                break;
            case ("PUT", false):
                store.Write(path, body.ToArray());
                break;
            case ("POST", false):
                if (store.TryAdd(path, body.ToArray()))
                    context.Response.StatusCode = StatusCodes.Status201Created;
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

    private static bool IsPath(string[] names) =>
        names.Length is > 0 and <= MostDepth
        && GatewayStore.Shared.Contains(names[0])
        && names.All(n =>
            n.Length is > 0 and <= MostName
            && n[0] != '.'
            && n.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        );
}
