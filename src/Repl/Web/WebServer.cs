using System.Net;
using Gchunk.Engine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gchunk.Repl.Web;

/// <summary>
/// The program's web server, for pages that show what it holds and does: only on 127.0.0.1, with a secret token in the
/// address. Features add their own routes.
/// </summary>
/// <remarks>
/// It is Kestrel alone, without ASP.NET's host: no configuration files, environment variables or signal handlers. It
/// starts when the first page is asked for and ends with the program.
/// </remarks>
internal sealed class WebServer : IHttpApplication<HttpContext>, IDisposable
{
    /// <summary>The port of the pages, unless another one is asked for.</summary>
    public const int DefaultPort = 8787;

    private const int MostConnections = 64;
    private const int MostBodyBytes = 1 << 20;
    private const int MostHeaderBytes = 16 << 10;
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(10);

    private static readonly Lock Gate = new();
    private static WebServer? shared;

    private readonly Lock routesGate = new();
    private readonly WebToken token = new();
    private readonly KestrelServer server;
    private readonly ServiceProvider services;
    private readonly CancellationTokenSource closing = new();
    private volatile WebRoute[] routes = [];

    private WebServer(int port)
    {
        services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxConcurrentUpgradedConnections = 0;
        options.Limits.MaxRequestBodySize = MostBodyBytes;
        options.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        options.Limits.RequestHeadersTimeout = HeaderPatience;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        NullLoggerFactory silent = NullLoggerFactory.Instance;
        server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), silent),
            silent
        );
        try
        {
            server.StartAsync(this, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch
        {
            server.Dispose();
            services.Dispose();
            throw;
        }
        string address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        Port = new Uri(address).Port;
        Add(
            new WebRoute("GET", "/assets/*", c => PageFiles.SendAsync(c, c.Request.Path.Value!["/assets/".Length..]))
            {
                IsPublic = true,
                AllowsFrames = true,
            }
        );
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Cancelled when the server ends.</summary>
    public CancellationToken Closing => closing.Token;

    /// <summary>Returns the server of this process, and starts it if it does not run yet.</summary>
    /// <param name="port">The port asked for, if it has to be started.</param>
    public static WebServer Shared(int port = DefaultPort)
    {
        lock (Gate)
            return shared ??= Start(port);
    }

    /// <summary>Starts a server on a port, or on a free one if it is taken, which is said.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <exception cref="GchunkException">The port is out of range or the user may not open it.</exception>
    public static WebServer Start(int port)
    {
        if (port is < 0 or > 65535)
            throw new GchunkException($"a port is a number from 1 to 65535, or 0 for a free one; got {port}");
        try
        {
            return new WebServer(port);
        }
        catch (IOException) when (port != 0)
        {
            var server = new WebServer(0);
            Notice.Tell($"port {port} is taken by another program; the pages are at port {server.Port}");
            return server;
        }
        catch (System.Net.Sockets.SocketException error)
        {
            throw new GchunkException($"port {port} cannot be opened: {error.Message}; choose another one", error);
        }
    }

    /// <summary>Returns an address with the token, to open in a browser.</summary>
    /// <param name="path">The path, such as <c>/status</c>.</param>
    public string Address(string path) =>
        $"http://127.0.0.1:{Port}{path}{(path.Contains('?') ? '&' : '?')}{WebToken.Query}={token.Text}";

    /// <summary>Adds a route until the result is disposed. The newest route that matches answers.</summary>
    /// <param name="route">The route.</param>
    public IDisposable Add(WebRoute route)
    {
        lock (routesGate)
            routes = [route, .. routes];
        return new Registration(this, route);
    }

    /// <summary>Answers with a status and a reason in plain text.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        WebRules.Protect(context.Response, allowsFrames: false);
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (Exception error)
        {
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }
            bool isUsers = error is GchunkException;
            await RefuseAsync(
                    context,
                    isUsers ? StatusCodes.Status400BadRequest
                        : error is Microsoft.AspNetCore.Http.BadHttpRequestException bad ? bad.StatusCode
                        : StatusCodes.Status500InternalServerError,
                    isUsers ? error.Message : ExceptionText.Of(error)
                )
                .ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception) { }

    /// <summary>Ends the server and its connections.</summary>
    public void Dispose()
    {
        closing.Cancel();
        server.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        server.Dispose();
        services.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (WebRules.Refusal(context.Request, Port) is { } refusal)
            return RefuseAsync(context, refusal.Status, refusal.Reason);
        (string method, string path) = (context.Request.Method, context.Request.Path.Value ?? "/");
        WebRoute? route = Array.Find(routes, r => r.Matches(method, path));
        if (route is not { IsPublic: true } && !token.Admits(context, Port))
        {
            return RefuseAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "open the whole address that gchunk prints: it has a token"
            );
        }
        if (route is null)
            return RefuseAsync(context, StatusCodes.Status404NotFound, "no such page");
        WebRules.Protect(context.Response, route.AllowsFrames);
        return route.Answer(context);
    }

    private sealed class Registration(WebServer server, WebRoute route) : IDisposable
    {
        public void Dispose()
        {
            lock (server.routesGate)
                server.routes = [.. server.routes.Where(r => !ReferenceEquals(r, route))];
        }
    }
}
