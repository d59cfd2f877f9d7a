namespace Gchunk.Engine;

/// <summary>
/// Refuses paths that name pipes, devices and sockets before they are opened: opening a pipe waits for a writer, a
/// device may have no end, and renaming a file over a device replaces it.
/// </summary>
internal static class RegularFile
{
    /// <summary>Throws if a path names something that is neither a regular file nor a folder.</summary>
    /// <param name="path">The path; it may not exist. Links are followed.</param>
    /// <param name="action">What is done with it, for the message: "read", "write".</param>
    /// <exception cref="GchunkException">It is a pipe, a device or a socket.</exception>
    public static void Demand(string path, string action = "read")
    {
        if (FileStatus.Of(path, FileStatus.TypeAndMode, follows: true) is { SpecialKind: { } kind })
        {
            throw new GchunkException(
                $"cannot {action} {path}: it is {kind}, not a regular file{(action == "read" ? "; copy its content to a file first" : "")}"
            );
        }
    }

    /// <summary>Returns the absolute path of a file that a user or another file names; it may not exist.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="GchunkException">It has a NUL, which no path has.</exception>
    public static string FullPath(string path) =>
        path.Contains('\0')
            ? throw new GchunkException($"no file can have a NUL in its path: {path}")
            : Path.GetFullPath(path);

    /// <summary>
    /// Reads a small file whole. Not more is read than its length when it is opened, so that files of the system that
    /// have no length, such as those in /proc, are empty.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The length that it may have, in bytes.</param>
    /// <exception cref="GchunkException">It is not a regular file, or is too long.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read it.</exception>
    public static byte[] ReadAll(string path, long most)
    {
        Demand(path);
        if (Directory.Exists(path))
            throw new GchunkException($"{path} is a folder, not a file");
        using FileStream file = File.OpenRead(path);
        if (file.Length > most)
            throw new GchunkException($"{path} has {file.Length} bytes; at most {most} are read");
        var content = new byte[file.Length];
        return content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }
}
