using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks.Widgets;

/// <summary>
/// A widget of ipywidgets: a model whose state the notebook and the kernel share (the Jupyter widget messaging protocol
/// 2, "Model state"). JupyterLab, Notebook and Visual Studio Code have the views.
/// </summary>
internal sealed class Widget
{
    private const string Target = "jupyter.widget";
    private const string Controls = "@jupyter-widgets/controls";
    private const string Base = "@jupyter-widgets/base";

    // The models used here are the same in all versions since 1.0.
    private const string AnyVersion = ">=1.0.0";

    private readonly CommTable comms;
    private readonly JsonObject state;
    private readonly Dictionary<string, byte[]> binaries = [];

    /// <summary>Opens a model in the notebook.</summary>
    /// <param name="comms">The kernel's comms.</param>
    /// <param name="name">The name without its ending: IntSlider for IntSliderModel and IntSliderView.</param>
    /// <param name="properties">The state beyond the model's defaults, which becomes part of the model.</param>
    public Widget(CommTable comms, string name, JsonObject? properties = null)
    {
        this.comms = comms;
        string module = name == "Layout" ? Base : Controls;
        state = properties ?? [];
        foreach (string part in (ReadOnlySpan<string>)["model", "view"])
        {
            state[$"_{part}_module"] = module;
            state[$"_{part}_module_version"] = AnyVersion;
        }
        (state["_model_name"], state["_view_name"]) = (name + "Model", name + "View");
        var data = new JsonObject { ["state"] = state.DeepClone(), ["buffer_paths"] = new JsonArray() };
        Id = comms.Open(Target, data, new JsonObject { ["version"] = "2.0.0" }, Take);
    }

    /// <summary>The name of the model.</summary>
    public string Id { get; }

    /// <summary>How the state of another model names this one.</summary>
    public string Reference => "IPY_MODEL_" + Id;

    /// <summary>Called with a whole number that the notebook gave to the property "value".</summary>
    public Action<int> Moved { get; set; } = _ => { };

    /// <summary>The form of a cell's value that shows the model's view.</summary>
    public (string Type, string Content) View() =>
        (
            "application/vnd.jupyter.widget-view+json",
            new JsonObject
            {
                ["version_major"] = 2,
                ["version_minor"] = 0,
                ["model_id"] = Id,
            }.ToJsonString()
        );

    /// <summary>Sets a property here and in the notebook.</summary>
    public void Set(string property, JsonNode value)
    {
        state[property] = value.DeepClone();
        comms.Send(Id, Update(new JsonObject { [property] = value }, []));
    }

    /// <summary>Sets a property of bytes here and in the notebook.</summary>
    public void Set(string property, byte[] value)
    {
        binaries[property] = value;
        comms.Send(Id, Update([], [property]), value);
    }

    private static JsonObject Update(JsonObject state, IEnumerable<string> binaries) =>
        new()
        {
            ["method"] = "update",
            ["state"] = state,
            ["buffer_paths"] = new JsonArray([.. binaries.Select(name => (JsonNode)new JsonArray(name))]),
        };

    private void Take(JsonFields data)
    {
        switch (data.Text("method"))
        {
            case "request_state":
                comms.Send(Id, Update(state.DeepClone().AsObject(), binaries.Keys), [.. binaries.Values]);
                break;
            case "update" when data.Object("state") is { } given && new JsonFields(given).Number("value") is { } value:
                state["value"] = value;
                Moved(value);
                break;
        }
    }
}
