using System.Globalization;

namespace Gchunk.Engine.Storage;

/// <summary>Temporary files of processes that were killed before they could delete them.</summary>
/// <remarks>A name holds the machine and the process, as folders are shared between machines: what another machine writes is never touched.</remarks>
internal static class Leftovers
{
    private const string End = ".tmp";

    /// <summary>The temporary name of a file: hidden, in its folder, and of this process alone.</summary>
    public static string NameFor(string path, int number) =>
        Path.Combine(Path.GetDirectoryName(path)!, string.Create(CultureInfo.InvariantCulture, $"{Start(path)}{Environment.ProcessId}-{number}{End}"));

    /// <summary>Deletes what writers of the same file left behind, if they ran on this machine and are gone.</summary>
    public static void Sweep(string path)
    {
        string start = Start(path);
        try
        {
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!))
            {
                string name = Path.GetFileName(file);
                if (name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(End, StringComparison.Ordinal) && IsDead(name.AsSpan(start.Length))) File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* Whether the folder can be written shows when it is. */ }
    }

    private static string Start(string path) => $".{Path.GetFileName(path)}.{Environment.MachineName}.";

    private static bool IsDead(ReadOnlySpan<char> rest)
    {
        int dash = rest.IndexOf('-');
        return dash > 0 && int.TryParse(rest[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int id) && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}")) && Directory.Exists("/proc/self");
    }
}
