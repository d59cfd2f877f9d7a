using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks.Widgets;

/// <summary>
/// The open comms of a kernel: channels between an object here and its view in a notebook (the Jupyter messaging
/// protocol, "Custom messages"). Only the newest are kept, because each holds on to what it shows.
/// </summary>
/// <param name="output">Publishes the messages.</param>
internal sealed class CommTable(KernelOutput output)
{
    /// <summary>The most comms that are open at a time.</summary>
    public const int MostOpen = 1024;

    private readonly OrderedDictionary<string, (string Target, Action<JsonFields> Take)> open = [];

    /// <summary>The open comms with their targets, as <c>comm_info_reply</c> lists them.</summary>
    /// <param name="target">The target to list; null for all.</param>
    public JsonObject Info(string? target)
    {
        var listed = new JsonObject();
        foreach (var (id, comm) in open)
        {
            if (target is null || comm.Target == target)
                listed[id] = new JsonObject { ["target_name"] = comm.Target };
        }
        return listed;
    }

    /// <summary>Opens a comm.</summary>
    /// <param name="target">What the notebook makes of it.</param>
    /// <param name="data">The first data.</param>
    /// <param name="metadata">The metadata of the message.</param>
    /// <param name="take">Takes the data that the notebook sends.</param>
    /// <returns>The comm's name.</returns>
    public string Open(string target, JsonObject data, JsonObject metadata, Action<JsonFields> take)
    {
        string id = Guid.NewGuid().ToString("N");
        open.Add(id, (target, take));
        while (open.Count > MostOpen)
        {
            string oldest = open.GetAt(0).Key;
            open.RemoveAt(0);
            Refuse(oldest);
        }
        var content = new JsonObject
        {
            ["comm_id"] = id,
            ["target_name"] = target,
            ["data"] = data,
        };
        output.Publish("comm_open", content, metadata);
        return id;
    }

    /// <summary>Sends data to the notebook.</summary>
    /// <param name="id">The comm's name.</param>
    /// <param name="data">The data.</param>
    /// <param name="buffers">Bytes beside the data.</param>
    public void Send(string id, JsonObject data, params byte[][] buffers) =>
        output.Publish("comm_msg", new JsonObject { ["comm_id"] = id, ["data"] = data }, null, buffers);

    /// <summary>Takes a message of the notebook; one of a comm that is not open is ignored.</summary>
    /// <param name="content">The content of the message.</param>
    public void Take(JsonFields content)
    {
        if (
            content.Text("comm_id") is { } id
            && open.TryGetValue(id, out var comm)
            && content.Object("data") is { } data
        )
        {
            comm.Take(new JsonFields(data));
        }
    }

    /// <summary>Forgets a comm that the notebook closed.</summary>
    /// <param name="content">The content of the message.</param>
    public void Close(JsonFields content)
    {
        if (content.Text("comm_id") is { } id)
            open.Remove(id);
    }

    /// <summary>Tells the notebook that a comm is closed: nobody here knows it, or it was given up.</summary>
    /// <param name="id">The comm's name.</param>
    public void Refuse(string id) =>
        output.Publish("comm_close", new JsonObject { ["comm_id"] = id, ["data"] = new JsonObject() });
}
