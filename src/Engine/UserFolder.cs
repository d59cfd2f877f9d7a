namespace Gchunk.Engine;

/// <summary>
/// The folders for a user's own files, by the XDG base directory specification; null if there is no home folder.
/// </summary>
public static class UserFolder
{
    /// <summary>The folder for files that can be recreated.</summary>
    public static string? Cache => Find("XDG_CACHE_HOME", ".cache");

    /// <summary>The folder for files that outlast a session.</summary>
    public static string? State => Find("XDG_STATE_HOME", Path.Combine(".local", "state"));

    // The specification says to ignore a path that is not absolute.
    private static string? Find(string variable, string otherwise)
    {
        string? folder =
            Environment.GetEnvironmentVariable(variable) is { Length: > 0 } stated && Path.IsPathRooted(stated) ? stated
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, otherwise)
            : null;
        return folder is null ? null : Path.Combine(folder, "gchunk");
    }
}
