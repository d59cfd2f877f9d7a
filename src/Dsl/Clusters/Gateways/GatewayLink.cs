using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gchunk.Engine;

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
        MostReason = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient http;

    /// <summary>Names a gateway.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="token">The token of the user.</param>
    /// <param name="fingerprint">
    /// The SHA-256 hash of its certificate, or null if the system trusts whoever has issued that.
    /// </param>
    public GatewayLink(Uri address, string token, byte[]? fingerprint)
    {
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

    /// <summary>Sends and receives a content of the store of a cluster. Ctrl-C does not stop this.</summary>
    /// <returns>The status, and the content if there is one.</returns>
    /// <exception cref="GchunkException">As for <see cref="Ask"/>.</exception>
    public (HttpStatusCode Status, byte[]? Content) Exchange(HttpMethod method, string path, byte[]? content) =>
        Try(() =>
        {
            using var request = new HttpRequestMessage(method, path);
            if (content is not null)
                request.Content = new ByteArrayContent(content);
            using HttpResponseMessage answer = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using Stream body = answer.Content.ReadAsStream();
            using var all = new MemoryStream();
            body.CopyTo(all);
            return answer.IsSuccessStatusCode
                ? (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? all.ToArray() : null)
                : throw Refusal(answer.StatusCode, all.ToArray());
        });

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
