namespace Gchunk.Engine;

/// <summary>Refuses secrets in files that others can read or have written.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>True if a file belongs to this user and only this user can read and write it.</summary>
    public static bool Is(string path) =>
        !OperatingSystem.IsWindows() && UserFolder.IsOwnFile(path) && (File.GetUnixFileMode(path) & ~Owner) == 0;

    /// <summary>Throws unless only this user can read and write a file.</summary>
    /// <param name="path">The file, which exists.</param>
    /// <param name="what">What it holds, for the message.</param>
    /// <exception cref="GchunkException">Others can, or it is another user's or no file.</exception>
    public static void Demand(string path, string what)
    {
        if (!Is(path))
        {
            throw new GchunkException(
                $"{path} holds {what}, but it belongs to somebody else, or others can read it; type: chmod 600 {path}"
            );
        }
    }
}
