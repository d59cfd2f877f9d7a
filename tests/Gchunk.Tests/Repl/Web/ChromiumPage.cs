using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Deque.AxeCore.Commons;
using Gchunk.Engine;
using Xunit;

namespace Gchunk.Tests.Repl.Web;

/// <summary>
/// A page in headless Chromium, driven by the DevTools protocol: it is clicked and read as a person does. It keeps what
/// the page asked for and what went wrong in it.
/// </summary>
internal sealed class ChromiumPage : IAsyncDisposable
{
    private readonly TemporaryFolder profile = new();
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
    private readonly Process program;
    private readonly Dictionary<string, int> worlds = new(StringComparer.Ordinal);
    private int calls;
    private int? world;

    private ChromiumPage(string path)
    {
        var start = new ProcessStartInfo(path) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (
            string option in (string[])
                [
                    "--headless",
                    "--no-sandbox",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--window-size=1400,1200",
                    "--remote-debugging-port=0",
                    $"--user-data-dir={profile.Path}",
                    "about:blank",
                ]
        )
        {
            start.ArgumentList.Add(option);
        }

        program = Process.Start(start)!;
        program.OutputDataReceived += static (_, _) => { };
        program.BeginOutputReadLine();
    }

    /// <summary>The addresses that the page asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Exceptions, refused contents and failed requests.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Opens a page. The test is skipped where Chromium is not installed.</summary>
    /// <param name="address">The address of the page.</param>
    /// <param name="script">JavaScript that runs before that of the page.</param>
    public static async Task<ChromiumPage> OpenAsync(string address, string script = "")
    {
        string? path = ExternalProgram.Find("chromium");
        Assert.SkipWhen(path is null, "needs Chromium: apt-get install chromium");
        var page = new ChromiumPage(path!);
        try
        {
            await page.ConnectAsync();
            foreach (string domain in (string[])["Network", "Runtime", "Log", "Page"])
                await page.CallAsync(domain + ".enable", new { });
            await page.CallAsync("Page.addScriptToEvaluateOnNewDocument", new { source = script });
            await page.CallAsync("Page.navigate", new { url = address });
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the value of an expression of JavaScript; promises are awaited.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var parameters = new Dictionary<string, object>
        {
            ["expression"] = expression,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
        };
        if (world is { } id)
            parameters["contextId"] = id;
        JsonElement answer = await CallAsync("Runtime.evaluate", parameters);
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement thrown), thrown.ToString());
        JsonElement result = answer.GetProperty("result");
        return result.TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Expressions are from now on those of a frame whose page comes from an origin.</summary>
    public async Task EnterFrameAsync(string origin)
    {
        int found;
        while (!worlds.TryGetValue(origin, out found))
            await EvaluateAsync("new Promise(done => setTimeout(done, 20))");
        world = found;
    }

    /// <summary>Returns the text that a person reads in an element.</summary>
    public async Task<string> TextAsync(string selector) =>
        (
            await EvaluateAsync($"(e => e.innerText ?? e.textContent)(document.querySelector({Quoted(selector)}))")
        ).GetString()!;

    /// <summary>Waits until a condition of JavaScript holds. It fails when the page is three minutes old.</summary>
    public async Task UntilAsync(string condition)
    {
        try
        {
            await EvaluateAsync(
                $"new Promise(done => {{ const look = () => {{ let is = false; try {{ is = {condition}; }} catch {{ }} is ? done() : setTimeout(look, 20); }}; look(); }})"
            );
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{condition} did not come about; faults: {string.Join("; ", Faults)}");
        }
    }

    /// <summary>Chooses an option of a list by its value.</summary>
    public Task ChooseAsync(string id, string value) =>
        EvaluateAsync(
            $"(e => {{ e.value = {Quoted(value)}; e.dispatchEvent(new Event('change')); }})(document.getElementById({Quoted(id)}))"
        );

    /// <summary>Presses the mouse in the middle of the element that an expression gives.</summary>
    public async Task ClickAsync(string element)
    {
        JsonElement place = await EvaluateAsync(
            $"(e => {{ e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})({element})"
        );
        (double x, double y) = (place[0].GetDouble(), place[1].GetDouble());
        foreach (string type in (string[])["mouseMoved", "mousePressed", "mouseReleased"])
        {
            string button = type == "mouseMoved" ? "none" : "left";
            await CallAsync(
                "Input.dispatchMouseEvent",
                new
                {
                    type,
                    x,
                    y,
                    button,
                    clickCount = 1,
                }
            );
        }
    }

