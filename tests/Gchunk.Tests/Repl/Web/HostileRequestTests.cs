using System.Net;
using System.Net.Sockets;
using System.Text;
using Gchunk.Repl.Web;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gchunk.Tests.Repl.Web;

/// <summary>Bytes that are no request, or one that no browser sends: each is refused, and the server goes on.</summary>
[Collection("whole process")]
public sealed class HostileRequestTests : IDisposable
{
    private const string Closed = "";

    private readonly WebServer server = WebServer.Start(0);

    public HostileRequestTests()
    {
        server.Add(new WebRoute("GET", "/hello", c => c.Response.WriteAsync("hello")) { IsPublic = true });
        server.Add(
            new WebRoute(
                "POST",
                "/echo",
                async c => await c.Response.WriteAsync(await new StreamReader(c.Request.Body).ReadToEndAsync())
            )
            {
                IsPublic = true,
            }
        );
    }

    public void Dispose() => server.Dispose();

    // What is sent, HOST for the server's own name, and the status of the answer.
    public static TheoryData<string, string> Requests =>
        new()
        {
            { "\0\0\0\0\r\n\r\n", "400" },
            { "\x16\x03\x01\x02\0\x01\0\r\n\r\n", "400" },
            { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Closed },
            { "GET /hello HTTP/9.9\r\nHost: HOST\r\n\r\n", "505" },
            { "GET /hello\r\n\r\n", "400" },
            { "GET hello HTTP/1.1\r\nHost: HOST\r\n\r\n", "405" },
            { "GET /he\0llo HTTP/1.1\r\nHost: HOST\r\n\r\n", "400" },
            { "GET /%00 HTTP/1.1\r\nHost: HOST\r\n\r\n", "400" },
            { "GET /hello HTTP/1.1\r\n\r\n", "400" },
            { "GET /hello HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n", "400" },
            { "GET /hello HTTP/1.1\r\nHost: HOST\r\nno colon\r\n\r\n", "400" },
            { "GET /hello HTTP/1.1\r\nHost: HOST\r\nX: \0\r\n\r\n", "400" },
            { "GET http://evil.example/hello HTTP/1.1\r\nHost: HOST\r\n\r\n", "400" },
            { "CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", "421" },
            { $"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: HOST\r\n\r\n", "414" },
            { $"GET /hello HTTP/1.1\r\nHost: HOST\r\nX: {new string('a', 20_000)}\r\n\r\n", "431" },
            { $"GET /hello HTTP/1.1\r\nHost: HOST\r\n{string.Concat(Enumerable.Repeat("X: a\r\n", 200))}\r\n", "431" },
            { Post("Content-Length: -1", ""), "400" },
            { Post("Content-Length: 99999999999999999999", ""), "400" },
            { Post("Content-Length: 2000000", ""), "413" },
            { Post("Content-Length: 1\r\nContent-Length: 2", "ab"), "400" },
            { Post("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFF\r\n"), "500" },
            { Post("Transfer-Encoding: chunked", "-1\r\n"), "400" },
            { Post("Transfer-Encoding: chunked", "1ffffff\r\n"), Closed },
            { Post("Transfer-Encoding: gzip", "x"), "400" },
            // A connection is never handed over to another protocol.
            {
                "GET /hello HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                "200"
            },
            { Post("Content-Length: 4", "ab"), Closed },
            { "GET /hel", Closed },
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Each_is_refused_with_its_status_and_the_server_goes_on(string sent, string status)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(sent.Replace("HOST", $"127.0.0.1:{server.Port}")));
        if (status != Closed)
        {
            var answer = new byte[12];
            await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false);
            Assert.Equal($"HTTP/1.1 {status}", Encoding.Latin1.GetString(answer));
        }
        client.Close();
        using var browser = new HttpClient();
        Assert.Equal("hello", await browser.GetStringAsync($"http://127.0.0.1:{server.Port}/hello"));
    }

    private static string Post(string header, string body) =>
        $"POST /echo HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\n{header}\r\n\r\n{body}";
}
