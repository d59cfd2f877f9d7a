using Gchunk.Engine.Execution;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Files;

/// <summary>
/// A copy of what came from elsewhere, for libraries that read only files. Only the user can read it. It is deleted when
/// it is disposed or the program ends; what a killed program leaves is deleted with the next copy of the same kind.
/// </summary>
internal sealed class TemporaryCopy : IDisposable
{
    private readonly AtomicFile file;

    private TemporaryCopy(AtomicFile file) => this.file = file;

    /// <summary>Where it is.</summary>
    public string Path => file.TemporaryPath;

    /// <summary>Writes a copy, in a folder of the user's own in <c>GCHUNK_TMP</c>.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="kind">The end of its name, which says what it is.</param>
    /// <param name="place">Where the content is from, for messages.</param>
    /// <exception cref="GchunkException">The folder does not exist or cannot be written, or the disk is full.</exception>
    public static TemporaryCopy Of(ReadOnlySpan<byte> bytes, string kind, string place)
    {
        string folder = SpillFile.Folder,
            own = System.IO.Path.Combine(folder, "gchunk-" + Environment.UserName);
        AtomicFile? file = null;
        try
        {
            // In a folder that others can write to, they could have put a link in its place.
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException("there is no such folder");
            if (!UserFolder.Prepare(own))
                throw new UnauthorizedAccessException($"{own} cannot be used by this user alone");
            folder = own;
            file = AtomicFile.Create(System.IO.Path.Combine(folder, kind), isPrivate: true);
            using SafeFileHandle handle = File.OpenHandle(file.TemporaryPath, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(handle, bytes, 0);
            return new TemporaryCopy(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GchunkException)
        {
            string full = file?.WhyFull() ?? "";
            file?.Dispose();
            throw new GchunkException(
                $"{place} cannot be copied to {folder}: {e.Message}{full}; name another folder with GCHUNK_TMP",
                e
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
