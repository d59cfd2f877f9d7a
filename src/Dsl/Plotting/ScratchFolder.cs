using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>A temporary folder of this process, deleted with its content when disposed.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly IDisposable atExit;

    /// <param name="prefix">The beginning of its name, which says what it is for.</param>
    public ScratchFolder(string prefix = "gchunk-plot-")
    {
        Path = Directory.CreateTempSubdirectory(prefix).FullName;
        atExit = Interrupt.OnExit(Delete);
    }

    public string Path { get; }

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
        {
            // Files that remain are in the system's temporary folder, which is cleaned up by the system.
        }
    }
}
