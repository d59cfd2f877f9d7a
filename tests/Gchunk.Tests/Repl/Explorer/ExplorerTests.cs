using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Repl;
using Gchunk.Repl.Explorer;
using Gchunk.Repl.Web;
using Xunit;

namespace Gchunk.Tests.Repl.Explorer;

[Collection("whole process")]
public sealed class ExplorerTests : IDisposable
{
    private const string Whole = "p=0&v=0&i=1&y0=0&y1=10&x0=0&x1=13&w=100&h=100";
    private const string Hostile = "</script><img src=x onerror=alert(1)>\"\u001b]0;x\u0007";

    private readonly WebServer server = WebServer.Start(0);
    private readonly HttpClient browser = new();

    public void Dispose()
    {
        browser.Dispose();
        server.Dispose();
    }

    [Fact]
    public void A_view_is_the_mean_of_its_blocks_whatever_the_window()
    {
        double[] values = Numbers(3 * 10 * 13);
        values[200] = double.NaN;
        ExploredArray array = Explored(values, [3, 10, 13], [1, 4, 5]);
        var random = new Random(3);
        for (int round = 0; round < 60; round++)
        {
            (int y0, int x0) = (random.Next(10), random.Next(13));
            var request = new ViewRequest(
                [random.Next(3)],
                y0,
                random.Next(y0 + 1, 11),
                x0,
                random.Next(x0 + 1, 14),
                random.Next(1, 8),
                random.Next(1, 8)
            );
            ScreenView view = ScreenView.Compute(array, request, quick: true, CancellationToken.None);
            Assert.True(view.Columns <= request.Width + 1 && view.Rows <= request.Height + 1);
            Assert.Equal(
                Naive(values, request.Indices[0], view),
                view.Values,
                (a, b) => float.IsNaN(a) ? float.IsNaN(b) : Math.Abs(a - b) < 1e-5
            );
        }
    }

    [Fact]
    public void Nearest_takes_the_cell_in_the_middle_of_a_block()
    {
        ExploredArray array = Explored(Numbers(100), [10, 10], [3, 4]);
        ScreenView view = ScreenView.Compute(
            array,
            new ViewRequest([], 0, 10, 0, 10, 2, 5, "nearest"),
            quick: false,
            CancellationToken.None
        );
        double[] values = Numbers(100);
        Assert.Equal((5, 2), (view.Rows, view.Columns));
        Assert.Equal((float)values[12], view.Values[0]);
        Assert.Equal((float)values[17], view.Values[1]);
    }

    [Fact]
    public void A_huge_plane_is_sampled_first()
    {
        var array = new ExploredArray(
            new DataArray(Prelude.Zeros((100_000, 100_000), chunks: (5000, 5000)).Expression, ["y", "x"]),
            "z",
            "z"
        );
        var request = new ViewRequest([], 0, 100_000, 0, 100_000, 50, 50);
        ScreenView view = ScreenView.Compute(array, request, quick: true, CancellationToken.None);
        Assert.True(view.IsSample);
        Assert.Equal(2500, view.Values.Length);
    }

