using System.Globalization;
using System.Security.Cryptography;

namespace Gchunk.Engine;

/// <summary>Temporary files and folders of processes that were killed before they could delete them.</summary>
/// <remarks>
/// A temporary name contains the machine, because folders may be shared between machines: temporary files of other
/// machines are never deleted. It contains the process for people who read it, and ends in a random number, so that
/// nobody can create it in advance. A file or folder is a leftover if no writer holds its lock
/// (<see cref="WriterLock"/>). Where locks say nothing, as on network file systems, it is one if nothing in it has
/// changed for a day.
/// </remarks>
internal static class Leftovers
{
    private const string End = ".tmp";

    /// <summary>
    /// Returns a new temporary name for a file or folder: hidden, in the same folder, and unpredictable.
    /// </summary>
    public static string NameFor(string path)
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return Path.Combine(
            Path.GetDirectoryName(path)!,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Start(path)}{Environment.ProcessId}-{Convert.ToHexStringLower(random)}{End}"
            )
        );
    }

    /// <summary>
    /// Deletes the temporary files that dead processes of this machine left while writing a file or folder.
    /// </summary>
    public static void Sweep(string path)
    {
        string start = Start(path);
        Sweep(Path.GetDirectoryName(path)!, name => name.StartsWith(start, StringComparison.Ordinal));
    }

    /// <summary>
    /// Deletes the temporary files and folders that dead processes of this machine left in a folder.
    /// </summary>
    public static void SweepFolder(string folder) => Sweep(folder, static name => name[0] == '.');

    /// <summary>
    /// Deletes a file, or a folder with what is in it, that is no longer needed. If it cannot be deleted it stays
    /// until a later sweep: nothing that reads it is misled by it.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="isFolder">True if it is a folder.</param>
    /// <returns>True if it is not there any more.</returns>
    public static bool TryDelete(string path, bool isFolder = false)
    {
        try
        {
            if (isFolder)
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Sweep(string folder, Predicate<string> isWanted)
    {
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(folder, "*" + End))
            {
                string name = Path.GetFileName(entry);
                if (isWanted(name) && IsOurs(name))
                    DeleteIfLeft(entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* if the folder cannot be written, the write itself will say so */
        }
    }

    private static void DeleteIfLeft(string entry)
    {
        WriterLock? taken = null;
        try
        {
            // A link is deleted, but never its target.
            bool isLink = new FileInfo(entry).LinkTarget is not null,
                isFolder = !isLink && Directory.Exists(entry);
            WriterState state = isLink ? WriterState.Unknown : WriterLock.Take(entry, isFolder, out taken);
            if (state == WriterState.Alive || (state == WriterState.Unknown && !IsLongUntouched(entry, isFolder)))
                return;
            if (isFolder)
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* others may be deleting it too */
        }
        finally
        {
            taken?.Dispose();
        }
    }

    /// <summary>True if nothing in a file or folder has changed for a day.</summary>
    public static bool IsLongUntouched(string entry, bool isFolder)
    {
        DateTime limit = DateTime.UtcNow.AddDays(-1);
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        return File.GetLastWriteTimeUtc(entry) < limit
            && (
                !isFolder
                || new DirectoryInfo(entry).EnumerateFileSystemInfos("*", all).All(e => e.LastWriteTimeUtc < limit)
            );
    }

    private static string Start(string path) => $".{Path.GetFileName(path)}.{Environment.MachineName}.";

    // The name ends in the machine, the process and a hexadecimal number.
    private static bool IsOurs(string name)
    {
        ReadOnlySpan<char> rest = name.AsSpan(0, name.Length - End.Length);
        int dash = rest.LastIndexOf('-');
        if (
            dash < 0
            || !ulong.TryParse(rest[(dash + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
        )
        {
            return false;
        }

        rest = rest[..dash];
        int dot = rest.LastIndexOf('.');
        return dot > 0
            && rest[..dot].EndsWith("." + Environment.MachineName, StringComparison.Ordinal)
            && int.TryParse(rest[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
