namespace Gchunk.Engine;

/// <summary>
/// Where a program keeps what is its user's own, by the XDG base directory specification; null where there is no home.
/// </summary>
public static class UserFolder
{
    /// <summary>What can be made again.</summary>
    public static string? Cache => Find("XDG_CACHE_HOME", ".cache");

    /// <summary>What should outlast a session.</summary>
    public static string? State => Find("XDG_STATE_HOME", Path.Combine(".local", "state"));

    // A path that is not absolute is to be ignored.
    private static string? Find(string variable, string otherwise)
    {
        string? folder =
            Environment.GetEnvironmentVariable(variable) is { Length: > 0 } stated && Path.IsPathRooted(stated) ? stated
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, otherwise)
            : null;
        return folder is null ? null : Path.Combine(folder, "gchunk");
    }
}
