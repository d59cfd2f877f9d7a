using Gchunk.Tests.Repl;

namespace Gchunk.Tests.Docs;

/// <summary>
/// A folder that looks to the guide's examples like a clone of the project, but which they may write to.
/// </summary>
internal sealed class GuideFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public GuideFolder()
    {
        File.CreateSymbolicLink(System.IO.Path.Combine(Path, "gchunk"), Checkout.Launcher);
        Directory.CreateSymbolicLink(
            System.IO.Path.Combine(Path, "scripts"),
            System.IO.Path.Combine(Checkout.Root, "scripts")
        );
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "out"));
    }

    public string Path => folder.Path;

    public string Write(string name, string text) => folder.Write(name, text);

    public void Dispose() => folder.Dispose();
}
