using System.Net;
using System.Net.Sockets;
using System.Text;
using Gchunk.Engine;
using Gchunk.Repl.Web;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gchunk.Tests.Repl.Web;

[Collection("whole process")]
public sealed class WebServerTests : IDisposable
{
    private readonly WebServer server = WebServer.Start(0);
    private readonly HttpClient browser = new(new HttpClientHandler { AllowAutoRedirect = false });

    public WebServerTests()
    {
        server.Add(new WebRoute("GET", "/hello", c => c.Response.WriteAsync("hello")));
        server.Add(new WebRoute("GET", "/frame", c => c.Response.WriteAsync("frame")) { AllowsFrames = true });
        server.Add(new WebRoute("GET", "/tiles/*", c => c.Response.WriteAsync(c.Request.Path)));
        server.Add(new WebRoute("GET", "/wrong", _ => throw new GchunkException("no dimension 'x'")));
        server.Add(
            new WebRoute(
                "POST",
                "/echo",
                async c => await c.Response.WriteAsync(await new StreamReader(c.Request.Body).ReadToEndAsync())
            )
        );
    }

    public void Dispose()
    {
        browser.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task An_address_with_its_token_shows_the_page() =>
        Assert.Equal("hello", await browser.GetStringAsync(server.Address("/hello")));

    [Theory]
    [InlineData("/hello")]
    [InlineData("/hello?token=")]
    [InlineData("/hello?token=0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("/hello?token=ä")]
    [InlineData("/nothing")]
    public async Task Without_the_right_token_nothing_is_shown(string path)
    {
        using HttpResponseMessage answer = await new HttpClient().GetAsync(Plain(path));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_token_becomes_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        using HttpResponseMessage answer = await browser.GetAsync(server.Address("/hello"));
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("hello", await browser.GetStringAsync(Plain("/hello"))); // with the cookie
    }

    [Fact]
    public async Task A_program_may_send_the_token_as_authorization()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Plain("/hello"));
        request.Headers.Authorization = new("Bearer", new Uri(server.Address("/")).Query["?token=".Length..]);
        using HttpResponseMessage answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.1")]
    public async Task Another_host_name_is_refused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address("/hello"));
        request.Headers.Host = host;
        using HttpResponseMessage answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("https://127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task A_post_must_come_from_an_own_page(string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address("/echo"))
        {
            Content = new StringContent("text"),
        };
        if (origin is not null)
            request.Headers.Add("Origin", origin == "own" ? $"http://127.0.0.1:{server.Port}" : origin);
        using HttpResponseMessage answer = await browser.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_refused(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), server.Address("/hello"));
        using HttpResponseMessage answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address("/echo"))
        {
            Content = new ByteArrayContent(new byte[2 << 20]),
        };
        request.Headers.Add("Origin", $"http://127.0.0.1:{server.Port}");
        using HttpResponseMessage answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("/hello")]
    [InlineData("/nothing")]
    [InlineData("/wrong")]
    public async Task Every_answer_forbids_inline_scripts_frames_sniffing_and_other_origins(string path)
    {
        using HttpResponseMessage answer = await browser.GetAsync(server.Address(path));
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_route_may_be_shown_in_a_frame_of_this_machine()
    {
        using HttpResponseMessage answer = await browser.GetAsync(server.Address("/frame"));
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors http://127.0.0.1:*", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_s_error_is_its_message()
    {
        using HttpResponseMessage answer = await browser.GetAsync(server.Address("/wrong"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("no dimension 'x'\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_route_may_answer_all_paths_below_one()
    {
        Assert.Equal("/tiles/3/4", await browser.GetStringAsync(server.Address("/tiles/3/4")));
        using (server.Add(new WebRoute("GET", "/tiles/x", c => c.Response.WriteAsync("newer"))))
            Assert.Equal("newer", await browser.GetStringAsync(server.Address("/tiles/x")));
        Assert.Equal("/tiles/x", await browser.GetStringAsync(server.Address("/tiles/x")));
    }

    [Theory]
    [InlineData("/assets/session.js", HttpStatusCode.OK)]
    [InlineData("/assets/nothing.js", HttpStatusCode.NotFound)]
    [InlineData("/assets/../Program.cs", HttpStatusCode.NotFound)]
    [InlineData("/assets/%2e%2e/session.js", HttpStatusCode.NotFound)]
    public async Task Embedded_files_are_served_and_nothing_else(string path, HttpStatusCode expected)
    {
        using HttpResponseMessage answer = await browser.GetAsync(server.Address(path));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public void It_listens_on_loopback_only()
    {
        var addresses = System
            .Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties()
            .GetActiveTcpListeners()
            .Where(e => e.Port == server.Port);
        Assert.Equal([IPAddress.Loopback], addresses.Select(e => e.Address));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_another_one_used()
    {
        var said = new List<string>();
        Action<string> before = Notice.Sink;
        Notice.Sink = said.Add;
        try
        {
            using WebServer second = WebServer.Start(server.Port);
            Assert.NotEqual(server.Port, second.Port);
            Assert.Contains($"port {server.Port} is taken", Assert.Single(said), StringComparison.Ordinal);
            using HttpResponseMessage other = await new HttpClient().GetAsync(
                server.Address("/hello").Replace($":{server.Port}/", $":{second.Port}/", StringComparison.Ordinal)
            );
            Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode); // each has its own token
        }
        finally
        {
            Notice.Sink = before;
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("SSH_CONNECTION=", "")]
    [InlineData("SSH_CONNECTION=10.0.0.9 51000 10.0.0.1 22", "ssh -L 8787:127.0.0.1:8787 ada@node7")]
    [InlineData("SLURM_SUBMIT_HOST=login1", "ssh -J ada@login1 -L 8787:127.0.0.1:8787 ada@node7")]
    [InlineData("PBS_O_HOST=login1;SSH_CONNECTION=a 1 b 2", "ssh -J ada@login1 -L 8787:127.0.0.1:8787 ada@node7")]
    [InlineData("LSB_SUB_HOST=node7", "")]
    [InlineData("LSB_SUB_HOST=node7;SSH_CONNECTION=a 1 b 2", "ssh -L 8787:127.0.0.1:8787 ada@node7")]
    public void The_ssh_command_reaches_the_pages_from_where_the_program_was_started(string set, string command)
    {
        Dictionary<string, string> variables = set.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=', 2))
            .ToDictionary(v => v[0], v => v[1]);
        Assert.Equal(command, SshTunnel.Command(8787, "ada", "node7", variables.GetValueOrDefault) ?? "");

        var said = new List<string>();
        Action<string> before = Notice.Sink;
        Notice.Sink = said.Add;
        try
        {
            server.TellTunnel(variables.GetValueOrDefault);
        }
        finally
        {
            Notice.Sink = before;
        }
        // This machine has another name, so a job of node7 comes from elsewhere.
        Assert.Equal(set is "" or "SSH_CONNECTION=", said.Count == 0);
        Assert.All(
            said,
            s => Assert.Contains($" -L {server.Port}:127.0.0.1:{server.Port} ", s, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Events_reach_the_page_as_they_come()
    {
        var queue = new EventQueue(4);
        server.Add(
            new WebRoute(
                "GET",
                "/events",
                async c => await (await EventStream.OpenAsync(c)).SendAllAsync(queue, c.RequestAborted)
            )
        );
        queue.Add("tick", "1\n2");
        queue.Add("tick", "</script>");
        queue.Complete();
        Assert.Equal(
            "event: tick\ndata: 1\ndata: 2\n\nevent: tick\ndata: </script>\n\n",
            await browser.GetStringAsync(server.Address("/events"))
        );
    }

    [Fact]
    public void A_slow_reader_loses_the_oldest_events()
    {
        var queue = new EventQueue(3);
        for (int i = 0; i < 100_000; i++)
            queue.Add("tick", $"{i}");
        Assert.Equal(3, queue.Count);
        queue.Complete();
        Assert.Equal(
            ["99997", "99998", "99999"],
            queue.ReadAllAsync(default).ToBlockingEnumerable().Select(e => e.Data)
        );
    }

    [Fact]
    public async Task Too_many_connections_are_closed()
    {
        var sockets = new List<TcpClient>();
        try
        {
            int refused = 0;
            for (int i = 0; i < 70; i++)
            {
                var socket = new TcpClient();
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, server.Port);
                await socket
                    .GetStream()
                    .WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\n\r\n"));
                try
                {
                    refused += await socket.GetStream().ReadAsync(new byte[100]) == 0 ? 1 : 0;
                }
                catch (IOException)
                {
                    refused++;
                }
            }
            Assert.Equal(70 - 64, refused);
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    private string Plain(string path) => $"http://127.0.0.1:{server.Port}{path}";
}
