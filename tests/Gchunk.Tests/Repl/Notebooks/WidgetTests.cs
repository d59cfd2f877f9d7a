using System.Text.Json.Nodes;
using Gchunk.Dsl;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine.Arrays;
using Gchunk.Repl.Notebooks;
using Gchunk.Repl.Notebooks.Widgets;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

/// <summary>What a notebook with ipywidgets is sent, and what its sliders change.</summary>
public class WidgetTests
{
    private readonly List<OutgoingMessage> sent = [];
    private readonly CommTable comms;

    public WidgetTests() => comms = new CommTable(new KernelOutput((message, _) => sent.Add(message)));

    private static JsonFields Message(string id, string data) =>
        new(new JsonObject { ["comm_id"] = id, ["data"] = JsonNode.Parse(data) });

    private JsonNode State(string model) =>
        sent.First(m => m.Type == "comm_open" && (string)m.Content["data"]!["state"]!["_model_name"]! == model).Content[
            "data"
        ]!["state"]!;

    private string Id(string model) =>
        (string)
            sent.First(m =>
                m.Type == "comm_open" && (string)m.Content["data"]!["state"]!["_model_name"]! == model
            ).Content["comm_id"]!;

    [Fact]
    public void A_moved_slider_draws_the_plane_at_its_position()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gnuplot"), "needs gnuplot");
        var array = new DataArray(
            NDArray.From([.. Enumerable.Range(0, 24).Select(i => (double)i)], new Shape(2, 3, 4)),
            ["time", "y", "x"]
        );
        var (type, content) = ExplorerSliders.Open(new ExploredArray(array, "<rain>", "x"), comms);

        Assert.Equal("application/vnd.jupyter.widget-view+json", type);
        Assert.Equal(Id("VBoxModel"), (string)JsonNode.Parse(content)!["model_id"]!);
        Assert.Equal(
            ("time", 1),
            ((string)State("IntSliderModel")["description"]!, (int)State("IntSliderModel")["max"]!)
        );
        byte[] first = sent.Last(m => m.Buffers.Count > 0).Buffers[0];
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], first[..4]);

        comms.Take(
            Message(Id("IntSliderModel"), """{"method": "update", "state": {"value": 1}, "buffer_paths": []}""")
        );
        OutgoingMessage drawn = sent.Last(m => m.Buffers.Count > 0);
        Assert.Equal(Id("ImageModel"), (string)drawn.Content["comm_id"]!);
        Assert.Equal("value", (string)drawn.Content["data"]!["buffer_paths"]![0]![0]!);
        Assert.NotEqual(first, drawn.Buffers[0]);
        Assert.Equal("time = 1", (string)sent[^1].Content["data"]!["state"]!["value"]!);

        // A position that the slider does not have is the nearest that it has.
        comms.Take(Message(Id("IntSliderModel"), """{"method": "update", "state": {"value": 2147483647}}"""));
        Assert.Equal("time = 1", (string)sent[^1].Content["data"]!["state"]!["value"]!);
    }

    [Theory]
    [InlineData("""{"method": "update", "state": {"value": "9"}}""")]
    [InlineData("""{"method": "update", "state": []}""")]
    [InlineData("""{"method": 7}""")]
    [InlineData("[1]")]
    [InlineData("null")]
    public void Data_that_make_no_sense_change_nothing(string data)
    {
        int moved = 0;
        var slider = new Widget(comms, "IntSlider") { Moved = _ => moved++ };
        int before = sent.Count;
        comms.Take(Message(slider.Id, data));
        comms.Take(Message("nobody", """{"method": "update", "state": {"value": 1}}"""));
        Assert.Equal((0, before), (moved, sent.Count));
    }

    [Fact]
    public void A_page_that_is_loaded_again_asks_for_the_whole_state()
    {
        var image = new Widget(comms, "Image", new JsonObject { ["format"] = "png" });
        image.Set("value", [1, 2, 3]);
        comms.Take(Message(image.Id, """{"method": "request_state"}"""));
        OutgoingMessage whole = sent[^1];
        Assert.Equal("png", (string)whole.Content["data"]!["state"]!["format"]!);
        Assert.Equal([1, 2, 3], whole.Buffers.Single());
        Assert.Equal("2.0.0", (string)sent[0].Metadata!["version"]!);
    }

    [Fact]
    public void Open_comms_are_listed_by_target_and_only_the_newest_are_kept()
    {
        for (int i = 0; i <= CommTable.MostOpen; i++)
            _ = new Widget(comms, "Layout");
        Assert.Equal(CommTable.MostOpen, comms.Info("jupyter.widget").Count);
        Assert.Empty(comms.Info("another"));
        Assert.Single(sent, m => m.Type == "comm_close");
        string last = (string)sent.Last(m => m.Type == "comm_open").Content["comm_id"]!;
        comms.Close(Message(last, "{}"));
        Assert.False(comms.Info(null).ContainsKey(last));
    }
}
