namespace Gchunk.Engine.Storage.Files;

/// <summary>Describes a path that does not exist: what is missing, and the nearest name that exists.</summary>
public static class MissingPath
{
    private const int MaximumEntries = 10_000;

    /// <summary>
    /// Returns "no such file: data/precip_201.nc; did you mean 'precip_200.nc'?", or names the folder that is missing.
    /// </summary>
    /// <param name="kind">What was looked for: "file", "Zarr store".</param>
    /// <param name="path">The path, which does not exist.</param>
    /// <param name="folders">True if a folder may be suggested as well as a file.</param>
    public static string Describe(string kind, string path, bool folders = false)
    {
        string full = RegularFile.FullPath(Path.TrimEndingDirectorySeparator(path));
        if (IsBelowFile(full))
            return $"no such {kind}: {path}; {Folder(full)}";
        if (PresentPath.Exists(full) && !folders && Directory.Exists(full))
            return $"{path} is a folder, not a file";
        if (Path.GetDirectoryName(full) is not { } folder)
            return $"no such {kind}: {path}";
        if (!Directory.Exists(folder))
            return $"no such {kind}: {path}; {Folder(folder)}";
        return Nearest(Path.GetFileName(full), folder, folders) is { } nearest
            ? $"no such {kind}: {path}; did you mean '{nearest}'?"
            : $"no such {kind}: {path}";
    }

    /// <summary>
    /// Returns "there is no folder '/home/me/dta'; did you mean 'data'?" for the first missing folder of a path.
    /// </summary>
    public static string Folder(string path)
    {
        string missing = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
            parent = Path.GetDirectoryName(missing) ?? missing;
        while (!Directory.Exists(parent) && Path.GetDirectoryName(parent) is { } above)
            (missing, parent) = (parent, above);
        string name = Path.GetFileName(missing);
        if (File.Exists(missing))
            return $"'{missing}' is a file, not a folder";
        return $"there is no folder '{missing}'{(Nearest(name, parent, true, false) is { } nearest ? $"; did you mean '{nearest}'?" : "")}";
    }

    private static bool IsBelowFile(string path)
    {
        while (Path.GetDirectoryName(path) is { } above)
        {
            path = above;
            if (File.Exists(path))
                return true;
            if (Directory.Exists(path))
                return false;
        }
        return false;
    }

    private static string? Nearest(string name, string folder, bool folders, bool files = true)
    {
        string[] names;
        try
        {
            IEnumerable<string> entries =
                !files ? Directory.EnumerateDirectories(folder)
                : folders ? Directory.EnumerateFileSystemEntries(folder)
                : Directory.EnumerateFiles(folder);
            names = [.. entries.Take(MaximumEntries).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        // Names with the same extension are preferred; other extensions come second.
        string ending = Path.GetExtension(name),
            stem = Path.GetFileNameWithoutExtension(name);
        string[] same = ending.Length > 0 ? [.. names.Where(n => Path.GetExtension(n) == ending)] : [];
        return Spelling.Nearest(stem, same.Select(n => Path.GetFileNameWithoutExtension(n))) is { } found
            ? found + ending
            : Spelling.Nearest(name, names);
    }
}
