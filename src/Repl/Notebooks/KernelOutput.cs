using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks;

/// <summary>Publishes what a cell shows: streams, values, displays and errors, as answers to the running request.</summary>
/// <param name="publish">Publishes a message as an answer to the request with a header.</param>
internal sealed class KernelOutput(Action<OutgoingMessage, byte[]?> publish)
{
    private int displays;

    /// <summary>The header of the running request.</summary>
    public byte[]? Parent { get; set; }

    /// <summary>Whether nothing is published, as while a name is looked up.</summary>
    public bool IsMuted { get; set; }

    /// <summary>The text that waits, in the order of the writers. It is published before anything else is.</summary>
    public Action Flush { get; set; } = () => { };

    public void Status(string state, byte[]? parent) =>
        publish(new OutgoingMessage("status", new JsonObject { ["execution_state"] = state }), parent);

    public void Stream(string name, string text, byte[]? parent) =>
        publish(new OutgoingMessage("stream", new JsonObject { ["name"] = name, ["text"] = text }), parent);

    /// <summary>Repeats the code of a cell, for other clients.</summary>
    public void Input(string code, int count) =>
        Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = count });

    /// <summary>Shows the value of a cell.</summary>
    public void Result(MimeBundle bundle, int count)
    {
        JsonObject content = Content(bundle);
        content["execution_count"] = count;
        Publish("execute_result", content);
    }

    /// <summary>Shows something.</summary>
    /// <returns>A name by which it can be replaced.</returns>
    public string Display(MimeBundle bundle)
    {
        string id = $"gchunk-{Environment.ProcessId}-{Interlocked.Increment(ref displays)}";
        Publish("display_data", WithId(bundle, id));
        return id;
    }

    /// <summary>Replaces something that is shown.</summary>
    public void Update(MimeBundle bundle, string id) => Publish("update_display_data", WithId(bundle, id));

    public void Error(KernelError error) => Publish("error", error.Content());

    /// <summary>Publishes a message of any type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="content">The content.</param>
    /// <param name="metadata">The metadata, or null.</param>
    /// <param name="buffers">Bytes beside the content.</param>
    public void Publish(string type, JsonObject content, JsonObject? metadata = null, params byte[][] buffers)
    {
        if (IsMuted)
            return;
        Flush();
        publish(new OutgoingMessage(type, content) { Metadata = metadata, Buffers = buffers }, Parent);
    }

    private static JsonObject Content(MimeBundle bundle) =>
        new() { ["data"] = bundle.Data(), ["metadata"] = new JsonObject() };

    private static JsonObject WithId(MimeBundle bundle, string id)
    {
        JsonObject content = Content(bundle);
        content["transient"] = new JsonObject { ["display_id"] = id };
        return content;
    }
}
