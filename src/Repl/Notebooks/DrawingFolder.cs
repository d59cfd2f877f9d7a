using Gchunk.Dsl.Plotting;

namespace Gchunk.Repl.Notebooks;

/// <summary>A folder for pictures on their way to a notebook, deleted afterwards. What is saved there is not announced.</summary>
internal sealed class DrawingFolder : IDisposable
{
    private const string Prefix = "gchunk-notebook-";
    private readonly ScratchFolder folder = new(Prefix);

    public string Path => folder.Path;

    /// <summary>Whether a file is in such a folder.</summary>
    public static bool Holds(string file) =>
        System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file))?.StartsWith(Prefix, StringComparison.Ordinal)
        == true;

    public void Dispose() => folder.Dispose();
}
