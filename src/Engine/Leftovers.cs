using System.Globalization;
using System.Security.Cryptography;

namespace Gchunk.Engine;

/// <summary>Temporary files and folders of processes that were killed before they could delete them.</summary>
/// <remarks>
/// A temporary name contains the machine and the process, because folders may be shared between machines: temporary
/// files of other machines are never deleted. It ends in a random number, so that nobody can create it in advance.
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

    private static void Sweep(string folder, Predicate<string> isWanted)
    {
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(folder, "*" + End))
            {
                string name = Path.GetFileName(entry);
                if (!isWanted(name) || !IsDead(name))
                    continue;
                // A link is deleted, but never its target.
                if (Directory.Exists(entry) && new FileInfo(entry).LinkTarget is null)
                    Directory.Delete(entry, recursive: true);
                else
                    File.Delete(entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* if the folder cannot be written, the write itself will say so */
        }
    }

    private static string Start(string path) => $".{Path.GetFileName(path)}.{Environment.MachineName}.";

    // The name ends in the machine, the process and a hexadecimal number.
    private static bool IsDead(string name)
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
            && int.TryParse(rest[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"))
            && Directory.Exists("/proc/self");
    }
}
