using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Code;

/// <summary>A session whose submissions a test types. Their files are in a folder of its own.</summary>
internal sealed class ScriptPieces : IDisposable
{
    private readonly ScriptHost host;

    public ScriptPieces() => host = new ScriptHost(["one", "two"], Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("gchunk-code-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Runs submissions one after another, as at the prompt, and returns the value of the last.</summary>
    public object? Run(string script)
    {
        object? value = null;
        foreach (string piece in script.Split("\n---\n"))
        {
            Evaluation done = host.Evaluate(InFolder(piece), "piece");
            Assert.True(done.Succeeded, done.Exception?.ToString() ?? string.Join("\n", done.Errors));
            value = done.Value;
        }
        return value;
    }

    private string InFolder(string piece)
    {
        foreach (string call in (string[])["File.Create(\"", "new FileStream(\""])
            piece = piece.Replace(call, call + Folder + "/", StringComparison.Ordinal);
        return piece;
    }
}
