using System.Net;
using System.Net.Http.Headers;
using Gchunk.Dsl;
using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Zarr.Stores;
using Gchunk.Tests.Engine.Storage.Zarr;
using Xunit;

namespace Gchunk.Tests.Repl.Gateways;

// Contents of the store of a cluster: large ones, and those that do not come.
public sealed partial class GatewayTests
{
    [Theory]
    [InlineData("200 OK\r\nContent-Length: 5\r\n\r\nab", "was silent for 0.05 s in the middle of its answer")]
    [InlineData("200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "was silent for 0.05 s")]
    [InlineData("403 No\r\nContent-Length: 5\r\n\r\nab", "was silent for 0.05 s")]
    [InlineData("403 No\r\nContent-Length: 65537\r\n\r\nab", "has more than the expected 65536 bytes")]
    [InlineData("200 OK\r\nContent-Length: 2147483648\r\n\r\nab", "has more than the expected")]
    [InlineData("200 OK\r\nContent-Length: 5\r\n\r\nab", "you asked to stop", true)]
    [InlineData(null, "you asked to stop", true)]
    public async Task A_gateway_that_stalls_is_left(string? answer, string why, bool isStopped = false)
    {
        using var stalled = new RawServer(answer is null ? null : "HTTP/1.1 " + answer, isSilent: true);
        TimeSpan silence = isStopped ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(50);
        var link = new GatewayLink(new Uri(stalled.Address), "token", null, new HttpLimits { Silence = silence });
        using var stop = new CancellationTokenSource();
        Task<GchunkException> left = Task.Run(() =>
            Assert.ThrowsAny<GchunkException>(() => link.Exchange(HttpMethod.Get, "/", null, stop.Token))
        );
        while (isStopped && stalled.Connections == 0)
            await Task.Yield();
        if (isStopped)
            await stop.CancelAsync();
        Assert.Contains(why, (await left).Message, StringComparison.Ordinal);
        if (isStopped)
            return;
        // What is said after a Ctrl-C is said all the same.
        await stop.CancelAsync();
        Assert.Contains(
            why,
            Assert.ThrowsAny<GchunkException>(() => link.Exchange(HttpMethod.Get, "/", null, stop.Token)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Large_contents_are_taken_a_few_at_once_and_none_for_a_cluster_of_others()
    {
        using GatewayCluster cluster = GatewayOf(anna).NewCluster(1, 1, "1GB");
        keys.Folder.Store.Create("runs/run");
        using HttpClient browser = Browser();
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var theirs = new AskedContent(300_000);
        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(bert, "theirs", theirs)).StatusCode);
        Assert.False(theirs.Asked.IsCompleted);

        AskedContent[] large = [.. Enumerable.Range(0, 4).Select(_ => new AskedContent(300_000))];
        Task<HttpResponseMessage>[] puts = [.. large.Take(3).Select((c, i) => PutAsync(anna, $"large-{i}", c))];
        await Task.WhenAll(large.Take(3).Select(c => c.Asked)).WaitAsync(end.Token);
        Task<HttpResponseMessage> fourth = PutAsync(anna, "large-3", large[3]);
        // Small ones do not wait for them.
        var small = new AskedContent(100);
        small.Goes.SetResult();
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(anna, "small", small)).StatusCode);
        Assert.False(large[3].Asked.IsCompleted);
        foreach (AskedContent content in large)
            content.Goes.SetResult();
        foreach (Task<HttpResponseMessage> put in puts.Append(fourth))
            Assert.Equal(HttpStatusCode.NoContent, (await put).StatusCode);
        for (int i = 0; i < 4; i++)
            Assert.Equal(300_000, keys.Folder.Store.Read($"runs/run/large-{i}")!.Length);
        Assert.Equal(
            300_000,
            (await SendAsync("GET", $"/clusters/{cluster.Name}/store/runs/run/large-3", anna)).Text.Length
        );

        Task<HttpResponseMessage> PutAsync(string token, string name, HttpContent content)
        {
            var request = new HttpRequestMessage(
                HttpMethod.Put,
                $"{Address}/clusters/{cluster.Name}/store/runs/run/{name}"
            );
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.ExpectContinue = true;
            request.Content = content;
            return browser.SendAsync(request, end.Token);
        }
    }

    // It sends no body before the server reads it.
    private HttpClient Browser() =>
        new(
            new SocketsHttpHandler
            {
                SslOptions =
                {
                    RemoteCertificateValidationCallback = (_, given, _, _) =>
                        given!.GetRawCertData().AsSpan().SequenceEqual(certificate.RawDataMemory.Span),
                },
                Expect100ContinueTimeout = TimeSpan.FromMinutes(5),
            }
        );

    // It says when the server reads it, and goes on when it may.
    private sealed class AskedContent(int length) : HttpContent
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => asked.Task;

        public TaskCompletionSource Goes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            asked.SetResult();
            await Goes.Task;
            await stream.WriteAsync(new byte[length]);
        }

        protected override bool TryComputeLength(out long size)
        {
            size = length;
            return true;
        }
    }
}
