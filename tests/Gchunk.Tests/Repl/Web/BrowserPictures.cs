using Gchunk.Dsl;
using Gchunk.Dsl.Exploring;
using Gchunk.Repl.Explorer;
using Gchunk.Repl.Web;
using Gchunk.Repl.Web.Dashboard;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Repl.Web;

/// <summary>The pictures of the program's pages in the documentation, as Chromium draws them.</summary>
[Collection("whole process")]
public sealed class BrowserPictures : IDisposable
{
    private readonly WebServer server = WebServer.Start(0);

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task The_dashboard_is_drawn_for_its_page()
    {
        SkipUnlessAsked();
        _ = new DashboardPages(server);
        await using ChromiumPage page = await ChromiumPage.OpenAsync(server.Address("/status"));
        await page.UntilAsync("document.body.dataset.ready === 'true'");
        ChunkedArray noise = Rand.Normal((4_000, 4_000), 0, 1, (100, 100), seed: 1);
        (noise - noise.Mean(axis: 0)).Std(axis: 1).Compute();
        await page.UntilAsync("document.querySelector('#runs tr td:last-child').innerText === 'done'");
        await page.ClickAsync("document.getElementById('fit')");
        await page.SaveScreenshotAsync(Picture("dashboard"));
    }

    [Fact]
    public async Task The_machines_of_a_cluster_are_drawn_for_their_page()
    {
        SkipUnlessAsked();
        _ = new DashboardPages(server);
        using var cluster = new LocalCluster(workers: 2, memoryLimit: "500MB", machines: 2);
        using var client = new Client(cluster);
        await using ChromiumPage page = await ChromiumPage.OpenAsync(server.Address("/status"));
        await page.UntilAsync("document.querySelectorAll('#machines tr').length === 2");
        ChunkedArray noise = Rand.Normal((2_000, 2_000), 0, 1, (250, 250), seed: 1);
        Task runs = Task.Run(() =>
        {
            for (int i = 0; i < 10; i++)
                MatMul(noise, noise.T).Std().Compute();
        });
        await page.UntilAsync(
            "[...document.querySelectorAll('#machines tr')].every(r => r.children[8].innerText && r.children[9].innerText)"
        );
        await page.EvaluateAsync("document.getElementById('machines-box').scrollIntoView()");
        await page.SaveScreenshotAsync(Picture("dashboard-machines"));
        await runs;
    }

    [Fact]
    public async Task The_explorer_is_drawn_for_its_page()
    {
        SkipUnlessAsked();
        string folder = Path.Combine(Checkout.Root, "scripts", "data", "pr");
        DataArray rain = OpenMfDataset(Path.Combine(folder, "*.nc"))["pr"];
        string address = new ExplorerPages().Open(
            [
                [new ExploredArray(rain, "pr", "precipitation")],
            ],
            server
        );
        await using ChromiumPage page = await ChromiumPage.OpenAsync(address);
        await page.UntilAsync("document.body.dataset.ready && document.getElementById('code').innerText !== ''");
        await page.ClickAsync("document.querySelector('#panels canvas')");
        await page.UntilAsync("!document.getElementById('series').hidden");
        await page.SaveScreenshotAsync(Picture("explorer"));
    }

    [Fact]
    public async Task A_map_of_the_explorer_is_drawn_for_its_page()
    {
        SkipUnlessAsked();
        ChunkedArray lat = Linspace(-89.5, 89.5, 180).Reshape((180, 1)) * (Math.PI / 180),
            lon = Linspace(-179.5, 179.5, 360) * (Math.PI / 180);
        DataArray wave = new DataArray(
            (Cos(lat).Pow(2) * Sin(3 * lon) * Sin(2 * lat)).Expression,
            ["lat", "lon"],
            name: "wave"
        )
            .AssignCoords("lat", Linspace(-89.5, 89.5, 180).Compute().ToArray<double>())
            .AssignCoords("lon", Linspace(-179.5, 179.5, 360).Compute().ToArray<double>());
        string address = new ExplorerPages().Open(
            [
                [new ExploredArray(wave, "wave", "wave")],
            ],
            server
        );
        await using ChromiumPage page = await ChromiumPage.OpenAsync(address);
        await page.UntilAsync("document.body.dataset.ready && document.getElementById('code').innerText !== ''");
        await page.ChooseAsync("projection", "Robinson");
        await page.UntilAsync("document.getElementById('code').innerText.includes('projection: Robinson(')");
        await page.SaveScreenshotAsync(Picture("explorer-map"));
    }

    private static void SkipUnlessAsked() =>
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("GCHUNK_PICTURES") is null,
            "draws pictures of the documentation when GCHUNK_PICTURES is set"
        );

    private static string Picture(string name) => Path.Combine(Checkout.Root, "docs", "images", name + ".png");
}
