using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Repl.Explorer;
using Gchunk.Repl.Web;
using Gchunk.Repl.Web.Dashboard;
using Gchunk.Tests.Engine.Storage.Zarr;
using Xunit;

namespace Gchunk.Tests.Repl.Web;

/// <summary>What the program's pages show of lost workers and many tasks, and within the page of a notebook.</summary>
[Collection("whole process")]
public sealed class BrowserLoadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Keeps the connection of the page and the last state that came by it; frozen, it lets no further ones through.
    private const string KeepEvents = """
        window.EventSource = class extends EventSource {
          constructor(address) {
            super(address);
            window.kept = this;
            this.addEventListener('state', e => {
              if (window.isFrozen && e.isTrusted) e.stopImmediatePropagation();
              else window.state = e.data;
            });
          }
        };
        """;

    // A first half of fewer seconds does not fill what a page keeps: 100 messages and half of 120 rates.
    private const int LeastSeconds = 200;

    // The states of so many seconds, in which everything that the page shows changes.
    private static readonly int Seconds = int.Parse(
        Environment.GetEnvironmentVariable("GCHUNK_PAGE_SECONDS") ?? "200",
        System.Globalization.CultureInfo.InvariantCulture
    );

    private readonly WebServer server = WebServer.Start(0);

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task The_dashboard_shows_a_killed_worker()
    {
        _ = new DashboardPages(server);
        await using ChromiumPage page = await ChromiumPage.OpenAsync(server.Address("/status"));
        await page.UntilAsync("document.body.dataset.ready === 'true'");
        using var client = new Client(workers: 2, threadsPerWorker: 1, memoryLimit: "500MB");
        Rand.Normal((100, 100), 0, 1, (10, 10), seed: 1).Sum().Compute();
        await page.UntilAsync(
            "[...document.querySelectorAll('#workers tr')].filter(r => r.innerText.includes('worker-')).length >= 2"
        );

        WorkerInfo killed = client.Workers[0];
        using (Process worker = Process.GetProcessById(killed.Pid))
            worker.Kill();
        await page.UntilAsync(
            $"[...document.querySelectorAll('#workers tr')].some(r => r.innerText.includes('{killed.Name}') && r.innerText.includes('ended:'))"
        );
        await page.UntilAsync($"document.getElementById('messages').innerText.includes('{killed.Name} is lost')");
        Check(page);
    }

    [Fact]
    public async Task Two_pages_show_a_million_tasks_and_do_not_grow_while_they_are_open()
    {
        Assert.True(Seconds >= LeastSeconds, $"GCHUNK_PAGE_SECONDS: give at least {LeastSeconds}");
        _ = new DashboardPages(server);
        await using ChromiumPage page = await ChromiumPage.OpenAsync(server.Address("/status"), KeepEvents);
        await using ChromiumPage second = await ChromiumPage.OpenAsync(server.Address("/status"), KeepEvents);
        ChromiumPage[] pages = [page, second];
        await page.UntilAsync("document.body.dataset.ready === 'true'");
        await second.UntilAsync("document.body.dataset.ready === 'true'");

        Rand.Normal((1000, 1000), 0, 1, (1, 1), seed: 1).Compute();

        await page.UntilAsync("document.querySelector('#runs tr td:last-child').innerText === 'done'");
        string tasks = await page.TextAsync("#runs tr td:nth-child(2)");
        Assert.StartsWith("1\u202f", tasks, StringComparison.Ordinal);
        // The last 100 000 bars are kept, each of which is a task or several short ones.
        await page.ClickAsync("document.getElementById('fit')");
        await page.UntilAsync("Number(document.getElementById('stream').dataset.drawn) >= 100000");
        await second.UntilAsync("document.querySelector('#runs tr td:last-child').innerText === 'done'");

        // A day of states takes a quarter of an hour.
        foreach (ChromiumPage open in pages)
            open.LiveFor(TimeSpan.FromMinutes(3) + TimeSpan.FromMilliseconds(20 * Seconds));
        foreach (ChromiumPage open in pages)
        {
            (long Heap, int Elements) before = await PassAsync(open, 0),
                after = await PassAsync(open, Seconds / 2);
            // The heap varies by some 20 KB; a page that keeps 2 KB of each state fails.
            Assert.InRange(after.Heap, 0, before.Heap + Math.Min(2000 * (Seconds / 2), 1_000_000));
            Assert.Equal(before.Elements, after.Elements);
            Check(open);
        }

        async Task<(long, int)> PassAsync(ChromiumPage open, int from)
        {
            await open.EvaluateAsync(
                $$"""
                (async () => {
                  window.isFrozen = true;
                  const s = JSON.parse(window.state);
                  for (let i = {{from}}; i < {{from + (Seconds / 2)}}; i++) {
                    s.now += 1000;
                    s.totals.tasks += 100;
                    s.workers[0].memory = 1e8 + i;
                    s.names.forEach(n => { n[1] += i; n[2] += 1; });
                    s.runs.forEach(r => { r.done = i; });
                    s.rates = [...s.rates, [i, i, i, i]].slice(-120);
                    s.messages = [...s.messages, [new Date(1e9 * i).toISOString(), `message ${i}`]].slice(-100);
                    kept.dispatchEvent(new MessageEvent('state', { data: JSON.stringify(s) }));
                    if (i % 50 === 0) await new Promise(done => setTimeout(done));
                  }
                })()
                """
            );
            JsonElement elements = await open.EvaluateAsync("document.getElementsByTagName('*').length");
            return (await open.HeapAsync(), elements.GetInt32());
        }
    }

    [Fact]
    public async Task An_explorer_in_the_page_of_a_notebook_moves_by_its_sliders()
    {
        var field = new DataArray(Rand.Normal((5, 40, 60), 0, 1, (1, 20, 20), seed: 1).Expression, ["time", "y", "x"]);
        string address = new ExplorerPages().Open(
            [
                [new ExploredArray(field, "x", "x")],
            ],
            server
        );
        byte[] html = Encoding.UTF8.GetBytes(
            $"<!DOCTYPE html><link rel=\"icon\" href=\"data:,\"><body>{new Gchunk.Dsl.Explorer(address, []).ToHtml()}</body>"
        );
        using var notebook = new LoopbackServer(new Dictionary<string, byte[]> { ["page.html"] = html });
        await using ChromiumPage page = await ChromiumPage.OpenAsync(notebook.Address + "/page.html");

        await page.EnterFrameAsync($"http://127.0.0.1:{server.Port}");
        await page.UntilAsync(
            "document.body.dataset.ready && document.querySelector('#sliders').innerText.includes('1 of 5')"
        );
        await page.EvaluateAsync("document.querySelector('#sliders button').click()");
        await page.UntilAsync("document.querySelector('#sliders').innerText.includes('2 of 5')");
        Assert.Equal("", await page.TextAsync("#error"));
        Assert.Empty(page.Faults);
    }

    [Fact]
    public async Task A_view_that_the_explorer_left_is_cancelled()
    {
        var field = new DataArray(Rand.Normal((400, 600), 0, 1, (20, 20), seed: 1).Expression, ["y", "x"]);
        string address = new ExplorerPages().Open(
            [
                [new ExploredArray(field, "x", "x")],
            ],
            server
        );
        var runs = new RunEnds();
        using IDisposable subscription = RunEvents.Subscribe(runs);
        // No task starts, so that no view comes before the page has moved on.
        RunControl.Pause();
        try
        {
            await using ChromiumPage page = await ChromiumPage.OpenAsync(address);
            await runs.Started.WaitAsync(Patience);
            Assert.Contains("computing", await page.TextAsync("#panels"));
            Assert.False(runs.Cancelled.IsCompleted);
            await page.ClickAsync("document.getElementById('in')");
            await runs.Cancelled.WaitAsync(Patience);
            RunControl.Resume();
            await page.UntilAsync("document.querySelector('#panels').innerText.includes('every cell')");
            Assert.Equal("", await page.TextAsync("#error"));
        }
        finally
        {
            RunControl.Resume();
        }
    }

    private sealed class RunEnds : IRunObserver
    {
        private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously),
            cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when a run has started.</summary>
        public Task Started => started.Task;

        /// <summary>Ends when a run was cancelled.</summary>
        public Task Cancelled => cancelled.Task;

        public void OnEvent(in RunEvent e)
        {
            if (e.Kind == RunEventKind.RunStarted)
                started.TrySetResult();
            if (e is { Kind: RunEventKind.RunFinished, Error: OperationCanceledException })
                cancelled.TrySetResult();
        }
    }

    private void Check(ChromiumPage page)
    {
        Assert.All(
            page.Requests.Where(r => !r.StartsWith("data:", StringComparison.Ordinal)),
            r => Assert.StartsWith($"http://127.0.0.1:{server.Port}/", r)
        );
        Assert.Empty(page.Faults);
    }
}
