using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gchunk.Repl.Web;

/// <summary>What every request must fulfil and every answer carries.</summary>
internal static class WebRules
{
    /// <summary>Returns the status and the reason for which a request is refused, or null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="port">The port of the server.</param>
    public static (int Status, string Reason)? Refusal(HttpRequest request, int port)
    {
        // A page of another host whose name resolves to this machine would otherwise read the pages of its visitor.
        if (!IsOwnHost(request.Host.Value, port))
            return (StatusCodes.Status421MisdirectedRequest, $"the pages are at 127.0.0.1:{port} only");
        if (request.Method is not ("GET" or "HEAD" or "POST"))
            return (StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not allowed, only GET and POST");
        if (request.Method != "POST")
            return null;
        string origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.StartsWith("http://", StringComparison.Ordinal) && IsOwnHost(origin["http://".Length..], port)
            ? null
            : (StatusCodes.Status403Forbidden, "a POST must come from one of the program's own pages");
    }

    /// <summary>Sets the headers of an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="allowsFrames">Whether other pages of this machine may show it in a frame.</param>
    public static void Protect(HttpResponse response, bool allowsFrames)
    {
        IHeaderDictionary headers = response.Headers;
        string frames = allowsFrames ? "http://127.0.0.1:* http://localhost:* vscode-webview:" : "'none'";
        headers.ContentSecurityPolicy =
            "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; "
            + $"frame-ancestors {frames}";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer"; // the address has the token
        headers["Cross-Origin-Resource-Policy"] = allowsFrames ? "cross-origin" : "same-origin";
        headers.CacheControl = "no-store";
    }

    private static bool IsOwnHost(string? host, int port) => host == $"127.0.0.1:{port}" || host == $"localhost:{port}";
}
