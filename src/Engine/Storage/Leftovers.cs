using System.Globalization;

namespace Gchunk.Engine.Storage;

/// <summary>Temporary files and folders of processes that were killed before they could delete them.</summary>
/// <remarks>
/// A name holds the machine and the process, as folders are shared between machines: what another machine writes is
/// never touched.
/// </remarks>
internal static class Leftovers
{
    private const string End = ".tmp";

    /// <summary>The temporary name of a file: hidden, in its folder, and of this process alone.</summary>
    public static string NameFor(string path, int number) =>
        Path.Combine(
            Path.GetDirectoryName(path)!,
            string.Create(CultureInfo.InvariantCulture, $"{Start(path)}{Environment.ProcessId}-{number}{End}")
        );

    /// <summary>
    /// Deletes what writers of the same file or folder left behind, if they ran on this machine and are gone.
    /// </summary>
    public static void Sweep(string path)
    {
        string start = Start(path);
        Sweep(Path.GetDirectoryName(path)!, name => name.StartsWith(start, StringComparison.Ordinal));
    }

    /// <summary>
    /// Deletes what writers of anything in a folder left behind there, if they ran on this machine and are gone.
    /// </summary>
    public static void SweepFolder(string folder) => Sweep(folder, static name => name[0] == '.');

    private static void Sweep(string folder, Predicate<string> isMeant)
    {
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(folder, "*" + End))
            {
                string name = Path.GetFileName(entry);
                if (!isMeant(name) || !IsDead(name))
                    continue;
                // A link is deleted, never what it leads to.
                if (Directory.Exists(entry) && new FileInfo(entry).LinkTarget is null)
                    Directory.Delete(entry, recursive: true);
                else
                    File.Delete(entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* Whether the folder can be written shows when it is. */
        }
    }

    private static string Start(string path) => $".{Path.GetFileName(path)}.{Environment.MachineName}.";

    // The end of the name: machine, process, number.
    private static bool IsDead(string name)
    {
        ReadOnlySpan<char> rest = name.AsSpan(0, name.Length - End.Length);
        int dash = rest.LastIndexOf('-');
        if (dash < 0 || !int.TryParse(rest[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return false;
        rest = rest[..dash];
        int dot = rest.LastIndexOf('.');
        return dot > 0
            && rest[..dot].EndsWith("." + Environment.MachineName, StringComparison.Ordinal)
            && int.TryParse(rest[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"))
            && Directory.Exists("/proc/self");
    }
}