    /// <summary>Returns the serious and critical faults of accessibility that axe finds, a line each.</summary>
    public async Task<string> AccessibilityFaultsAsync()
    {
        await EvaluateAsync(new BundledAxeScriptProvider().GetScript() + "; 0");
        JsonElement faults = await EvaluateAsync(
            """
            axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.any.map(a => a.message).join()).join(' | '))
              .join('\n'))
            """
        );
        return faults.GetString()!;
    }

    /// <summary>From now on, the page lives so long.</summary>
    public void LiveFor(TimeSpan time) => patience.CancelAfter(time);

    /// <summary>Returns the bytes of the objects of JavaScript that are in use.</summary>
    public async Task<long> HeapAsync()
    {
        await CallAsync("HeapProfiler.collectGarbage", new { });
        return (await CallAsync("Runtime.getHeapUsage", new { })).GetProperty("usedSize").GetInt64();
    }

    /// <summary>Draws what is on the screen into a PNG file.</summary>
    public async Task SaveScreenshotAsync(string path)
    {
        JsonElement answer = await CallAsync("Page.captureScreenshot", new { format = "png" });
        await File.WriteAllBytesAsync(path, answer.GetProperty("data").GetBytesFromBase64());
    }

    public async ValueTask DisposeAsync()
    {
        if (!program.HasExited)
            program.Kill(entireProcessTree: true);
        await program.WaitForExitAsync();
        program.Dispose();
        socket.Dispose();
        patience.Dispose();
        profile.Dispose();
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private async Task ConnectAsync()
    {
        // It says its address on its standard error.
        const string Begin = "DevTools listening on ws://";
        string? line;
        do line = await program.StandardError.ReadLineAsync(patience.Token);
        while (line is not null && !line.StartsWith(Begin, StringComparison.Ordinal));
        Assert.SkipWhen(line is null, "Chromium cannot be started here");
        _ = program.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        string host = line![Begin.Length..].Split('/')[0];
        using var http = new HttpClient();
        // It listens before its first page is there.
        string? page = null;
        while (page is null)
        {
            string pages = await http.GetStringAsync($"http://{host}/json/list", patience.Token);
            page = JsonDocument
                .Parse(pages)
                .RootElement.EnumerateArray()
                .Where(t => t.GetProperty("type").GetString() == "page")
                .Select(t => t.GetProperty("webSocketDebuggerUrl").GetString())
                .FirstOrDefault();
        }
        await socket.ConnectAsync(new Uri(page), patience.Token);
    }

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        int id = ++calls;
        byte[] message = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["id"] = id,
                ["method"] = method,
                ["params"] = parameters,
            }
        );
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        while (true)
        {
            JsonElement answer = await ReceiveAsync();
            if (answer.TryGetProperty("method", out JsonElement kind))
            {
                Note(kind.GetString()!, answer.GetProperty("params"));
                continue;
            }
            if (answer.GetProperty("id").GetInt32() != id)
                continue;
            Assert.False(answer.TryGetProperty("error", out JsonElement error), $"{method}: {error}");
            return answer.GetProperty("result");
        }
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        var text = new ArrayBufferWriter<byte>();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(text.GetMemory(1 << 16), patience.Token);
            text.Advance(part.Count);
        } while (!part.EndOfMessage);
        return JsonDocument.Parse(text.WrittenMemory).RootElement;
    }

    private void Note(string kind, JsonElement parameters)
    {
        if (kind == "Network.requestWillBeSent")
            Requests.Add(parameters.GetProperty("request").GetProperty("url").GetString()!);
        if (kind == "Runtime.executionContextCreated")
        {
            JsonElement context = parameters.GetProperty("context");
            worlds[context.GetProperty("origin").GetString()!] = context.GetProperty("id").GetInt32();
        }
        bool logged =
            kind == "Log.entryAdded" && parameters.GetProperty("entry").GetProperty("level").GetString() == "error";
        if (logged || kind == "Runtime.exceptionThrown")
            Faults.Add(parameters.ToString());
    }
}
