using Gchunk.Engine;

namespace Gchunk.Repl.Notebooks;

/// <summary>A folder for pictures on their way to a notebook, deleted afterwards. What is saved there is not announced.</summary>
internal sealed class DrawingFolder : IDisposable
{
    private const string Prefix = "gchunk-notebook-";
    private readonly IDisposable atExit;

    public DrawingFolder() => atExit = Interrupt.OnExit(Delete);

    public string Path { get; } = Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <summary>Whether a file is in such a folder.</summary>
    public static bool Holds(string file) =>
        System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file))?.StartsWith(Prefix, StringComparison.Ordinal)
        == true;

    public void Dispose()
    {
        Delete();
        atExit.Dispose();
    }

    private void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        { /* the system cleans up its temporary folder */
        }
    }
}
