using System.Net;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>Servers that lie, stall or lead elsewhere: each read ends in bounded time, with a message.</summary>
[Collection("whole process")]
public sealed class HostileServerTests
{
    private static readonly HttpLimits Patient = new() { Wait = (_, _) => { } };

    private static Dictionary<string, byte[]> Sharded()
    {
        var store = new MemoryStore();
        using (ZarrWriter writer = ZarrWriter.Create(new OpenTarget(store), 3))
        {
            writer.AddVariable(new("v", DType.Int32, 12, ["x"]) { Chunk = [2], Shard = [3] });
            writer.WriteBlock("v", [0], NDArray.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
            writer.Commit();
        }
        return store.Keys.ToDictionary(k => k, k => store[k]);
    }

    private static string ErrorOfPart(LoopbackServer server)
    {
        IStoredArray array = ZarrFile.Open(server.Address)["v"].Array!;
        return Assert.Throws<GchunkException>(() => ExpectedData.Read(array, new Region([10], [1], [1]))).Message;
    }

    private static string ErrorOfWhole(string address, HttpLimits? limits = null, long limit = 1 << 20)
    {
        using var store = new HttpStore(address, limits ?? Patient);
        using var into = new Scratch();
        return Assert
            .Throws<GchunkException>(() => store.Read("v/0", ByteRange.All, limit, into, CancellationToken.None))
            .Message;
    }

    [Fact]
    public void A_value_whose_ETag_changes_between_two_of_its_parts_is_an_error()
    {
        using var server = new LoopbackServer(Sharded())
        {
            Adorn = (response, number) => response.Headers["ETag"] = $"\"{number}\"",
        };
        string message = ErrorOfPart(server);
        Assert.Contains("it changed while it was read (its ETag was \"", message, StringComparison.Ordinal);
        Assert.EndsWith("; open the store again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_modified_between_two_of_its_parts_is_an_error()
    {
        using var server = new LoopbackServer(Sharded())
        {
            Adorn = (response, number) =>
                response.Headers["Last-Modified"] = new DateTimeOffset(2026, 1, 1, 0, 0, number, default).ToString("R"),
        };
        Assert.Contains("it was modified at 2026-01-01 00:00:", ErrorOfPart(server), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_whose_length_changes_between_two_of_its_parts_is_an_error()
    {
        int parts = 0;
        using var server = new LoopbackServer(Sharded())
        {
            ContentRange = (start, end, length) =>
                FormattableString.Invariant($"bytes {start}-{end - 1}/{(parts++ == 0 ? length : length + 5)}"),
        };
        Assert.Contains("bytes and has", ErrorOfPart(server), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_of_a_day_is_cut_and_said()
    {
        var waits = new List<TimeSpan>();
        using var server = new LoopbackServer(Sharded())
        {
            Adorn = (response, _) => response.Headers["Retry-After"] = "86400",
        };
        server.Fail("v/0", 100);
        Assert.EndsWith(
            "503 Service Unavailable, after 5 tries (the server asks to wait 86400 s; gchunk waits at most 30 s)",
            ErrorOfWhole(server.Address, new HttpLimits { Wait = (time, _) => waits.Add(time) }),
            StringComparison.Ordinal
        );
        Assert.All(waits, w => Assert.Equal(TimeSpan.FromSeconds(30), w));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nabc\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public void An_answer_that_is_cut_or_broken_is_an_error_after_some_tries(string answer)
    {
        using var server = new RawServer(answer);
        string message = ErrorOfWhole(server.Address);
        Assert.StartsWith($"cannot read {server.Address}/v/0: ", message, StringComparison.Ordinal);
        Assert.EndsWith(", after 5 tries", message, StringComparison.Ordinal);
        Assert.True(server.Connections >= 5);
    }

    [Fact]
    public void A_server_that_never_answers_is_given_up_after_some_tries()
    {
        using var server = new RawServer(null);
        Assert.EndsWith(
            "no answer for 0.05 s, after 2 tries",
            ErrorOfWhole(server.Address, Patient with { Silence = TimeSpan.FromMilliseconds(50), Tries = 2 }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void All_tries_together_have_a_limit()
    {
        using var server = new RawServer(null);
        Assert.EndsWith(
            "was not complete after 0.2 s",
            ErrorOfWhole(
                server.Address,
                Patient with
                {
                    Silence = TimeSpan.FromMilliseconds(50),
                    Total = TimeSpan.FromMilliseconds(200),
                    Tries = 1000,
                }
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabcdefghijklmnopqrstuvwxyz")]
    public void An_answer_longer_than_what_is_expected_is_not_read(string answer)
    {
        using var server = new RawServer(answer);
        Assert.EndsWith(
            "/v/0 has more than the expected 16 bytes",
            ErrorOfWhole(server.Address, limit: 16),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Redirects_in_a_circle_end()
    {
        using var server = new RawServer("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
        Assert.EndsWith("it is redirected more than 5 times", ErrorOfWhole(server.Address), StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_from_a_damaged_index_is_not_an_error_of_the_request()
    {
        using var server = new LoopbackServer(Sharded());
        using var store = new HttpStore(server.Address, Patient);
        using var into = new Scratch();
        Assert.True(store.Read("v/c/0", new ByteRange(5, 0), 10, into, CancellationToken.None));
        Assert.Equal(0, into.Length);
        Assert.True(store.Read("v/c/0", new ByteRange(long.MaxValue - 2, 10), 10, into, CancellationToken.None));
        Assert.Equal(0, into.Length);
    }

    private static HttpRedirects Redirects() =>
        new(host =>
            [
                IPAddress.Parse(
                    host switch
                    {
                        "inside.example" => "10.1.2.3",
                        "mapped.example" => "::ffff:127.0.0.1",
                        _ => "93.184.216.34",
                    }
                ),
            ]
        );

    [Theory]
    [InlineData("https://a.example/x", "http://a.example/x", "only https may follow https")]
    [InlineData("http://a.example/x", "ftp://a.example/x", "nothing but http and https")]
    [InlineData("http://a.example/x", "file:///etc/passwd", "nothing but http and https")]
    [InlineData("http://a.example/x", "http://127.0.0.1/x", "this machine or its network")]
    [InlineData("http://a.example/x", "http://[::1]/x", "this machine or its network")]
    [InlineData("http://a.example/x", "http://169.254.169.254/latest", "this machine or its network")]
    [InlineData("http://a.example/x", "http://inside.example/", "this machine or its network")]
    [InlineData("http://a.example/x", "http://mapped.example/", "this machine or its network")]
    public void Redirects_to_where_a_server_must_not_lead_are_refused(string from, string to, string why)
    {
        string message = Assert
            .Throws<GchunkException>(() => Redirects().Next(new Uri(from), new Uri(from), new Uri(to)))
            .Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.Contains(to.TrimEnd('/'), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redirect_to_another_host_is_said_once_with_both()
    {
        var told = new List<string>();
        Action<string> before = Notice.Sink;
        Notice.Sink = told.Add;
        try
        {
            HttpRedirects redirects = Redirects();
            var from = new Uri("http://a.example/x/y");
            Assert.Equal("http://a.example/z", redirects.Next(from, from, new Uri("/z", UriKind.Relative)).ToString());
            for (int i = 0; i < 3; i++)
                redirects.Next(from, from, new Uri("https://b.example/x"));
        }
        finally
        {
            Notice.Sink = before;
        }
        Assert.Equal(["a.example redirects to b.example, which is read from then on"], told);
    }
}
