using System.Net;
using System.Net.Http.Headers;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>Checks and reads the body of an answer.</summary>
internal static class HttpBody
{
    // A server that does not know ranges sends what comes before the part, too.
    private const long MostSkipped = 1L << 30;

    /// <summary>Makes the request for a range of the value at an address.</summary>
    public static HttpRequestMessage Request(Uri address, ByteRange range)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (!range.IsAll)
            request.Headers.Range = Requested(range);
        return request;
    }

    /// <summary>
    /// Checks that an answer holds the requested part: a cache or a proxy may answer with another one, which would be
    /// read as wrong numbers.
    /// </summary>
    public static void CheckRange(HttpResponseMessage response, ByteRange range, Uri address)
    {
        ContentRangeHeaderValue? sent = response.Content.Headers.ContentRange;
        bool isRequested =
            !range.IsAll
            && sent is { Unit: "bytes", From: { } from, To: { } to }
            && (
                range.FromEnd
                    ? sent.Length is { } length && to == length - 1 && from == Math.Max(0, length - range.Length)
                    : from == range.Offset
                        && to - from < range.Length
                        // Only at its end does a value have less than the range.
                        && (to - from == range.Length - 1 || sent.Length is not { } all || to == all - 1)
            )
            && (response.Content.Headers.ContentLength ?? to - from + 1) == to - from + 1;
        if (!isRequested)
        {
            string requested = range.IsAll ? "the whole value" : $"'{Requested(range)}'";
            throw new GchunkException(
                $"cannot read {address}: requested {requested}, but the server sent '{sent?.ToString() ?? "a part that it does not name"}'; a cache or proxy in front of it may be at fault"
            );
        }
    }

    private static RangeHeaderValue Requested(ByteRange range) =>
        range.FromEnd
            ? new RangeHeaderValue(null, range.Length)
            : new RangeHeaderValue(
                range.Offset,
                range.Offset + Math.Min(range.Length - 1, long.MaxValue - range.Offset)
            );

    /// <summary>Reads the requested range from an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="range">The range.</param>
    /// <param name="limit">The most bytes of it.</param>
    /// <param name="into">The memory for the bytes.</param>
    /// <param name="progress">Called whenever bytes came.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="GchunkException">The answer is too long.</exception>
    public static async Task Read(
        HttpResponseMessage response,
        ByteRange range,
        long limit,
        Scratch into,
        Action progress,
        CancellationToken cancellation
    )
    {
        // A server may send the whole value although a range was requested.
        long skip = 0,
            count = range.IsAll ? long.MaxValue : range.Length;
        long? length = response.Content.Headers.ContentLength;
        if (response.StatusCode == HttpStatusCode.OK && !range.IsAll)
        {
            if (range.FromEnd && length is null)
            {
                throw new GchunkException(
                    $"cannot read {response.RequestMessage?.RequestUri}: the server does not support ranges and does not give the length of the value"
                );
            }

            (skip, count) = range.In(length ?? long.MaxValue);
            if (skip > MostSkipped)
            {
                throw new GchunkException(
                    $"cannot read {response.RequestMessage?.RequestUri}: the server does not support ranges, and would send {skip} bytes before those requested"
                );
            }
        }
        if (Math.Min(count, length ?? 0) > limit)
            throw TooLong(response, limit);
        into.Clear();
        using Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        while (count > 0)
        {
            int read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            if (read == 0)
                break;
            progress();
            int from = (int)Math.Min(skip, read),
                take = (int)Math.Min(count, read - from);
            skip -= from;
            count -= take;
            if (into.Length + take > limit)
                throw TooLong(response, limit);

            into.Append(buffer.AsSpan(from, take));
        }
        // HttpClient itself reports bodies that are shorter than their declared length; not all declare one.
        if (
            response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange is { From: { } first, To: { } last }
            && into.Length != last - first + 1
        )
        {
            throw new IOException($"the answer ended after {into.Length} of {last - first + 1} bytes");
        }
    }

    private static GchunkException TooLong(HttpResponseMessage response, long limit) =>
        new($"{response.RequestMessage?.RequestUri} has more than the expected {limit} bytes");
}
