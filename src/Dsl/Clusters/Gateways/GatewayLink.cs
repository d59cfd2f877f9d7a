using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Dsl.Clusters.Gateways;

/// <summary>The requests of a user to a gateway, over HTTPS with the user's token.</summary>
[DoesNotTravel("it holds the token of a user")]
#pragma warning disable CA1001 // A client of HTTP without requests holds no resources for long.
internal sealed class GatewayLink
#pragma warning restore CA1001
{
    /// <summary>How bodies of requests and answers are written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        MaxDepth = 4,
    };

    private const int MostAnswerBytes = 4 << 20,
        MostReason = 2000,
        MostRefusalBytes = 64 << 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient http;
    private readonly HttpLimits limits;

    /// <summary>Names a gateway.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="token">The token of the user.</param>
    /// <param name="fingerprint">
    /// The SHA-256 hash of its certificate, or null if the system trusts whoever has issued that.
    /// </param>
    /// <param name="limits">How long the gateway may be silent in a content, or null for the default.</param>
    public GatewayLink(Uri address, string token, byte[]? fingerprint, HttpLimits? limits = null)
    {
        this.limits = limits ?? new HttpLimits();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the token goes to nobody else
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        if (fingerprint is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null
                && CryptographicOperations.FixedTimeEquals(
                    certificate.GetCertHash(HashAlgorithmName.SHA256),
                    fingerprint
                );
        }
        http = new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = Patience,
            MaxResponseContentBufferSize = MostAnswerBytes,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The address of the gateway.</summary>
    public string Address => http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the address, of names that need no escaping.</param>
    /// <param name="body">What is sent with it, or null for nothing.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="GchunkException">
    /// The gateway cannot be reached, is not the one of the fingerprint, refuses, or answers something else.
    /// </exception>
    public T Ask<T>(HttpMethod method, string path, object? body = null) =>
        Read<T>(Send(method, path, body, Interrupt.Token));

    /// <summary>Reads an answer.</summary>
    /// <exception cref="GchunkException">It is not what a gateway answers.</exception>
    public static T Read<T>(byte[] answer)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(answer, Json) ?? throw new JsonException("nothing was answered");
        }
        catch (JsonException e)
        {
            throw new GchunkException($"the gateway does not answer as one of gchunk does: {e.Message}", e);
        }
    }

    /// <summary>Sends and receives a content of the store of a cluster.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the address.</param>
    /// <param name="content">What is sent with it, or null for nothing.</param>
    /// <param name="stop">
    /// Ends the wait with a <see cref="GchunkException"/>. If it was cancelled before, this waits all the same: after a
    /// Ctrl-C, a client still says what it leaves.
    /// </param>
    /// <returns>The status, and the content if there is one.</returns>
    /// <exception cref="GchunkException">
    /// As for <see cref="Ask"/>, or the gateway is silent in the middle of its answer.
    /// </exception>
    public (HttpStatusCode Status, byte[]? Content) Exchange(
        HttpMethod method,
        string path,
        byte[]? content,
        CancellationToken stop
    ) =>
        Try(() =>
            ExchangeAsync(method, path, content, stop.IsCancellationRequested ? CancellationToken.None : stop)
                .GetAwaiter()
                .GetResult()
        );

    private async Task<(HttpStatusCode Status, byte[]? Content)> ExchangeAsync(
        HttpMethod method,
        string path,
        byte[]? content,
        CancellationToken stop
    )
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (content is not null)
                request.Content = new ByteArrayContent(content);
            using HttpResponseMessage answer = await http.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    silence.Token
                )
                .ConfigureAwait(false);
            using var body = new Scratch();
            silence.CancelAfter(limits.Silence);
            await HttpBody
                .Read(
                    answer,
                    ByteRange.All,
                    // A block of the result of a run has as much as an array of bytes at most.
                    answer.IsSuccessStatusCode
                        ? Array.MaxLength
                        : MostRefusalBytes,
                    body,
                    () => silence.CancelAfter(limits.Silence),
                    silence.Token
                )
                .ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                throw Refusal(answer.StatusCode, body.Bytes.Span.ToArray());
            return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? body.Bytes.Span.ToArray() : null);
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            // Threads in the background ask, too, and go on as if the gateway were away.
            throw new GchunkException($"you asked to stop before the gateway {Address} had answered", e);
        }
        catch (OperationCanceledException e) when (silence.IsCancellationRequested)
        {
            throw new GchunkException(
                $"the gateway {Address} was silent for {limits.Silence.TotalSeconds:0.##} s in the middle of its answer",
                e
            );
        }
    }

    /// <summary>Sends a request whose answer says nothing.</summary>
    /// <exception cref="GchunkException">As for <see cref="Ask"/>.</exception>
    public void Tell(HttpMethod method, string path, object? body = null) => Send(method, path, body, Interrupt.Token);

    /// <summary>Asks to end a cluster. Ctrl-C does not stop this: it is what ends the machines after a Ctrl-C.</summary>
    /// <exception cref="GchunkException">As for <see cref="Ask"/>.</exception>
    public void End(string path) => Send(HttpMethod.Delete, path, null, CancellationToken.None);

    private byte[] Send(HttpMethod method, string path, object? body, CancellationToken cancel) =>
        Try(() =>
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }
            using HttpResponseMessage answer = http.Send(request, cancel);
            using var content = new MemoryStream();
            answer.Content.CopyTo(content, null, cancel);
            byte[] bytes = content.ToArray();
            return answer.IsSuccessStatusCode ? bytes : throw Refusal(answer.StatusCode, bytes);
        });

    private T Try<T>(Func<T> send)
    {
        try
        {
            return send();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new GchunkException(
                e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                    ? $"the certificate of {Address} is not the one that was expected; give the fingerprint that the gateway prints, if it has made its certificate itself"
                    : $"the gateway {Address} cannot be reached: {e.Message}",
                e
            );
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new GchunkException(
                $"the gateway {Address} did not answer within {Patience.TotalMinutes:0} minutes",
                e
            );
        }
    }

    private static GatewayRefusal Refusal(HttpStatusCode status, byte[] bytes)
    {
        string reason = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, MostReason))).Trim();
        return new GatewayRefusal(
            status,
            $"the gateway refuses: {(reason.Length > 0 ? VisibleText.Of(reason) : $"status {(int)status}")}"
        );
    }
}

/// <summary>The error for what a gateway refuses.</summary>
/// <param name="status">The status of its answer.</param>
/// <param name="message">What it said.</param>
internal sealed class GatewayRefusal(HttpStatusCode status, string message) : GchunkException(message)
{
    /// <summary>True if the user has no such cluster, or no more.</summary>
    public bool IsMissing => status == HttpStatusCode.NotFound;
}
