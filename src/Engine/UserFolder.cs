using System.Collections.Concurrent;

namespace Gchunk.Engine;

/// <summary>
/// The folders for a user's own files, by the XDG base directory specification; null if there is no home folder.
/// </summary>
/// <remarks>
/// What gchunk runs or believes, such as compiled scripts, is read only from files of this user in folders that nobody
/// else can write.
/// </remarks>
public static class UserFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int MostLinks = 40;

    private static readonly ConcurrentDictionary<string, bool> Told = new(StringComparer.Ordinal);

    /// <summary>The folder for files that can be recreated.</summary>
    public static string? Cache => Find("XDG_CACHE_HOME", ".cache");

    /// <summary>The folder for files that outlast a session.</summary>
    public static string? State => Find("XDG_STATE_HOME", Path.Combine(".local", "state"));

    /// <summary>
    /// Creates a folder that only this user can use, if it does not exist, and checks that nobody else can write to it
    /// or replace it. If somebody can, a notice says so once.
    /// </summary>
    /// <returns>True if the folder can be used.</returns>
    public static bool Prepare(string folder)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(folder).Exists;
        try
        {
            string? why = Create(Path.GetFullPath(folder));
            if (why is not null && Told.TryAdd(folder, true))
                Notice.Tell($"the folder {folder} is not used: {why}");
            return why is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it does not exist and cannot be created
        }
    }

    /// <summary>
    /// True if a path names a regular file, not a link, that belongs to this user and that others cannot write.
    /// </summary>
    public static bool IsOwnFile(string path) =>
        OperatingSystem.IsWindows()
        || FileOwner.Of(path) is { IsFile: true, OthersWrite: false } file && file.User == FileOwner.CurrentUser;

    // Follows the path from the root, link by link. Each folder on the way must protect what is in it, so that what was
    // checked stays as it is. Returns why the folder cannot be used, or null.
    private static string? Create(string folder)
    {
        var ahead = new Stack<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string at = "/";
        FileOwner root = FileOwner.Of(at) ?? throw new IOException("the system does not report the owners of files");
        // Whoever owns the root owns the machine. In a container it may be another number than 0.
        if (Judge(at, root, root, isLast: ahead.Count == 0) is { } reason)
            return reason;
        int links = 0;
        while (ahead.TryPop(out string? name))
        {
            if (name == ".")
                continue;
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? "/";
                continue;
            }
            string path = Path.Combine(at, name);
            if (FileOwner.Of(path) is not { } found)
            {
                if (!OperatingSystem.IsWindows())
                    Directory.CreateDirectory(path, Private);
                found = FileOwner.Of(path) ?? throw new IOException($"{path} cannot be created");
            }
            if (found.IsLink)
            {
                if (!IsTrusted(found, root))
                    return $"user {found.User} made the link {path}; {Remedy}";
                if (++links > MostLinks || new FileInfo(path).LinkTarget is not { } target)
                    throw new IOException($"{path} is a link that leads nowhere");
                foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                    ahead.Push(part);
                if (target.StartsWith('/'))
                    at = "/";
                continue;
            }
            if (!found.IsFolder)
                throw new IOException($"{path} is not a folder");
            if (Judge(path, found, root, isLast: ahead.Count == 0) is { } why)
                return why;
            at = path;
        }
        return null;
    }

    private const string Remedy = "set XDG_CACHE_HOME and XDG_STATE_HOME to folders of your own";

    private static string? Judge(string path, FileOwner owner, FileOwner root, bool isLast)
    {
        if (isLast ? owner.User != FileOwner.CurrentUser : !IsTrusted(owner, root))
            return $"{path} belongs to user {owner.User}, not to you; {Remedy}";
        if (isLast ? owner.OthersWrite : owner.OthersReplace)
            return $"others can write to {path}; delete what you do not know there, and type: chmod go-w {path}";
        return null;
    }

    private static bool IsTrusted(FileOwner owner, FileOwner root) =>
        owner.User == FileOwner.CurrentUser || owner.User == 0 || owner.User == root.User;

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
