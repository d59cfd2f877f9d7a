using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
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
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    /// <summary>The rules for what a server may lead to.</summary>
    public static HttpRedirects Redirects { get; } = new();

    private static readonly Lazy<HttpClient> Shared = new(() =>
        new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(20),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxConnectionsPerServer = 32,
                // Redirects are checked before they are followed.
                AllowAutoRedirect = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        }
    );

    private readonly ConcurrentDictionary<string, string> stamps = [];

    // The versions of the values of which parts were read.
    private readonly ConcurrentDictionary<string, ValueVersion> versions = [];
    private readonly HttpLimits limits;
    private readonly Uri root;

    /// <summary>Makes a store; nothing is requested yet.</summary>
    /// <param name="address">A URL that begins with <c>http</c>, <c>https</c>, <c>gs</c> or <c>s3</c>.</param>
    /// <param name="limits">What the server may take, or null for the default.</param>
    /// <exception cref="GchunkException">The URL is not valid.</exception>
    public HttpStore(string address, HttpLimits? limits = null)
    {
        this.limits = limits ?? new HttpLimits();
        Location = address;
        root = new Uri(Map(address));
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

    /// <summary>Reads the whole value at an address, with its query.</summary>
    /// <param name="address">The address.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="into">The memory for them.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>Whether there is a value.</returns>
    /// <exception cref="GchunkException">The address is that of no value, or the server does not answer.</exception>
    public static bool ReadAddress(string address, long limit, Scratch into, CancellationToken cancellation)
    {
        var uri = new UriBuilder(Map(address));
        int slash = uri.Path.LastIndexOf('/');
        string key = Uri.UnescapeDataString(uri.Path[(slash + 1)..]);
        if (key.Length == 0)
            throw new GchunkException($"'{address}' is not the address of a file");
        uri.Path = uri.Path[..slash];
        return new HttpStore(uri.Uri.AbsoluteUri).Read(key, ByteRange.All, limit, into, cancellation);
    }

    /// <summary>Returns the URL of a key: below the path of the store, with the same query.</summary>
    public Uri AddressOf(string key) =>
        new UriBuilder(root)
        {
            Path = root.AbsolutePath.TrimEnd('/') + "/" + string.Join('/', key.Split('/').Select(Uri.EscapeDataString)),
        }.Uri;

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        // A damaged index may say so; no request can.
        if (range.Length == 0)
        {
            into.Clear();
            return true;
        }
        Uri address = AddressOf(key);
        using var total = new CancellationTokenSource(limits.Total);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, total.Token);
        for (int attempt = 1; ; attempt++)
        {
            Outcome outcome;
            try
            {
                outcome = Try(address, key, range, limit, into, both.Token).GetAwaiter().GetResult();
            }
            // A server that sends a byte now and then is never silent, and would hold the read for ever.
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new GchunkException(
                    $"cannot read {address}: the answer was not complete after {limits.Total.TotalSeconds:0.##} s"
                );
            }
            if (outcome.Found is { } answer)
                return answer;
            string asked =
                outcome.After > limits.LongestWait
                    ? $" (the server asks to wait {outcome.After.Value.TotalSeconds:0} s; gchunk waits at most {limits.LongestWait.TotalSeconds:0.##} s)"
                    : "";
            if (attempt == limits.Tries)
            {
                throw new GchunkException(
                    $"cannot read {address}: {outcome.Failure}, after {limits.Tries} tries{asked}"
                );
            }

            // A part of the wait is random, so that many readers do not repeat their requests at the same moment.
            TimeSpan time = FirstWait * (1 << (attempt - 1)) * (1 + Random.Shared.NextDouble() / 2);
            if (outcome.After > time)
                time = outcome.After.Value;
            limits.Wait(time > limits.LongestWait ? limits.LongestWait : time, both.Token);
            cancellation.ThrowIfCancellationRequested();
            if (total.IsCancellationRequested)
            {
                throw new GchunkException(
                    $"cannot read {address}: {outcome.Failure}, for {limits.Total.TotalSeconds:0.##} s{asked}"
                );
            }
        }
    }

    // Found is null if the request should be repeated, after some time if the server says so.
    private readonly record struct Outcome(bool? Found, string Failure = "", TimeSpan? After = null);

    private async Task<Outcome> Try(
        Uri address,
        string key,
        ByteRange range,
        long limit,
        Scratch into,
        CancellationToken cancellation
    )
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(limits.Silence);
        try
        {
            using HttpResponseMessage response = await Redirects
                .Send(Shared.Value, address, at => HttpBody.Request(at, range), silence.Token)
                .ConfigureAwait(false);
            switch ((int)response.StatusCode)
            {
                case 404 or 410:
                    return new(false);
                case 416:
                    into.Length = 0;
                    return new(true);
                case 200 or 206:
                    if (response.StatusCode == HttpStatusCode.PartialContent)
                        HttpBody.CheckRange(response, range, address);
                    if (range.IsAll)
                        stamps[key] = StampOf(response);
                    else
                        CheckVersion(key, address, ValueVersion.Of(response));
                    await HttpBody
                        .Read(response, range, limit, into, () => silence.CancelAfter(limits.Silence), silence.Token)
                        .ConfigureAwait(false);
                    return new(true);
                case 408 or 429 or >= 500:
                    return new(null, $"{(int)response.StatusCode} {response.ReasonPhrase}", AfterOf(response));
                default:
                    throw new GchunkException(
                        $"cannot read {address}: {(int)response.StatusCode} {response.ReasonPhrase}{Region(response)}"
                    );
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(null, $"no answer for {limits.Silence.TotalSeconds:0.##} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(null, (e.InnerException ?? e).Message);
        }
    }

    /// <summary>Returns the version of a value of which a part was read, or null.</summary>
    public ValueVersion? VersionOf(string key) => versions.GetValueOrDefault(key);

    // Parts of two versions of a value would be read as wrong numbers.
    private void CheckVersion(string key, Uri address, ValueVersion version)
    {
        if (versions.GetOrAdd(key, version).DifferenceTo(version) is { } difference)
        {
            throw new GchunkException(
                $"cannot read {address}: it changed while it was read ({difference}); open the store again"
            );
        }
    }

    private static TimeSpan? AfterOf(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - DateTimeOffset.UtcNow,
            _ => null,
        };

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
