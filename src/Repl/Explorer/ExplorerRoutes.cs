using System.Text.Json;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine;
using Gchunk.Repl.Web;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Explorer;

/// <summary>The addresses of one explorer: its page, and what the page asks for.</summary>
/// <param name="path">The path of the page.</param>
/// <param name="panels">The arrays of each panel.</param>
internal sealed class ExplorerRoutes(string path, IReadOnlyList<ExploredArray[]> panels)
{
    private const long CacheBytes = 64L << 20;

    // Each run may take a part of the memory limit; the others wait.
    private static readonly SemaphoreSlim Slots = new(ScreenView.Runs);

    private readonly ViewCache cache = new(CacheBytes);

    /// <summary>The routes.</summary>
    public WebRoute[] All() =>
        [
            Route("", context => PageFiles.SendAsync(context, "explorer.html")),
            Route("/info", context => SendJson(context, ExplorerInfo.Of(panels))),
            Route("/view", ViewAsync),
            Route("/series", SeriesAsync),
            Route("/code", CodeAsync),
            Route(
                "/colors",
                context => SendJson(context, ExplorerInfo.Colors(context.Request.Query["name"].ToString()))
            ),
            Route("/mesh", context => SendPacked(context, MapWindow.Message(context.Request.Query))),
            Route("/coast", context => SendJson(context, Coastlines.Within(context.Request.Query))),
        ];

    private async Task ViewAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        ExploredArray array = ExplorerQuery.Array(query, panels);
        ViewRequest request = ExplorerQuery.View(query);
        bool quick = query["quick"] == "1";
        request.Check(array);
        string key = $"{query["p"]}/{query["v"]}/{request.Aligned(array).Key}";
        ScreenView view =
            cache.Find(key)
            ?? await Run(c => ScreenView.Compute(array, request, quick, c), context.RequestAborted)
                .ConfigureAwait(false);
        if (!view.IsSample)
            cache.Add(key, view);
        await SendPacked(context, ViewMessage.Of(array, view)).ConfigureAwait(false);
    }

    private async Task SeriesAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        ExploredArray array = ExplorerQuery.Array(query, panels);
        (long[] indices, int dim) = (ExplorerQuery.Indices(query), (int)ExplorerQuery.Whole(query, "d", 0, 64));
        long y = ExplorerQuery.Whole(query, "y", 0, int.MaxValue),
            x = ExplorerQuery.Whole(query, "x", 0, int.MaxValue);
        CellSeries series = await Run(c => CellSeries.Compute(array, indices, dim, y, x, c), context.RequestAborted)
            .ConfigureAwait(false);
        await SendJson(context, ExplorerInfo.Of(array, series)).ConfigureAwait(false);
    }

    private Task CodeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        ExploredArray array = ExplorerQuery.Array(query, panels);
        double? low = ExplorerQuery.Number(query, "low"),
            high = ExplorerQuery.Number(query, "high");
        string colors = query["colors"].ToString();
        string code = ViewCode.Of(
            array,
            ExplorerQuery.View(query),
            colors.Length == 0 ? null : colors,
            low is { } l && high is { } h ? (l, h) : null,
            array.IsMap ? MapWindow.Code(query) : null
        );
        return SendJson(context, new { code });
    }

    private WebRoute Route(string below, Func<HttpContext, Task> answer) =>
        new("GET", path + below, context => Guarded(context, answer)) { AllowsFrames = true };

    // The page shows the message of an error, so it is JSON as everything else.
    private static async Task Guarded(HttpContext context, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(context).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException && !context.Response.HasStarted)
        {
            bool isUsers = error is GchunkException;
            context.Response.StatusCode = isUsers
                ? StatusCodes.Status400BadRequest
                : StatusCodes.Status500InternalServerError;
            await SendJson(context, new { error = isUsers ? error.Message : ExceptionText.Of(error) })
                .ConfigureAwait(false);
        }
    }

    private static async Task<T> Run<T>(Func<CancellationToken, T> compute, CancellationToken cancel)
    {
        await Slots.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task
                .Factory.StartNew(() => compute(cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        finally
        {
            Slots.Release();
        }
    }

    private static Task SendJson(HttpContext context, object value) =>
        Send(context, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(value, ExplorerInfo.Json));

    private static Task SendPacked(HttpContext context, byte[] message) =>
        Send(context, "application/octet-stream", message);

    private static Task Send(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
