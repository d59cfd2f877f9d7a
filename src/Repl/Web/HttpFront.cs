using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gchunk.Engine;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gchunk.Repl.Web;

/// <summary>
/// The set-up of every web server of the program: what requests may cost, and how errors are answered.
/// </summary>
/// <remarks>
/// It is Kestrel alone, without ASP.NET's host: no configuration files, environment variables or signal handlers.
/// </remarks>
internal sealed class HttpFront : IHttpApplication<HttpContext>, IDisposable
{
    private const int MostBodyBytes = 1 << 20;
    private const int MostHeaderBytes = 16 << 10;

    // A body or an answer that moves more slowly is ended. An answer may be a megabyte at once.
    private const double LeastOfBody = 240,
        LeastOfAnswer = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Func<HttpContext, Task> answer;
    private readonly KestrelServer server;
    private readonly ServiceProvider services;
    private readonly CancellationTokenSource closing = new();

    /// <summary>Starts a server.</summary>
    /// <param name="address">The address to listen on.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="certificate">The certificate with its key for TLS 1.3, or null for plain HTTP.</param>
    /// <param name="answer">Answers a request.</param>
    /// <param name="mostConnections">The most connections at once; more are closed.</param>
    /// <param name="patience">
    /// The time for a handshake and for the headers of a request, and the longest silence in a body or while an answer is
    /// not read; more than a second.
    /// </param>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot be opened.</exception>
    public HttpFront(
        IPAddress address,
        int port,
        X509Certificate2? certificate,
        Func<HttpContext, Task> answer,
        int mostConnections = 64,
        TimeSpan? patience = null
    )
    {
        this.answer = answer;
        TimeSpan longest = patience ?? Patience;
        IServiceCollection needed = new ServiceCollection().AddLogging();
        if (certificate is not null)
            new KestrelServices(needed).Add();
        services = needed.BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = mostConnections;
        options.Limits.MaxConcurrentUpgradedConnections = 0;
        options.Limits.MaxRequestBodySize = MostBodyBytes;
        options.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        options.Limits.RequestHeadersTimeout = longest;
        options.Limits.MinRequestBodyDataRate = new MinDataRate(LeastOfBody, longest);
        options.Limits.MinResponseDataRate = new MinDataRate(LeastOfAnswer, longest);
        options.Listen(
            address,
            port,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                {
                    listen.UseHttps(
                        new HttpsConnectionAdapterOptions
                        {
                            ServerCertificate = certificate,
                            SslProtocols = SslProtocols.Tls13,
                            HandshakeTimeout = longest,
                        }
                    );
                }
            }
        );
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
        string listening = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        Port = new Uri(listening).Port;
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Cancelled when the server ends.</summary>
    public CancellationToken Closing => closing.Token;

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
        try
        {
            await answer(context).ConfigureAwait(false);
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
}
