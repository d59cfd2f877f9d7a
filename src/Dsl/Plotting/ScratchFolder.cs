using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>A folder of this process alone, gone with its content when disposed.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly IDisposable atExit;

    public ScratchFolder() => atExit = Interrupt.OnExit(Delete);

    public string Path { get; } = Directory.CreateTempSubdirectory("gchunk-plot-").FullName;

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
            // What stays behind is the system's temporary folder's to clear; the picture is not at stake.
        }
    }
}
