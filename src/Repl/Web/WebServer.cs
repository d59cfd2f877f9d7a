using System.Net;
using Gchunk.Engine;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Web;

/// <summary>
/// The program's web server, for pages that show what it holds and does: only on 127.0.0.1, with a secret token in the
/// address. Features add their own routes.
/// </summary>
/// <remarks>It starts when the first page is asked for and ends with the program.</remarks>
internal sealed class WebServer : IDisposable
{
    /// <summary>The port of the pages, unless another one is asked for.</summary>
    public const int DefaultPort = 8787;

    private static readonly Lock Gate = new();
    private static WebServer? shared;

    private readonly Lock routesGate = new();
    private readonly WebToken token = new();
    private readonly HttpFront front;
    private volatile WebRoute[] routes = [];

    private WebServer(int port)
    {
        front = new HttpFront(IPAddress.Loopback, port, certificate: null, AnswerAsync);
        Add(
            new WebRoute("GET", "/assets/*", c => PageFiles.SendAsync(c, c.Request.Path.Value!["/assets/".Length..]))
            {
                IsPublic = true,
                AllowsFrames = true,
            }
        );
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => front.Port;

    /// <summary>Cancelled when the server ends.</summary>
    public CancellationToken Closing => front.Closing;

    /// <summary>Returns the server of this process, and starts it if it does not run yet.</summary>
    /// <param name="port">The port asked for, if it has to be started.</param>
    public static WebServer Shared(int port = DefaultPort)
    {
        lock (Gate)
        {
            if (shared is null)
            {
                shared = Start(port);
                shared.TellTunnel(Environment.GetEnvironmentVariable);
            }
            return shared;
        }
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

    /// <summary>Says by which command a browser elsewhere reaches the pages, if this program was started from there.</summary>
    /// <param name="variable">Returns the value of a variable of the environment, or null.</param>
    internal void TellTunnel(Func<string, string?> variable)
    {
        if (SshTunnel.Command(Port, Environment.UserName, Dns.GetHostName(), variable) is { } command)
            Notice.Tell($"the pages are on this machine only; to open their address elsewhere, run there: {command}");
    }

    /// <summary>Adds a route until the result is disposed. The newest route that matches answers.</summary>
    /// <param name="route">The route.</param>
    public IDisposable Add(WebRoute route)
    {
        lock (routesGate)
            routes = [route, .. routes];
        return new Registration(this, route);
    }

    /// <summary>Ends the server and its connections.</summary>
    public void Dispose() => front.Dispose();

    private Task AnswerAsync(HttpContext context)
    {
        WebRules.Protect(context.Response, allowsFrames: false);
        if (WebRules.Refusal(context.Request, Port) is { } refusal)
            return HttpFront.RefuseAsync(context, refusal.Status, refusal.Reason);
        (string method, string path) = (context.Request.Method, context.Request.Path.Value ?? "/");
        WebRoute? route = Array.Find(routes, r => r.Matches(method, path));
        if (route is not { IsPublic: true } && !token.Admits(context, Port))
        {
            return HttpFront.RefuseAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "open the whole address that gchunk prints: it has a token"
            );
        }
        if (route is null)
            return HttpFront.RefuseAsync(context, StatusCodes.Status404NotFound, "no such page");
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
