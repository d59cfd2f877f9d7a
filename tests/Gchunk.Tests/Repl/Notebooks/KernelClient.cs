using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

/// <summary>Runs a scenario of <c>kernel_client.py</c>: Jupyter's own client against the kernel of this build.</summary>
internal static class KernelClient
{
    private const string Python = "/usr/bin/python3";

    /// <summary>What the client saw. The test is skipped where Jupyter's client is missing.</summary>
    public static JsonNode Run(string scenario, TemporaryFolder folder, params string[] cells)
    {
        Assert.SkipUnless(
            HasClient.Value,
            "needs jupyter_client: apt-get install python3-nbclient python3-jupyter-client"
        );
        folder.Write("cells.json", JsonSerializer.Serialize(cells));
        string script = Path.Combine(Checkout.Root, "tests/Gchunk.Tests/Repl/Notebooks/kernel_client.py");
        string program = Path.Combine(AppContext.BaseDirectory, "gchunk.dll");
        using GchunkProcess client = GchunkProcess.StartFile(Python, script, scenario, folder.Path, Dotnet, program);
        Ended ended = client.WaitForEnd();
        Assert.True(ended.ExitCode == 0, ended.Error);
        return JsonNode.Parse(ended.Output)!;
    }

    /// <summary>The outputs of a type that a cell showed.</summary>
    public static IEnumerable<JsonNode> Shown(JsonNode cell, string type) =>
        cell["shown"]!.AsArray().Where(m => (string)m!["type"]! == type).Select(m => m!);

    /// <summary>The text that a cell wrote to a stream.</summary>
    public static string Stream(JsonNode cell, string name) =>
        string.Concat(Shown(cell, "stream").Where(m => (string)m["name"]! == name).Select(m => (string)m["text"]!));

    private static string Dotnet =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(':')
            .Select(folder => Path.Combine(folder, "dotnet"))
            .First(File.Exists);

    private static readonly Lazy<bool> HasClient = new(() =>
    {
        if (!File.Exists(Python))
            return false;
        using GchunkProcess python = GchunkProcess.StartFile(Python, "-c", "import jupyter_client, nbclient, zmq");
        return python.WaitForEnd().ExitCode == 0;
    });
}
