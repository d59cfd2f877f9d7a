using System.Runtime.InteropServices;

namespace Gchunk.Engine;

/// <summary>Tells a path where nothing is from one that cannot be looked at.</summary>
/// <remarks>
/// <see cref="File.Exists"/> is false for both. A chunk that cannot be looked at would be read as fill values, and a file
/// that a pattern names would be left out.
/// </remarks>
internal static class PresentPath
{
    private const int NotPermitted = 1,
        NoEntry = 2,
        NoSuchCall = 38;

    /// <summary>Returns whether there is a file or a folder; a link is followed.</summary>
    /// <exception cref="GchunkException">
    /// That cannot be found out: a folder may not be searched, a part of the path is a file, a mount is broken, a link
    /// leads nowhere.
    /// </exception>
    public static bool Exists(string path)
    {
        if (FileStatus.Of(path, FileStatus.TypeAndMode, follows: true, out int error) is not null)
            return true;
        // Filters of system calls in containers forbid what they do not know.
        if (error is 0 or NoSuchCall or NotPermitted)
            return ExistsByOpening(path);
        if (error != NoEntry)
            throw new GchunkException($"cannot read {path}: {Marshal.GetPInvokeErrorMessage(error)}");
        // What is no link now was written in the meantime by somebody else.
        return
            new FileInfo(path).LinkTarget is { } target
            && FileStatus.Of(path, FileStatus.TypeAndMode, follows: true) is null
            ? throw new GchunkException($"cannot read {path}: it is a link to {target}, which is not there")
            : false;
    }

    // Systems without statx.
    private static bool ExistsByOpening(string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
            return true;
        try
        {
            using (File.OpenRead(path))
                return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot read {path}: {e.Message}", e);
        }
    }
}
