using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gchunk.Repl.Web;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gchunk.Tests.Repl.Web;

/// <summary>Callers that stop in the middle, at the server of pages and at that of gateways.</summary>
public sealed class SlowCallerTests
{
    private const string Hello = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    // Kestrel looks once a second, and takes no shorter time for a body.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.1);

    // What is sent before the caller is silent, and whether TLS comes before it.
    private static readonly (string Sent, bool IsEncrypted)[] Callers =
    [
        ("GET /hel", false),
        ("GET /hello HTTP/1.1\r\nHost: x\r\nX: ", false),
        ("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab", false),
        ("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nab", false),
        ("GET /hel", true),
        ("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab", true),
        // No handshake, and half of one.
        ("", false),
        ("\x16\x03\x01\x02\0\x01\0", false),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Callers_that_stop_in_the_middle_are_closed_and_others_are_answered(bool isEncrypted)
    {
        using X509Certificate2 certificate = Certificate();
        using var front = new HttpFront(
            IPAddress.Loopback,
            0,
            isEncrypted ? certificate : null,
            AnswerAsync,
            patience: Patience
        );

        // Each of them is waited for until the server ends its connection.
        List<Task> slow = [];
        foreach ((string sent, bool tls) in Callers)
        {
            bool isHandshake = !sent.Contains('/');
            if (isHandshake ? isEncrypted : tls == isEncrypted)
                slow.Add(StopAsync(front.Port, isEncrypted && !isHandshake, sent));
        }
        Assert.Equal("hello", await AskAsync(front.Port, isEncrypted));
        await Task.WhenAll(slow);
        Assert.Equal("hello", await AskAsync(front.Port, isEncrypted));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        await context.Response.WriteAsync("hello");
    }

    private static async Task StopAsync(int port, bool isEncrypted, string sent)
    {
        using var client = new TcpClient();
        await using Stream stream = await OpenAsync(client, port, isEncrypted);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(sent));
        Assert.DoesNotContain("hello", await RestAsync(stream));
    }

    private static async Task<string> AskAsync(int port, bool isEncrypted)
    {
        using var client = new TcpClient();
        await using Stream stream = await OpenAsync(client, port, isEncrypted);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Hello));
        return (await RestAsync(stream)).Contains("hello") ? "hello" : "";
    }

    private static async Task<string> RestAsync(Stream stream)
    {
        var read = new MemoryStream();
        try
        {
            await stream.CopyToAsync(read);
        }
        catch (IOException) { } // it was reset
        return Encoding.Latin1.GetString(read.ToArray());
    }

    private static async Task<Stream> OpenAsync(TcpClient client, int port, bool isEncrypted)
    {
        await client.ConnectAsync(IPAddress.Loopback, port);
        if (!isEncrypted)
            return client.GetStream();
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "x",
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=x",
            }
        );
        return tls;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
    }
}
