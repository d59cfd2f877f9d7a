using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Web;

/// <summary>An answer of server-sent events, which a page reads as they come.</summary>
internal sealed class EventStream
{
    private readonly HttpResponse response;

    private EventStream(HttpResponse response) => this.response = response;

    /// <summary>Begins to answer with events.</summary>
    /// <param name="context">The request.</param>
    public static async Task<EventStream> OpenAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        return new EventStream(context.Response);
    }

    /// <summary>Sends an event. It waits while the reader is slow, so that nothing piles up.</summary>
    /// <param name="name">The kind of event, of letters.</param>
    /// <param name="data">Its text, such as JSON. It may have several lines.</param>
    /// <param name="cancel">Cancelled when the reader has gone.</param>
    public async Task SendAsync(string name, string data, CancellationToken cancel)
    {
        var text = new StringBuilder(data.Length + 32).Append("event: ").Append(name).Append('\n');
        foreach (string line in data.ReplaceLineEndings("\n").Split('\n'))
            text.Append("data: ").Append(line).Append('\n');
        await response.WriteAsync(text.Append('\n').ToString(), cancel).ConfigureAwait(false);
        await response.Body.FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Sends the events of a queue until the reader goes.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="cancel">Cancelled when the reader has gone.</param>
    public async Task SendAllAsync(EventQueue queue, CancellationToken cancel)
    {
        await foreach ((string name, string data) in queue.ReadAllAsync(cancel).ConfigureAwait(false))
            await SendAsync(name, data, cancel).ConfigureAwait(false);
    }
}
