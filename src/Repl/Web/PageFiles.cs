using System.Collections.Concurrent;
using Gchunk.Engine;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Web;

/// <summary>The pages, scripts and styles that are embedded in the program, from <c>src/Repl/Web/Pages</c>.</summary>
internal static class PageFiles
{
    private static readonly ConcurrentDictionary<string, byte[]?> Read = new(StringComparer.Ordinal);

    /// <summary>Answers with a file.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The file's path below the folder of pages, such as <c>status.html</c>.</param>
    public static Task SendAsync(HttpContext context, string name)
    {
        if (Read.GetOrAdd(name, Load) is not { } content)
        {
            Read.TryRemove(name, out _); // names come from outside: only those that exist are kept
            return HttpFront.RefuseAsync(context, StatusCodes.Status404NotFound, "no such page");
        }
        context.Response.ContentType = TypeOf(name);
        context.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    /// <summary>Returns the text of a file.</summary>
    /// <param name="name">The file's path below the folder of pages.</param>
    /// <exception cref="GchunkException">There is none.</exception>
    public static string Text(string name) =>
        Load(name) is { } content
            ? System.Text.Encoding.UTF8.GetString(content)
            : throw new GchunkException($"the program has no page '{name}'");

    private static byte[]? Load(string name)
    {
        using Stream? stream = typeof(PageFiles).Assembly.GetManifestResourceStream($"pages/{name}");
        if (stream is null)
            return null;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".json" or ".geojson" => "application/json",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            _ => "application/octet-stream",
        };
}
