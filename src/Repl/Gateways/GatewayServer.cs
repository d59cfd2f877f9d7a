using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Repl.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// The requests of users to a gateway, over HTTPS: each needs a token, and concerns only the user's own clusters.
/// </summary>
internal sealed class GatewayServer : IDisposable
{
    private const int MostConnections = 1024,
        MostBodyBytes = 4096;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly GatewaySettings settings;
    private readonly GatewayTokens tokens;
    private readonly GatewayClusters clusters;
    private readonly WrongTokens wrong = new();
    private readonly HttpFront front;
    private readonly Timer idle;

    /// <summary>Starts to serve.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="address">The address to listen on.</param>
    /// <param name="certificate">The certificate with its key.</param>
    /// <param name="tokens">The tokens of the users.</param>
    /// <param name="clusters">The clusters.</param>
    /// <exception cref="GchunkException">The port cannot be opened.</exception>
    public GatewayServer(
        GatewaySettings settings,
        IPAddress address,
        X509Certificate2 certificate,
        GatewayTokens tokens,
        GatewayClusters clusters
    )
    {
        (this.settings, this.tokens, this.clusters) = (settings, tokens, clusters);
        try
        {
            front = new HttpFront(address, settings.Port, certificate, AnswerAsync, MostConnections);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new GchunkException($"{address}:{settings.Port} cannot be opened: {e.Message}", e);
        }
        idle = new Timer(_ => Look(), null, BetweenLooks, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => front.Port;

    /// <summary>Ends the server. The clusters go on.</summary>
    public void Dispose()
    {
        front.Dispose();
        using var ended = new ManualResetEvent(false);
        if (idle.Dispose(ended))
            ended.WaitOne();
    }

    // One look after another, however long a queue takes to answer.
    private void Look()
    {
        try
        {
            clusters.StopIdle();
        }
        catch (Exception error)
        {
            Report(error);
        }
        try
        {
            idle.Change(BetweenLooks, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException) { }
    }

    private void Report(Exception error)
    {
        try
        {
            clusters.Tell?.Invoke($"an error of the gateway: {ExceptionText.Of(error)}");
        }
        catch (IOException) { } // nobody reads it, or the disk is full
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MostBodyBytes;
        string? user;
        try
        {
            user = tokens.UserOf(WebToken.Bearer(context.Request));
        }
        catch (Exception error) when (error is GchunkException or IOException or UnauthorizedAccessException)
        {
            await RefuseByErrorAsync(context, error).ConfigureAwait(false);
            return;
        }
        if (user is null)
        {
            await RefuseStrangerAsync(context).ConfigureAwait(false);
            return;
        }
        try
        {
            if (!settings.Users.ContainsKey(user))
            {
                throw new RefusedRequest(
                    StatusCodes.Status403Forbidden,
                    $"the gateway has no limits for {user}; ask who runs it"
                );
            }
            await AnswerAsync(context, user).ConfigureAwait(false);
        }
        catch (RefusedRequest refused)
        {
            await HttpFront.RefuseAsync(context, refused.Status, refused.Message).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is not (GchunkException or OperationCanceledException or BadHttpRequestException)
                && !context.Response.HasStarted
            )
        {
            await RefuseByErrorAsync(context, error).ConfigureAwait(false);
        }
    }

    // What it is, is for who runs the gateway.
    private Task RefuseByErrorAsync(HttpContext context, Exception error)
    {
        Report(error);
        return HttpFront.RefuseAsync(
            context,
            StatusCodes.Status500InternalServerError,
            "the gateway has an error, which it has told who runs it"
        );
    }

    private Task RefuseStrangerAsync(HttpContext context)
    {
        IPAddress from = context.Connection.RemoteIpAddress ?? IPAddress.None;
        int number = wrong.Count(from);
        if (number == WrongTokens.MostInAMinute)
            clusters.Tell?.Invoke($"{number} requests without a right token within a minute from {from}");
        if (number > WrongTokens.MostInAMinute)
        {
            context.Response.Headers.RetryAfter = "60";
            context.Response.Headers.Connection = "close";
            return HttpFront.RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too many wrong tokens");
        }
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return HttpFront.RefuseAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "a request needs the header Authorization: Bearer TOKEN with a token of this gateway"
        );
    }

    // Starting and ending machines takes a while, and is not asynchronous.
    private async Task AnswerAsync(HttpContext context, string user)
    {
        string path = context.Request.Path.Value ?? "/";
        switch ((context.Request.Method, path.Split('/')))
        {
            case ("GET", ["", "clusters"]):
                await SendAsync(context, await Task.Run(() => clusters.List(user)).ConfigureAwait(false))
                    .ConfigureAwait(false);
                break;
            case ("POST", ["", "clusters"]):
                WantedCluster wanted = await ReadAsync<WantedCluster>(context).ConfigureAwait(false);
                context.Response.StatusCode = StatusCodes.Status201Created;
                await SendAsync(context, await Task.Run(() => clusters.Start(user, wanted)).ConfigureAwait(false))
                    .ConfigureAwait(false);
                break;
            case ("GET", ["", "clusters", var name]):
                await SendAsync(context, clusters.Find(user, name)).ConfigureAwait(false);
                break;
            case ("PUT", ["", "clusters", var name]):
                WantedMachines machines = await ReadAsync<WantedMachines>(context).ConfigureAwait(false);
                await SendAsync(
                        context,
                        await Task.Run(() => clusters.Scale(user, name, machines.Machines)).ConfigureAwait(false)
                    )
                    .ConfigureAwait(false);
                break;
            case ("PUT", ["", "clusters", var name, "adapt"]):
                WantedRange range = await ReadAsync<WantedRange>(context).ConfigureAwait(false);
                await SendAsync(
                        context,
                        await Task.Run(() => clusters.Adapt(user, name, range.Minimum, range.Maximum))
                            .ConfigureAwait(false)
                    )
                    .ConfigureAwait(false);
                break;
            case (_, ["", "clusters", var name, "store", .. var names]):
                await GatewayStoreRoutes
                    .AnswerAsync(context, names, () => clusters.StoreOf(user, name))
                    .ConfigureAwait(false);
                break;
            case ("DELETE", ["", "clusters", var name]):
                await Task.Run(() => clusters.Stop(user, name)).ConfigureAwait(false);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case ("GET", ["", "clusters", var name, "logs"]):
                await SendAsync(context, await Task.Run(() => clusters.Logs(user, name)).ConfigureAwait(false))
                    .ConfigureAwait(false);
                break;
            case ("GET", ["", "clusters", var name, "connection"]):
                await SendAsync(context, await Task.Run(() => clusters.Connect(user, name)).ConfigureAwait(false))
                    .ConfigureAwait(false);
                break;
            case (_, ["", "clusters"] or ["", "clusters", _] or ["", "clusters", _, "logs" or "connection" or "adapt"]):
                throw new RefusedRequest(
                    StatusCodes.Status405MethodNotAllowed,
                    $"{VisibleText.Of(context.Request.Method)} is not for {VisibleText.Of(path)}"
                );
            default:
                throw new RefusedRequest(StatusCodes.Status404NotFound, $"there is no {VisibleText.Of(path)}");
        }
    }

    /// <summary>Sends an answer as JSON.</summary>
    public static Task SendAsync<T>(HttpContext context, T value)
    {
        if (context.Response.StatusCode == StatusCodes.Status204NoContent)
            context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, GatewayLink.Json, context.RequestAborted);
    }

    private static async Task<T> ReadAsync<T>(HttpContext context)
    {
        try
        {
            return await JsonSerializer
                    .DeserializeAsync<T>(context.Request.Body, GatewayLink.Json, context.RequestAborted)
                    .ConfigureAwait(false)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RefusedRequest(
                StatusCodes.Status400BadRequest,
                $"the body is not the JSON that is expected: {VisibleText.Of(e.Message)}"
            );
        }
    }
}
