using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Web;

/// <summary>An address that a feature answers.</summary>
/// <param name="Method">GET or POST. A GET route also answers HEAD.</param>
/// <param name="Path">The path; <c>/tiles/*</c> is every path that begins with <c>/tiles/</c>.</param>
/// <param name="Answer">Writes the answer.</param>
internal sealed record WebRoute(string Method, string Path, Func<HttpContext, Task> Answer)
{
    /// <summary>
    /// Whether a page of another address may show it in a frame, as a notebook does. Only pages of this machine may.
    /// </summary>
    public bool AllowsFrames { get; init; }

    /// <summary>Whether it needs no token, because it answers the same to everybody.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether the route answers a request.</summary>
    public bool Matches(string method, string path) =>
        (method == Method || (method == "HEAD" && Method == "GET"))
        && (
            Path.EndsWith("/*", StringComparison.Ordinal)
                ? path.StartsWith(Path.AsSpan(0, Path.Length - 1), StringComparison.Ordinal)
                : path == Path
        );
}
