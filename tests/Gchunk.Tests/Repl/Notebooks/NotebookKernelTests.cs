using System.Text.Json.Nodes;
using Xunit;
using static Gchunk.Tests.Repl.Notebooks.KernelClient;

namespace Gchunk.Tests.Repl.Notebooks;

/// <summary>The kernel as Jupyter's client sees it.</summary>
public sealed class NotebookKernelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_kernel_answers_every_request_of_an_editor()
    {
        JsonNode seen = Run(
            "cells",
            folder,
            "1 + 1",
            "Console.Write(\"out\"); Console.Error.Write(\"err\"); var x = Ones((4, 6), chunks: (2, 3))",
            "x",
            "nothing",
            "%history\nOut[1]",
            "throw new InvalidOperationException(\"\\u001b[31m<b>\");",
            "Ones(60, chunks: 1).MapBlocks(block => { Thread.Sleep(20); return block; }).Sum().Compute()",
            "Ones((2, 3)).Visualize(\"ones.svg\"); new DataArray(Ones((2, 3)), [\"y\", \"x\"]).Explore()",
            "new DataArray(Ones((2, 2, 3)), [\"time\", \"y\", \"x\"]).Explore().WithSliders()"
        );
        JsonNode Cell(int i) => seen["cells"]![i]!;

        Assert.Equal("5.4", (string)seen["info"]!["protocol_version"]!);
        Assert.Equal("2", (string)Shown(Cell(0), "execute_result").Single()["data"]!["text/plain"]!);
        Assert.Equal(1, (int)Cell(0)["reply"]!["execution_count"]!);
        Assert.Equal(("out", "err"), (Stream(Cell(1), "stdout"), Stream(Cell(1), "stderr")));
        Assert.StartsWith(
            "ChunkedArray (4, 6) float64",
            (string)Shown(Cell(2), "execute_result").Single()["data"]!["text/plain"]!
        );
        JsonNode error = Shown(Cell(3), "error").Single();
        Assert.Equal("<cell 4>:1:1: error CS0103", ((string)error["evalue"]!)[..26]);
        Assert.Equal("    ^~~~~~~", (string)error["traceback"]!.AsArray()[^1]!);
        Assert.Equal("error", (string)Cell(3)["reply"]!["status"]!);
        Assert.Contains("   1  1 + 1", Stream(Cell(4), "stdout"));
        Assert.Equal("2", (string)Shown(Cell(4), "execute_result").Single()["data"]!["text/plain"]!);
        error = Shown(Cell(5), "error").Single();
        Assert.Equal("InvalidOperationException", (string)error["ename"]!);
        Assert.Contains("\\x1b[31m<b>", (string)error["evalue"]!);

        // The bar is one display, which is replaced until it is full.
        JsonNode[] bar = [.. Shown(Cell(6), "display_data"), .. Shown(Cell(6), "update_display_data")];
        Assert.True(bar.Length > 1, seen["cells"]![6]!.ToJsonString());
        Assert.Single(bar.Select(m => (string)m["transient"]!["display_id"]!).Distinct());
        Assert.Contains("100 %", (string)bar[^1]["data"]!["text/plain"]!);
        Assert.Equal("60.0", (string)Shown(Cell(6), "execute_result").Single()["data"]!["text/plain"]!);
        if (File.Exists("/usr/bin/dot"))
            Assert.Contains("<svg", (string)Shown(Cell(7), "display_data").Single()["data"]!["image/svg+xml"]!);
        JsonNode explorer = Shown(Cell(7), "execute_result").Single()["data"]!;
        Assert.StartsWith("<iframe src=\"http://127.0.0.1:", (string)explorer["text/html"]!);

        JsonNode expressions = seen["expressions"]!["user_expressions"]!;
        Assert.Equal("2", (string)expressions["sum"]!["data"]!["text/plain"]!);
        Assert.Equal("error", (string)expressions["wrong"]!["status"]!);
        Assert.Empty(seen["silent"]!["shown"]!.AsArray());
        Assert.Equal(10, (int)seen["unstored"]!["reply"]!["execution_count"]!);
        Assert.Equal("\"an answer\"", (string)seen["input"]![0]!["text/plain"]!);

        JsonNode complete = seen["complete"]!;
        Assert.Equal("Median", (string)complete["matches"]![0]!);
        Assert.Equal((21, 25), ((int)complete["cursor_start"]!, (int)complete["cursor_end"]!));
        Assert.Contains("The arithmetic mean", (string)seen["inspect"]!["data"]!["text/plain"]!);
        Assert.Equal("Console.ReadLine()", (string)seen["history"]!["history"]![0]![2]!);
        JsonNode sliders = Shown(Cell(8), "execute_result").Single()["data"]!;
        if (sliders["application/vnd.jupyter.widget-view+json"] is { } view)
            Assert.Contains((string)view["model_id"]!, seen["comms"]!["comms"]!.AsObject());
        else
            Assert.False(File.Exists("/usr/bin/gnuplot"));
        Assert.Equal(("incomplete", "complete"), ((string)seen["if (true) {"]!, (string)seen["1 + 1"]!));
        Assert.Equal(["error", "aborted", "aborted"], seen["stop on error"]!.AsArray().Select(s => (string)s!));
        Assert.Equal(["error", "ok", "ok"], seen["go on"]!.AsArray().Select(s => (string)s!));
        Assert.True((bool)seen["ended"]!);
    }

    [Fact]
    public void A_runaway_cell_is_interrupted_and_the_session_goes_on()
    {
        JsonNode seen = Run("interrupt", folder);

        Assert.Equal("Interrupted", (string)seen["runaway"]!["reply"]!["ename"]!);
        Assert.Equal("42", (string)Shown(seen["after"]!, "execute_result").Single()["data"]!["text/plain"]!);
        Assert.Equal("Interrupted", (string)seen["signalled"]!["reply"]!["ename"]!);
        Assert.Equal("42", (string)Shown(seen["last"]!, "execute_result").Single()["data"]!["text/plain"]!);
    }

    [Fact]
    public void Messages_that_are_not_signed_or_make_no_sense_change_nothing()
    {
        JsonNode seen = Run("hostile", folder);

        Assert.Equal("42", (string)Shown(seen["after"]!, "execute_result").Single()["data"]!["text/plain"]!);
        Assert.Equal("1", (string)Shown(seen["count"]!, "execute_result").Single()["data"]!["text/plain"]!);
        Assert.False((bool)seen["owned"]!);
        Assert.True((bool)seen["alive"]!);
    }

    [Fact]
    public void A_killed_kernel_leaves_no_worker_and_a_killed_server_no_kernel()
    {
        JsonNode seen = Run("killed", folder);

        Assert.Equal(2, (int)seen["workers"]!);
        Assert.All(seen["gone"]!.AsArray(), gone => Assert.True((bool)gone!));
        Assert.True((bool)seen["orphan gone"]!);
    }
}
