using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution.Control;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>The pages of the dashboard and what they ask of the program.</summary>
internal sealed class DashboardPages
{
    private const int TasksInAMessage = 20_000;
    private const int MostStreams = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // A page may be loaded again, and Prometheus asks every minute or so.
    private static readonly TimeSpan AfterAPage = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterMetrics = TimeSpan.FromMinutes(5);

    private readonly WebServer server;
    private readonly RunRecord record = new();
    private int streams;

    /// <summary>Adds the pages to a server.</summary>
    public DashboardPages(WebServer server)
    {
        this.server = server;
        Watch = new RecordWatch(record);
        server.Add(new WebRoute("GET", "/status", ShowAsync));
        server.Add(new WebRoute("GET", "/status/events", StreamAsync));
        server.Add(new WebRoute("GET", "/status/state", StateAsync));
        server.Add(new WebRoute("GET", "/status/log", LogAsync));
        server.Add(new WebRoute("GET", "/metrics", MetricsAsync));
        server.Add(new WebRoute("POST", "/status/pause", c => DoneAsync(c, RunControl.Pause)));
        server.Add(new WebRoute("POST", "/status/resume", c => DoneAsync(c, RunControl.Resume)));
        server.Add(new WebRoute("POST", "/status/cancel", c => DoneAsync(c, () => Cancel(c.Request.Query["run"]))));
        server.Add(new WebRoute("POST", "/status/restart", RestartAsync));
    }

    /// <summary>Whether runs are observed.</summary>
    public RecordWatch Watch { get; }

    private Task ShowAsync(HttpContext context)
    {
        using (Watch.Look(AfterAPage))
            return PageFiles.SendAsync(context, "status.html");
    }

    private Task StateAsync(HttpContext context)
    {
        using (Watch.Look(AfterAPage))
            return JsonAsync(context, RecordJson.State(record, OpenClient()));
    }

    private Task MetricsAsync(HttpContext context)
    {
        using (Watch.Look(AfterMetrics))
        {
            context.Response.ContentType = RecordMetrics.ContentType;
            return context.Response.WriteAsync(RecordMetrics.Of(record), context.RequestAborted);
        }
    }

    // Each page asks at its own pace for what is new, so nothing is queued for a slow one.
    private async Task StreamAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref streams) > MostStreams)
        {
            Interlocked.Decrement(ref streams);
            throw new GchunkException($"at most {MostStreams} dashboards are open at once; close one");
        }
        try
        {
            using IDisposable look = Watch.Look(AfterAPage);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.Closing);
            EventStream stream = await EventStream.OpenAsync(context).ConfigureAwait(false);
            long next = 0;
            while (true)
            {
                await stream
                    .SendAsync("state", RecordJson.State(record, OpenClient()), ends.Token)
                    .ConfigureAwait(false);
                while (RecordJson.Tasks(record, ref next, TasksInAMessage) is { } tasks)
                    await stream.SendAsync("tasks", tasks, ends.Token).ConfigureAwait(false);
                await Task.Delay(Pause, ends.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref streams);
        }
    }

    private static Task LogAsync(HttpContext context)
    {
        string worker = context.Request.Query["worker"].ToString();
        return OpenClient() is { Workers.Count: > 0 } client && client.WorkerLogs().TryGetValue(worker, out var lines)
            ? JsonAsync(context, RecordJson.Lines(lines))
            : throw new GchunkException($"there is no worker '{worker}'");
    }

    private static async Task RestartAsync(HttpContext context)
    {
        string worker = context.Request.Query["worker"].ToString();
        if (OpenClient() is not { Workers.Count: > 0 } client)
            throw new GchunkException("there are no worker processes; create some with new Client()");
        // It waits until another worker is there.
        await Task.Run(() => client.RestartWorkers(worker)).ConfigureAwait(false);
        await context.Response.WriteAsync("done\n", context.RequestAborted).ConfigureAwait(false);
    }

    private static void Cancel(string? number)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int run))
            throw new GchunkException($"'{number}' is not the number of a run");
        if (!RunControl.Cancel(run))
            throw new GchunkException($"run {run} has ended or is not known");
    }

    private static Task DoneAsync(HttpContext context, Action action)
    {
        action();
        return context.Response.WriteAsync("done\n", context.RequestAborted);
    }

    private static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static Client? OpenClient() => Client.Current is { IsOpen: true } client ? client : null;
}
