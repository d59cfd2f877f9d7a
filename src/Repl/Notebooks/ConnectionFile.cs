using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gchunk.Engine;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// What a notebook server tells a kernel: where to listen, and the key that signs messages. The file is input, so
/// everything in it is checked.
/// </summary>
/// <param name="Address">The address to listen at.</param>
/// <param name="Shell">The port of requests.</param>
/// <param name="Control">The port of requests that do not wait for others.</param>
/// <param name="IoPub">The port of what all clients hear.</param>
/// <param name="Stdin">The port of questions to the user.</param>
/// <param name="Heartbeat">The port that echoes.</param>
/// <param name="Key">The key of the signatures.</param>
internal sealed record ConnectionFile(
    IPAddress Address,
    int Shell,
    int Control,
    int IoPub,
    int Stdin,
    int Heartbeat,
    string Key
)
{
    private const long MostBytes = 64 << 10;
    private const string Scheme = "hmac-sha256";

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="GchunkException">The file is missing, or its content cannot be used.</exception>
    public static ConnectionFile Read(string path)
    {
        string text;
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > MostBytes)
                throw new GchunkException($"{path} is no connection file: it has {file.Length} bytes");
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot read the connection file {path}: {e.Message}", e);
        }
        return Parse(text, path);
    }

    /// <summary>Checks the content of a file.</summary>
    /// <exception cref="GchunkException">The content cannot be used.</exception>
    public static ConnectionFile Parse(string text, string path)
    {
        JsonObject json;
        try
        {
            json =
                JsonNode.Parse(text) as JsonObject
                ?? throw new GchunkException($"{path} is no connection file: it holds no JSON object");
        }
        catch (JsonException e)
        {
            throw new GchunkException($"{path} is no connection file: {e.Message}", e);
        }
        var fields = new JsonFields(json);
        string Text(string name) =>
            fields.Text(name) ?? throw new GchunkException($"the connection file {path} lacks the text '{name}'");
        int Port(string name) =>
            fields.Number(name) is int port and > 0 and <= ushort.MaxValue
                ? port
                : throw new GchunkException($"the connection file {path} lacks the port '{name}' (1 to 65535)");

        string transport = Text("transport");
        if (transport != "tcp")
            throw new GchunkException($"the connection file {path} asks for the transport '{transport}'; give 'tcp'");
        if (Text("signature_scheme") is var scheme and not Scheme)
        {
            throw new GchunkException(
                $"the connection file {path} asks for signatures by '{VisibleText.Of(scheme)}'; give '{Scheme}'"
            );
        }
        if (Text("key") is not { Length: > 0 } key)
        {
            throw new GchunkException(
                $"the connection file {path} has an empty key, so that anybody on this machine could run code; give it a key"
            );
        }
        string ip = Text("ip");
        if (!IPAddress.TryParse(ip == "localhost" ? "127.0.0.1" : ip, out IPAddress? address))
            throw new GchunkException($"the connection file {path} has no IP address as 'ip', but '{ip}'");
        return new ConnectionFile(
            address,
            Port("shell_port"),
            Port("control_port"),
            Port("iopub_port"),
            Port("stdin_port"),
            Port("hb_port"),
            key
        );
    }

    /// <summary>The address of a port, as sockets take it.</summary>
    public string EndPoint(int port) => $"tcp://{new IPEndPoint(Address, port)}";
}
