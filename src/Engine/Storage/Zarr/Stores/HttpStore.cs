using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// A read-only store below a URL. Public buckets of Google and Amazon are read through HTTPS.
/// </summary>
/// <remarks>
/// A request with a temporary failure (no connection, 408, 429, 5xx) is repeated, each time after a longer wait.
/// </remarks>
internal sealed class HttpStore : IZarrStore
{
    private const int Tries = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200),
        LongestWait = TimeSpan.FromSeconds(30),
        Silence = TimeSpan.FromSeconds(60),
        DefaultTimeLimit = TimeSpan.FromMinutes(10);

    private static readonly Lazy<HttpClient> Shared = new(() =>
        new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(20),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxConnectionsPerServer = 32,
                MaxAutomaticRedirections = 5,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        }
    );

    private readonly ConcurrentDictionary<string, string> stamps = [];
    private readonly Action<TimeSpan, CancellationToken> wait;
    private readonly TimeSpan timeLimit;
    private readonly Uri root;

    /// <summary>Makes a store; nothing is requested yet.</summary>
    /// <param name="address">A URL that begins with <c>http</c>, <c>https</c>, <c>gs</c> or <c>s3</c>.</param>
    /// <param name="wait">How to wait between tries, or null to sleep.</param>
    /// <param name="timeLimit">The longest time that one answer may take, or null for 10 minutes.</param>
    /// <exception cref="GchunkException">The URL is not valid.</exception>
    public HttpStore(string address, Action<TimeSpan, CancellationToken>? wait = null, TimeSpan? timeLimit = null)
    {
        this.timeLimit = timeLimit ?? DefaultTimeLimit;
        Location = address;
        root = new Uri(Map(address));
        this.wait = wait ?? ((time, cancellation) => cancellation.WaitHandle.WaitOne(time));
    }

    public string Location { get; }

    public bool IsWritable => false;

    public bool CanList => false;

    public int Concurrency => 16;

    /// <summary>Returns the HTTP URL of a store.</summary>
    public static string Map(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
            throw new GchunkException($"'{address}' is not a valid address");
        // Uri puts hosts in lower case, and names of buckets are in lower case.
        return uri.Scheme switch
        {
            "gs" => $"https://storage.googleapis.com/{uri.Host}{uri.AbsolutePath}",
            // Certificates do not cover names with dots, so such a bucket is named in the path.
            "s3" => uri.Host.Contains('.')
                ? $"https://s3.amazonaws.com/{uri.Host}{uri.AbsolutePath}"
                : $"https://{uri.Host}.s3.amazonaws.com{uri.AbsolutePath}",
            _ => address,
        };
    }

    /// <summary>Returns the URL of a key: below the path of the store, with the same query.</summary>
    public Uri AddressOf(string key) =>
        new UriBuilder(root)
        {
            Path = root.AbsolutePath.TrimEnd('/') + "/" + string.Join('/', key.Split('/').Select(Uri.EscapeDataString)),
        }.Uri;

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        Uri address = AddressOf(key);
        for (int attempt = 1; ; attempt++)
        {
            (bool? found, string failure, TimeSpan? after) = TryRead(address, key, range, limit, into, cancellation)
                .GetAwaiter()
                .GetResult();
            if (found is { } answer)
                return answer;
            cancellation.ThrowIfCancellationRequested();
            if (attempt == Tries)
                throw new GchunkException($"cannot read {address}: {failure}, after {Tries} tries");
            // A part of the wait is random, so that many readers do not repeat their requests at the same moment.
            TimeSpan time = FirstWait * (1 << (attempt - 1)) * (1 + Random.Shared.NextDouble() / 2);
            if (after > time)
                time = after.Value;
            wait(time > LongestWait ? LongestWait : time, cancellation);
        }
    }

    // Found is null if the request should be repeated.
    private async Task<(bool? Found, string Failure, TimeSpan? After)> TryRead(
        Uri address,
        string key,
        ByteRange range,
        long limit,
        Scratch into,
        CancellationToken cancellation
    )
    {
        using var total = new CancellationTokenSource(timeLimit);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation, total.Token);
        silence.CancelAfter(Silence);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (!range.IsAll)
                request.Headers.Range = Requested(range);

            using HttpResponseMessage response = await Shared
                .Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token)
                .ConfigureAwait(false);
            switch ((int)response.StatusCode)
            {
                case 404 or 410:
                    return (false, "", null);
                case 416:
                    into.Length = 0;
                    return (true, "", null);
                case 200 or 206:
                    if (response.StatusCode == HttpStatusCode.PartialContent)
                        CheckRange(response, range, address);
                    if (range.IsAll)
                        stamps[key] = StampOf(response);
                    await ReadBody(response, range, limit, into, silence).ConfigureAwait(false);
                    return (true, "", null);
                case 408 or 429 or >= 500:
                    return (
                        null,
                        $"{(int)response.StatusCode} {response.ReasonPhrase}",
                        response.Headers.RetryAfter?.Delta
                    );
                default:
                    throw new GchunkException(
                        $"cannot read {address}: {(int)response.StatusCode} {response.ReasonPhrase}{Region(response)}"
                    );
            }
        }
        // A server that sends a byte now and then is never silent, and would hold the read for ever.
        catch (OperationCanceledException) when (total.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new GchunkException(
                $"cannot read {address}: the answer was not complete after {timeLimit.TotalSeconds:0.#} s"
            );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"no answer for {Silence.TotalSeconds:F0} s", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, (e.InnerException ?? e).Message, null);
        }
    }

    // A cache or a proxy may answer with another part of the value, which would be read as wrong numbers.
    private static void CheckRange(HttpResponseMessage response, ByteRange range, Uri address)
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
                $"cannot read {address}: requested {requested}, but the server sent '{sent?.ToString() ?? "a part that it does not name"}'; a cache or proxy before it may be at fault"
            );
        }
    }

    private static RangeHeaderValue Requested(ByteRange range) =>
        range.FromEnd
            ? new RangeHeaderValue(null, range.Length)
            : new RangeHeaderValue(range.Offset, range.Offset + range.Length - 1);

    private static async Task ReadBody(
        HttpResponseMessage response,
        ByteRange range,
        long limit,
        Scratch into,
        CancellationTokenSource silence
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
        }
        into.Clear();
        using Stream body = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        while (count > 0)
        {
            int read = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            if (read == 0)
                break;
            silence.CancelAfter(Silence);
            int from = (int)Math.Min(skip, read),
                take = (int)Math.Min(count, read - from);
            skip -= from;
            count -= take;
            if (into.Length + take > limit)
            {
                throw new GchunkException(
                    $"{response.RequestMessage?.RequestUri} has more than the expected {limit} bytes"
                );
            }

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

    private static string StampOf(HttpResponseMessage response) =>
        response.Headers.ETag?.Tag
        ?? string.Create(
            CultureInfo.InvariantCulture,
            $"{response.Content.Headers.ContentLength}-{response.Content.Headers.LastModified?.UtcTicks:x}"
        );

    // Amazon names the right region in its answer.
    private static string Region(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-amz-bucket-region", out IEnumerable<string>? regions)
        && regions.FirstOrDefault() is { } region
        && response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect
            ? $"; the bucket is in {region}: use https://s3.{region}.amazonaws.com/BUCKET/…"
            : "";

    public void Write(string key, ReadOnlySpan<byte> value) =>
        throw new GchunkException($"{Location} cannot be written to: remote stores are read-only");

    public void Delete(string key) =>
        throw new GchunkException($"{Location} cannot be written to: remote stores are read-only");

    public IReadOnlyList<string> Children(string folder) =>
        throw new GchunkException($"{Location}: the keys of a remote store cannot be listed");

    // The stamp of the last read; another request for each chunk would double their number.
    public string? Stamp(string key) => stamps.GetValueOrDefault(key);

    public void Dispose() { }
}
