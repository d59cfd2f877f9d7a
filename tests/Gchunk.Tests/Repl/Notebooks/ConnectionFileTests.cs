using System.Text.Json.Nodes;
using Gchunk.Engine;
using Gchunk.Repl.Notebooks;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

public class ConnectionFileTests
{
    private static JsonObject Valid() =>
        new()
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["shell_port"] = 5001,
            ["control_port"] = 5002,
            ["iopub_port"] = 5003,
            ["stdin_port"] = 5004,
            ["hb_port"] = 5005,
            ["key"] = "k",
            ["signature_scheme"] = "hmac-sha256",
            ["kernel_name"] = "gchunk",
        };

    [Fact]
    public void A_valid_file_names_the_ports_and_the_key()
    {
        ConnectionFile file = ConnectionFile.Parse(Valid().ToJsonString(), "c.json");
        Assert.Equal((5001, 5005, "k"), (file.Shell, file.Heartbeat, file.Key));
        Assert.Equal("tcp://127.0.0.1:5003", file.EndPoint(file.IoPub));
    }

    [Theory]
    [InlineData("transport", "\"ipc\"", "transport 'ipc'")]
    [InlineData("signature_scheme", "\"hmac-md5\"", "'hmac-md5'")]
    [InlineData("key", "\"\"", "empty key")]
    [InlineData("key", "7", "lacks the text 'key'")]
    [InlineData("ip", "\"example.org\"", "no IP address")]
    [InlineData("shell_port", "0", "port 'shell_port'")]
    [InlineData("shell_port", "65536", "port 'shell_port'")]
    [InlineData("hb_port", "\"5005\"", "port 'hb_port'")]
    [InlineData("hb_port", "null", "port 'hb_port'")]
    public void What_cannot_be_used_is_named(string field, string value, string message)
    {
        JsonObject file = Valid();
        file[field] = JsonNode.Parse(value);
        var error = Assert.Throws<GchunkException>(() => ConnectionFile.Parse(file.ToJsonString(), "c.json"));
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"transport\": ")]
    public void What_is_no_object_is_refused(string text) =>
        Assert.Contains(
            "no connection file",
            Assert.Throws<GchunkException>(() => ConnectionFile.Parse(text, "c.json")).Message
        );

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            "/nowhere.json",
            Assert.Throws<GchunkException>(() => ConnectionFile.Read("/nowhere.json")).Message
        );
}
