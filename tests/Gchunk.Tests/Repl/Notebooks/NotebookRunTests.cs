using System.Text.Json.Nodes;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

/// <summary>A notebook, run by nbclient.</summary>
public sealed class NotebookRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_notebook_shows_arrays_data_sets_pictures_and_its_first_error()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gnuplot") && File.Exists("/usr/bin/dot"), "needs gnuplot and graphviz");
        JsonNode seen = KernelClient.Run(
            "notebook",
            folder,
            "var x = Ones((40, 60), chunks: (20, 30));",
            "x",
            "new DataArray(x.Compute(), [\"y\", \"<b>\"], name: \"v\").ToDataset()",
            "x.Plot(\"x.png\")",
            "x.Plot()",
            "Delay<int, int>(v => v * 2)(3)",
            "var client = new Client(workers: 1, processes: false); client",
            "x.Sel(\"nowhere\", 1)",
            "1"
        );
        JsonNode Data(int cell, int output = 0) => seen["cells"]![cell]![output]!["data"]!;

        Assert.Empty(seen["cells"]![0]!.AsArray());
        Assert.Contains("<svg", (string)Data(1)["text/html"]!);
        Assert.StartsWith("ChunkedArray (40, 60)", (string)Data(1)["text/plain"]!);
        Assert.Contains("(y, &lt;b&gt;)", (string)Data(2)["text/html"]!);
        Assert.StartsWith("iVBOR", (string)Data(3)["image/png"]!);
        Assert.DoesNotContain("image/png", Data(3, 1).AsObject().Select(d => d.Key));
        Assert.StartsWith("iVBOR", (string)Data(4)["image/png"]!);
        Assert.Contains("<svg", (string)Data(5)["image/svg+xml"]!);
        // A note comes before if the usual port of the dashboard is taken.
        int last = seen["cells"]![6]!.AsArray().Count - 1;
        Assert.Contains("Client on threads", (string)Data(6, last)["text/html"]!);
        Assert.Contains("'ChunkedArray' has no member 'Sel'", (string)seen["error"]!);
        Assert.Empty(seen["cells"]![8]!.AsArray());
    }
}
