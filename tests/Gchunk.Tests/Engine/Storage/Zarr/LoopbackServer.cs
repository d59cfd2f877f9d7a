using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>A web server in this process that serves some values and fails on request.</summary>
internal sealed class LoopbackServer : LoopbackListener
{
    private readonly ManualResetEventSlim disposed = new();
    private readonly IReadOnlyDictionary<string, byte[]> values;
    private readonly ConcurrentDictionary<string, int> failures = [];

    public LoopbackServer(IReadOnlyDictionary<string, byte[]> values)
        : base("/some/store.zarr") => this.values = values;

    /// <summary>Whether a request for a range is answered with that range; if not, the whole value is sent.</summary>
    public bool SendsRanges { get; set; } = true;

    /// <summary>
    /// Returns the Content-Range header of a partial answer, given its first byte, its end and the length of the value;
    /// null sends no header.
    /// </summary>
    public Func<int, int, int, string?> ContentRange { get; set; } =
        (start, end, length) => FormattableString.Invariant($"bytes {start}-{end - 1}/{length}");

    /// <summary>Adds headers to an answer; the number counts the answers.</summary>
    public Action<HttpListenerResponse, int> Adorn { get; set; } = (_, _) => { };

    /// <summary>The key whose answer stops after its first byte until the server is disposed.</summary>
    public string? Stalled { get; set; }

    /// <summary>The status code of a failed request.</summary>
    public int FailureStatus { get; set; } = 503;

    /// <summary>The requests so far: key, range and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Makes the next requests for a key fail.</summary>
    public void Fail(string key, int times) => failures[key] = times;

    protected override void Answer(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        Adorn(response, Requests.Count);
        string key = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath)["/some/store.zarr/".Length..];
        string? range = context.Request.Headers["Range"];
        Requests.Enqueue(key + (range is null ? "" : " " + range) + context.Request.Url.Query);
        if (failures.TryGetValue(key, out int left) && left > 0)
        {
            failures[key] = left - 1;
            response.StatusCode = FailureStatus;
            return;
        }
        if (!values.TryGetValue(key, out byte[]? value))
        {
            response.StatusCode = 404;
            return;
        }
        int start = 0,
            end = value.Length;
        if (range is not null && SendsRanges)
        {
            string[] bounds = range["bytes=".Length..].Split('-');
            if (bounds[0].Length > 9)
            {
                start = end;
            }
            else if (bounds[0].Length == 0)
            {
                start = Math.Max(0, end - int.Parse(bounds[1], CultureInfo.InvariantCulture));
            }
            else
            {
                start = int.Parse(bounds[0], CultureInfo.InvariantCulture);
                end = (int)Math.Min(end, long.Parse(bounds[1], CultureInfo.InvariantCulture) + 1);
            }
            response.StatusCode = start >= end ? 416 : 206;
            if (start >= end)
                return;
            if (ContentRange(start, end, value.Length) is { } sent)
                response.Headers["Content-Range"] = sent;
        }
        response.ContentLength64 = end - start;
        if (key == Stalled)
        {
            response.OutputStream.Write(value.AsSpan(start, 1));
            response.OutputStream.Flush();
            disposed.Wait();
            return;
        }
        response.OutputStream.Write(value.AsSpan(start, end - start));
    }

    public override void Dispose()
    {
        disposed.Set();
        base.Dispose();
    }
}