    [Fact]
    public void A_cancelled_view_is_not_computed()
    {
        ExploredArray array = Explored(Numbers(100), [10, 10], [3, 4]);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ScreenView.Compute(array, new ViewRequest([], 0, 10, 0, 10, 5, 5), false, new CancellationToken(true))
        );
    }

    [Fact]
    public void A_view_of_many_cells_is_made_of_the_coarsest_copy_that_fits()
    {
        DataArray array = new(Prelude.Arange(3 * 40 * 50).Reshape((3, 40, 50)).Expression, ["t", "y", "x"]);
        // Whoever computes a block of the array itself fails.
        DataArray untouched = new(
            Prelude.Zeros((3, 40, 50)).MapBlocks(_ => throw new InvalidOperationException("was read")).Expression,
            ["t", "y", "x"]
        );
        DataArray By(int y, int x) => array.Coarsen("pad", "left", ("y", y), ("x", x)).Mean();
        var pyramid = new ExploredArray(untouched, "x", "x", [By(8, 8), By(2, 2), By(4, 5)]);
        var whole = new ExploredArray(array, "x", "x");
        Assert.Equal([1, 2, 4, 8], pyramid.Levels.Select(l => l.FactorY));

        (int Height, int Width, (long, long) Block)[] views =
        [
            (4, 5, (16, 16)),
            (5, 6, (8, 10)),
            (9, 9, (4, 10)),
            (20, 20, (2, 4)),
        ];
        foreach (var (height, width, block) in views)
        {
            var request = new ViewRequest([1], 7, 40, 3, 50, width, height);
            ScreenView view = ScreenView.Compute(pyramid, request, quick: true, CancellationToken.None);
            Assert.Equal(block, (view.FactorY, view.FactorX));
            Assert.Equal(view.Rows * view.Columns, view.Values.Length);
            // At the edge, where a cell of a copy is of fewer cells, the mean of means is another.
            ScreenView exact = ScreenView.Compute(whole, view.Request, quick: false, CancellationToken.None);
            for (int row = 0; row < view.Rows; row++)
            {
                var (own, expected) = (Row(view, row), Row(exact, row));
                Assert.Equal(expected[..^1], own[..^1], (a, b) => Math.Abs(a - b) < 1e-2);
            }
        }
        static float[] Row(ScreenView view, int row) => view.Values[(row * view.Columns)..((row + 1) * view.Columns)];
        // Every cell, and the nearest one, are of the array itself.
        Assert.ThrowsAny<Exception>(() =>
            ScreenView.Compute(pyramid, new ViewRequest([1], 0, 40, 0, 50, 50, 40), true, CancellationToken.None)
        );
        Assert.ThrowsAny<Exception>(() =>
            ScreenView.Compute(pyramid, new ViewRequest([1], 0, 40, 0, 50, 5, 4, "nearest"), true, default)
        );
    }

    [Fact]
    public void A_copy_that_does_not_fit_is_refused()
    {
        DataArray Array(params long[] shape) => new(Prelude.Zeros(new Shape(shape)).Expression, ["t", "y", "x"]);
        void Refuses(DataArray level, string message) =>
            Assert.Contains(
                message,
                Assert.Throws<GchunkException>(() => new ExploredArray(Array(3, 40, 50), "v", "v", [level])).Message,
                StringComparison.Ordinal
            );

        Refuses(Array(2, 20, 25), "has 2 labels along 't', the array 3; only 'y' and 'x' are coarser");
        Refuses(Array(3, 19, 25), "has 19 cells along 'y', which no whole number of the 40 cells of the array makes");
        Refuses(Array(3, 20, 0), "has 0 cells along 'x'");
        Refuses(Array(3, 20, 25).Transpose("t", "x", "y"), "needs its dimensions (t: 3, y: 40, x: 50)");
    }

    [Fact]
    public void The_cache_drops_what_was_unused_for_longest()
    {
        var cache = new ViewCache(800);
        ScreenView View() => new(new ViewRequest([], 0, 10, 0, 10, 10, 10), 1, 1, new float[100], false);
        cache.Add("a", View());
        cache.Add("b", View());
        Assert.NotNull(cache.Find("a"));
        cache.Add("c", View());
        Assert.Null(cache.Find("b"));
        Assert.NotNull(cache.Find("a"));
        Assert.Equal((2, 800L), (cache.Count, cache.Bytes));
        cache.Add("d", new ScreenView(new ViewRequest([], 0, 1, 0, 1, 1, 1), 1, 1, new float[1000], false));
        Assert.Null(cache.Find("d"));
    }

    [Fact]
    public void The_line_of_code_runs()
    {
        var host = new ScriptHost([], Path.GetTempPath());
        Assert.True(
            host.Evaluate(
                "var x = new DataArray(Arange(60).Reshape((3, 4, 5)).Expression, [\"a\\\"\\\\b\", \"y\", \"x\"]);",
                "t.csx"
            ).Succeeded
        );
        ExploredArray array = new(
            new DataArray(Prelude.Arange(60).Reshape((3, 4, 5)).Expression, ["a\"\\b", "y", "x"]),
            "x",
            "x"
        );
        string code = ViewCode.Of(array, new ViewRequest([1], 0, 3, 1, 5, 9, 9), "RdBu_r", (-1.5, 20));
        Assert.Equal(
            "x.Isel((\"a\\\"\\\\b\", 1), (\"y\", 0..3), (\"x\", 1..5)).Plot(colors: \"RdBu_r\", limits: (-1.5, 20))",
            code
        );
        Evaluation result = host.Evaluate(code, "t.csx");
        Assert.True(result.Succeeded, result.Errors.FirstOrDefault()?.ToString() ?? result.Exception?.ToString());
    }

    [Fact]
    public async Task A_page_gets_values_labels_series_and_code()
    {
        double[] values = Numbers(3 * 10 * 13);
        string address = Open(Explored(values, [3, 10, 13], [1, 4, 5]));
        Assert.Contains("<main", await browser.GetStringAsync(address), StringComparison.Ordinal);
        byte[] message = await browser.GetByteArrayAsync(Below(address, "/view", Whole));
        int length = BinaryPrimitives.ReadInt32LittleEndian(message);
        using JsonDocument header = JsonDocument.Parse(message.AsMemory(4, length));
        Assert.Equal(13, header.RootElement.GetProperty("columns").GetInt32());
        Assert.Equal("12", header.RootElement.GetProperty("xlabels")[12].GetString());
        Assert.Equal(
            values[130..260].Select(v => (float)v),
            MemoryMarshal.Cast<byte, float>(message.AsSpan(4 + length)).ToArray()
        );
        using JsonDocument series = JsonDocument.Parse(
            await browser.GetStringAsync(Below(address, "/series", "p=0&v=0&i=0&d=0&y=2&x=4"))
        );
        Assert.Equal(
            [values[30], values[160], values[290]],
            series.RootElement.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())
        );
        Assert.Contains("Isel", await browser.GetStringAsync(Below(address, "/code", Whole)), StringComparison.Ordinal);
        Assert.Contains(
            "lines",
            await browser.GetStringAsync(Below(address, "/coast", "west=-10&east=30&south=30&north=60")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/view", "p=1&v=0&i=1&y0=0&y1=10&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=-1&i=1&y0=0&y1=10&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=0&i=3&y0=0&y1=10&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=0&i=1,1&y0=0&y1=10&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=0&i=&y0=0&y1=10&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=0&i=1&y0=5&y1=5&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=0&i=1&y0=0&y1=11&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=0&i=1&y0=NaN&y1=10&x0=0&x1=13&w=9&h=9")]
    [InlineData("/view", "p=0&v=0&i=1&y0=0&y1=10&x0=0&x1=13&w=100000&h=9")]
    [InlineData("/view", "p=0&v=0&i=1&y0=0&y1=10&x0=0&x1=13&w=9&h=0")]
    [InlineData("/view", "p=0&v=0&i=1&y0=0&y1=10&x0=0&x1=13&w=9&h=9&m=median")]
    [InlineData("/series", "p=0&v=0&i=0&d=1&y=2&x=4")]
    [InlineData("/series", "p=0&v=0&i=0&d=0&y=10&x=4")]
    [InlineData("/code", Whole + "&low=2&high=1")]
    [InlineData("/code", Whole + "&low=NaN&high=1")]
    [InlineData("/code", Whole + "&colors=nothing")]
    [InlineData("/colors", "name=nothing")]
    [InlineData("/coast", "west=10&east=0&south=0&north=1")]
    [InlineData("/coast", "west=NaN&east=0&south=0&north=1")]
    [InlineData("/mesh", "projection=nothing&lon=0&lat=0&ratio=1&west=0&east=1&south=0&north=1&columns=9&rows=9")]
    public async Task A_wrong_request_is_refused_with_its_reason(string route, string query)
    {
        string address = Open(Explored(Numbers(390), [3, 10, 13], [1, 4, 5]));
        using HttpResponseMessage answer = await browser.GetAsync(Below(address, route, query));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.NotEmpty(json.RootElement.GetProperty("error").GetString()!);
    }

    [Fact]
    public void A_page_in_a_file_shows_hostile_names_as_text()
    {
        var array = new DataArray(Prelude.Arange(4).Reshape((2, 2)).Expression, [Hostile, "x"], name: Hostile);
        string page = WholePage.Of([new ExploredArray(array, Hostile, "x")]);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        string[] libraries =
        [
            PageFiles.Text("vendor/openlayers.js"),
            PageFiles.Text("vendor/uplot.js"),
            PageFiles.Text("vendor/uplot.css"),
        ];
        Assert.All(libraries, library => Assert.Contains(library, page, StringComparison.Ordinal));
        Assert.Equal(1 + 3, page.Split("</script>").Length);
        Assert.Contains("content=\"default-src 'none'; ", page, StringComparison.Ordinal);
        string own = libraries.Aggregate(page, (rest, library) => rest.Replace(library, ""));
        Assert.DoesNotContain("http", own.Replace("http-equiv", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_shown_is_said()
    {
        DataArray line = new(Prelude.Arange(4).Expression, ["x"]);
        Assert.Contains(
            "two or more",
            Assert.Throws<GchunkException>(() => line.Explore()).Message,
            StringComparison.Ordinal
        );
        DataArray large = new(Prelude.Zeros((3000, 3000)).Expression, ["y", "x"]);
        Assert.Contains(
            "4,000,000",
            Assert.Throws<GchunkException>(() => large.Explore("x.html")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            ".html",
            Assert.Throws<GchunkException>(() => large.Explore("x.png")).Message,
            StringComparison.Ordinal
        );
        DataArray small = new(Prelude.Zeros((3, 3)).Expression, ["y", "x"]);
        Assert.Contains(
            "linked",
            Assert.Throws<GchunkException>(() => large.Explore(small)).Message,
            StringComparison.Ordinal
        );
    }

    private string Open(ExploredArray array) =>
        new ExplorerPages().Open(
            [
                [array],
            ],
            server
        );

    private static string Below(string address, string route, string query) =>
        address.Replace("?", route + "?", StringComparison.Ordinal) + "&" + query;

    private static double[] Numbers(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 100)];
    }

    private static ExploredArray Explored(double[] values, long[] shape, long[] chunks)
    {
        ChunkedArray array = new ChunkedArray(
            new MemoryExpr(NDArray.From(values, new Shape(shape)), ChunkGrid.Regular(new Shape(shape), chunks))
        );
        string[] dims = ["time", "y", "x"];
        return new ExploredArray(new DataArray(array.Expression, dims[^shape.Length..]), "t", "t");
    }

    private static float[] Naive(double[] values, long index, ScreenView view)
    {
        var expected = new float[view.Rows * view.Columns];
        for (int r = 0; r < view.Rows; r++)
        {
            for (int c = 0; c < view.Columns; c++)
            {
                double sum = 0;
                int count = 0;
                for (
                    long y = view.Request.Y0 + (r * view.FactorY);
                    y < Math.Min(view.Request.Y0 + ((r + 1) * view.FactorY), view.Request.Y1);
                    y++
                )
                {
                    for (
                        long x = view.Request.X0 + (c * view.FactorX);
                        x < Math.Min(view.Request.X0 + ((c + 1) * view.FactorX), view.Request.X1);
                        x++
                    )
                    {
                        double v = values[(index * 130) + (y * 13) + x];
                        (sum, count) = double.IsNaN(v) ? (sum, count) : (sum + v, count + 1);
                    }
                }
                expected[(r * view.Columns) + c] = count == 0 ? float.NaN : (float)(sum / count);
            }
        }
        return expected;
    }
}
