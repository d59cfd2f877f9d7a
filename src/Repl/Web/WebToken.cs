using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gchunk.Repl.Web;

/// <summary>
/// The secret of a server's addresses. Another user of the machine can connect to the port, but does not know it.
/// </summary>
internal sealed class WebToken
{
    /// <summary>The name of the token in an address.</summary>
    public const string Query = "token";

    private const int Bytes = 24;

    private readonly byte[] expected;

    /// <summary>Draws a token.</summary>
    public WebToken()
    {
        Text = Draw();
        expected = Encoding.ASCII.GetBytes(Text);
    }

    /// <summary>The token, in hexadecimal digits.</summary>
    public string Text { get; }

    /// <summary>
    /// Whether a request has the token: in its address, as a bearer's authorization, or in the cookie that an earlier
    /// request was given.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="port">The port of the server, because all ports of a host share their cookies.</param>
    public bool Admits(HttpContext context, int port)
    {
        if (IsRight(context.Request.Query[Query]))
        {
            context.Response.Cookies.Append(
                Cookie(port),
                Text,
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
                    Path = "/",
                }
            );
            return true;
        }
        return IsRight(Bearer(context.Request)) || IsRight(context.Request.Cookies[Cookie(port)]);
    }

    /// <summary>Returns the token of a bearer's authorization, or null if a request has none.</summary>
    public static string? Bearer(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string authorization = request.Headers[HeaderNames.Authorization].ToString();
        return authorization.StartsWith(Scheme, StringComparison.Ordinal) ? authorization[Scheme.Length..] : null;
    }

    /// <summary>Draws a token, in hexadecimal digits.</summary>
    public static string Draw() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    // The time that it takes does not depend on the text.
    private bool IsRight(string? text) =>
        text is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), expected);

    private static string Cookie(int port) => $"gchunk-{port}";
}
