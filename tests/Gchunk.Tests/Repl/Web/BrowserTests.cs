using Gchunk.Dsl;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine.Execution.Control;
using Gchunk.Repl.Explorer;
using Gchunk.Repl.Web;
using Gchunk.Repl.Web.Dashboard;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Repl.Web;

/// <summary>What a person clicks and reads in the program's pages.</summary>
[Collection("whole process")]
public sealed class BrowserTests : IDisposable
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    // Everything that can be pressed says what it does, and every field and picture has a name.
    private const string Nameless = """
        [...document.querySelectorAll('button, input, select, canvas, [role=img], [role=region]')]
          .filter(e => e.offsetParent && !(e.innerText || e.ariaLabel || e.getAttribute('aria-label')
            || e.getAttribute('aria-labelledby') || e.labels?.length)).map(e => e.outerHTML).join()
        """;

    // The colour of the picture at a place, as shares of its width and height.
    private const string Pixel = """
        (u, w) => (c => c.getContext('2d').getImageData(Math.floor(u * c.width), Math.floor(w * c.height), 1, 1).data)(
          document.querySelector('#panels canvas'))
        """;

    private readonly WebServer server = WebServer.Start(0);

    public void Dispose()
    {
        RunControl.Resume();
        server.Dispose();
    }

    [Fact]
    public async Task The_dashboard_shows_a_run_pauses_it_and_cancels_it()
    {
        _ = new DashboardPages(server);
        await using ChromiumPage page = await ChromiumPage.OpenAsync(server.Address("/status"));
        await page.UntilAsync("document.body.dataset.ready === 'true'");

        Rand.Normal((316, 316), 0, 1, (1, 1), seed: 1).Compute();
        await page.UntilAsync("document.querySelector('#runs tr td:last-child').innerText === 'done'");
        await page.ClickAsync("document.getElementById('fit')");
        await page.UntilAsync("Number(document.getElementById('stream').dataset.drawn) === 99856");
        Assert.Contains("random", await page.TextAsync("#progress"));
        Assert.Contains("random", await page.TextAsync("#profile"));
        await page.UntilAsync("document.getElementById('machines-box').offsetParent === null"); // there is one machine
        Assert.Contains("99\u202f856 of 99\u202f856", await page.TextAsync("#plan svg .count"));

        await page.ClickAsync("document.getElementById('pause')");
        await page.UntilAsync("document.getElementById('pause').innerText === 'Resume'");
        Assert.True(RunControl.IsPaused);
        Task run = Task.Run(() => Rand.Normal((400, 400), 0, 1, (40, 40), seed: 1).Sum().Compute());
        const string Cancel = "[...document.querySelectorAll('#runs button')].find(b => b.innerText === 'Cancel')";
        await page.UntilAsync(Cancel);
        await page.ClickAsync(Cancel);
        await page.UntilAsync("document.querySelector('#runs tr td:last-child').innerText === 'cancelled'");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await page.ClickAsync("document.getElementById('pause')");
        await page.UntilAsync("document.getElementById('pause').innerText === 'Pause'");

        Assert.ThrowsAny<Exception>(() =>
            Ones((4, 4)).MapBlocks(_ => throw new InvalidOperationException(Hostile)).Compute()
        );
        await page.UntilAsync("document.getElementById('messages').innerText.includes('onerror')");
        await CheckAsync(page);
    }

    [Fact]
    public async Task The_explorer_shows_an_array_and_the_series_of_a_cell()
    {
        DataArray field = new DataArray(
            Rand.Normal((5, 40, 60), 0, 1, (1, 20, 20), seed: 1).Expression,
            ["time", "lat", "lon"]
        )
            .AssignCoords("lat", Axis(20, 40))
            .AssignCoords("lon", Axis(-30, 60));
        string address = new ExplorerPages().Open(
            [
                [new ExploredArray(field, Hostile, Hostile)],
            ],
            server
        );
        await using ChromiumPage page = await ChromiumPage.OpenAsync(address);
        // The page may draw again when its window takes its size; then it says so again.
        await page.UntilAsync("document.body.dataset.ready && document.getElementById('code').innerText !== ''");
        await page.UntilAsync("document.querySelector('#panels').innerText.includes('every cell')");
        Assert.Contains("1 of 5", await page.TextAsync("#sliders"));
        Assert.Contains("onerror", await page.TextAsync("#panels"));
        await page.ClickAsync("document.querySelector('#panels canvas')");
        await page.UntilAsync("!document.getElementById('series').hidden");
        Assert.Contains("onerror", await page.TextAsync("#series"));
        await page.ClickAsync("document.getElementById('in')");
        await page.ClickAsync("[...document.querySelectorAll('#sliders button')][0]");
        await page.UntilAsync("document.querySelector('#sliders').innerText.includes('2 of 5')");

        await page.ChooseAsync("projection", "Orthographic");
        await page.UntilAsync("document.getElementById('code').innerText.includes('projection: Orthographic(0, 40)')");
        // The middle of the screen shows the middle of the data, and a corner what is beyond the globe's data.
        await page.UntilAsync($"({Pixel})(0.5, 0.5)[3] === 255 && ({Pixel})(0.01, 0.01)[3] === 0");
        await page.ClickAsync("document.querySelector('#panels canvas')");
        await page.UntilAsync("/cell .(19|20), (29|30)./.test(document.querySelector('#series').innerText)");
        Assert.Equal("", await page.TextAsync("#error"));
        await CheckAsync(page);
    }

    private static double[] Axis(int first, int count) => [.. Enumerable.Range(first, count).Select(n => (double)n)];

    private async Task CheckAsync(ChromiumPage page)
    {
        Assert.Equal(0, (await page.EvaluateAsync("document.querySelectorAll('img').length")).GetInt32());
        Assert.Equal("", (await page.EvaluateAsync(Nameless)).GetString());
        Assert.Equal("", await page.AccessibilityFaultsAsync());
        Assert.All(
            page.Requests.Where(r => !r.StartsWith("data:", StringComparison.Ordinal)),
            r => Assert.StartsWith($"http://127.0.0.1:{server.Port}/", r)
        );
        Assert.Empty(page.Faults);
    }
}
