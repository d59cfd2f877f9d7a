using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// A file that appears whole or not at all: written under a temporary name in its own folder, then renamed.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string target;
    private readonly string temporary;
    private readonly IDisposable atExit;

    /// <summary>
    /// Takes the temporary name, so that a folder that cannot be written is found before any work is done.
    /// </summary>
    public AtomicFile(string path)
    {
        target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? "/";
        if (!Directory.Exists(folder))
        {
            throw new GchunkException(
                $"the folder '{folder}' does not exist, so '{path}' cannot be written; make it with Directory.CreateDirectory(\"{Path.GetDirectoryName(path)}\") or mkdir -p"
            );
        }

        if (Directory.Exists(target))
            throw new GchunkException($"'{path}' is a folder; give the name of a file");
        temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        atExit = Interrupt.OnExit(() => File.Delete(temporary));
        try
        {
            using (File.Create(temporary)) { }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            atExit.Dispose();
            throw new GchunkException($"cannot write '{path}': {e.Message}", e);
        }
    }

    /// <summary>Makes <paramref name="finished"/> the content of the file.</summary>
    public void Commit(string finished)
    {
        try
        {
            File.Copy(finished, temporary, overwrite: true);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot write '{target}': {e.Message}", e);
        }
    }

    public void Dispose()
    {
        File.Delete(temporary);
        atExit.Dispose();
    }
}

/// <summary>A temporary folder of this process, deleted with its content when disposed.</summary>
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
            // Files that remain are in the system's temporary folder, which is cleaned up by the system.
        }
    }
}
