using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Zarr;

public sealed class HttpTests
{
    private static Dictionary<string, byte[]> Write(int format, long[]? shard = null)
    {
        var store = new MemoryStore();
        using (ZarrWriter writer = ZarrWriter.Create(new OpenTarget(store), format))
        {
            writer.AddVariable(
                new("v", DType.Int32, 12, ["x"])
                {
                    Chunk = [2],
                    Shard = shard,
                    Compression = ZarrCompression.Zlib(),
                }
            );
            writer.WriteBlock("v", [0], NDArray.From([1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 9, 10]));
            writer.Commit();
        }
        return store.Keys.ToDictionary(k => k, k => store[k]);
    }

    private static readonly HttpLimits Patient = new() { Wait = (_, _) => { } };

    private static readonly string[] Values = ["1", "2", "3", "4", "0", "0", "5", "6", "7", "8", "9", "10"];

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public void A_store_is_read_over_HTTP(int format, bool ranges)
    {
        using var server = new LoopbackServer(Write(format, format == 3 ? [3] : null)) { SendsRanges = ranges };
        IStoredArray array = ZarrFile.Open(server.Address)["v"].Array!;
        Assert.Equal(Values, ExpectedData.Read(array, ZarrData.Whole(array)));
        Assert.Equal(["9"], ExpectedData.Read(array, new Region([10], [1], [1])));
        if (format == 3)
            Assert.Contains(server.Requests, r => r.Contains("bytes=-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bytes 0-0/1000")]
    [InlineData("bytes 1-2/1000")]
    [InlineData("items 0-1/2")]
    public void An_answer_with_another_range_than_the_requested_one_is_an_error(string? sent)
    {
        using var server = new LoopbackServer(Write(3, [3])) { ContentRange = (_, _, _) => sent };
        IStoredArray array = ZarrFile.Open(server.Address)["v"].Array!;
        string message = Assert
            .Throws<GchunkException>(() => ExpectedData.Read(array, new Region([10], [1], [1])))
            .Message;
        Assert.Contains("requested 'bytes=-", message, StringComparison.Ordinal);
        Assert.Contains(sent ?? "a part that it does not name", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_never_ends_times_out_with_a_message()
    {
        using var server = new LoopbackServer(Write(2));
        using var store = new HttpStore(server.Address, Patient with { Total = TimeSpan.FromMilliseconds(300) });
        StoredVariable v = ZarrFile.Open(store)["v"];
        server.Stalled = "v/1";
        Assert.Contains(
            "was not complete after 0.3 s",
            Assert.Throws<GchunkException>(() => ZarrData.ReadAll(v)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    public void A_failed_request_is_retried_after_increasing_waits(int status)
    {
        using var server = new LoopbackServer(Write(2)) { FailureStatus = status };
        var waits = new List<TimeSpan>();
        var store = new HttpStore(server.Address, new HttpLimits { Wait = (time, _) => waits.Add(time) });
        server.Fail(".zmetadata", 2);
        StoredVariable v = ZarrFile.Open(store)["v"];
        Assert.Equal(2, waits.Count);
        Assert.True(waits[0] >= TimeSpan.FromMilliseconds(200) && waits[1] >= TimeSpan.FromMilliseconds(400));
        server.Fail("v/1", 2);
        Assert.Equal(Values, ZarrData.ReadAll(v));
    }

    [Fact]
    public void A_request_that_keeps_failing_is_an_error_and_never_a_fill_value()
    {
        using var server = new LoopbackServer(Write(2));
        var store = new HttpStore(server.Address, Patient);
        StoredVariable v = ZarrFile.Open(store)["v"];
        server.Fail("v/1", 100);
        Assert.Contains(
            "503 Service Unavailable, after 5 tries",
            Assert.Throws<GchunkException>(() => ZarrData.ReadAll(v)).Message,
            StringComparison.Ordinal
        );
        server.FailureStatus = 403;
        Assert.Contains(
            "403 Forbidden",
            Assert.Throws<GchunkException>(() => ZarrData.ReadAll(v)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_unreachable_server_is_an_error_that_names_the_address()
    {
        string address;
        using (var server = new LoopbackServer(new Dictionary<string, byte[]>()))
            address = server.Address;
        var store = new HttpStore(address, Patient);
        Assert.Contains(
            address,
            Assert.Throws<GchunkException>(() => ZarrFile.Open(store)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_query_in_the_address_is_appended_to_every_key()
    {
        using var server = new LoopbackServer(Write(2));
        using var store = new HttpStore(server.Address + "?token=abc");
        Assert.Equal(Values, ZarrData.ReadAll(ZarrFile.Open(store)["v"]));
        Assert.All(server.Requests, r => Assert.EndsWith("?token=abc", r, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gs://bucket/a/b.zarr", "https://storage.googleapis.com/bucket/a/b.zarr")]
    [InlineData("s3://bucket/a/b.zarr", "https://bucket.s3.amazonaws.com/a/b.zarr")]
    [InlineData("s3://dotted.bucket/a", "https://s3.amazonaws.com/dotted.bucket/a")]
    [InlineData("https://example.org/x", "https://example.org/x")]
    public void Buckets_are_mapped_to_their_addresses(string address, string mapped) =>
        Assert.Equal(mapped, HttpStore.Map(address));

    [Fact]
    public void Without_consolidated_metadata_an_array_is_opened_by_its_name()
    {
        Dictionary<string, byte[]> values = Write(2);
        values.Remove(".zmetadata");
        using var server = new LoopbackServer(values);
        Assert.Contains(
            "not consolidated",
            Assert.Throws<GchunkException>(() => ZarrFile.Open(server.Address)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(Values, ZarrData.ReadAll(Assert.Single(ZarrFile.Open(server.Address, "v").Variables)));
    }
}
