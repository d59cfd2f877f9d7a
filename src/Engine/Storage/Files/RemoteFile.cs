using System.Collections.Concurrent;

namespace Gchunk.Engine.Storage.Files;

/// <summary>A file at a web address, of which ranges of bytes are requested; used by many threads.</summary>
internal abstract unsafe class RemoteFile
{
    // The files that are remembered, with the blocks of each.
    private const int Capacity = 64;

    private static readonly ConcurrentDictionary<string, RemoteFile> Known = [];

    /// <summary>Opens an address; set by the folder that speaks HTTP, which this one does not know.</summary>
    public static Func<string, RemoteFile>? Opener { get; set; }

    /// <summary>The length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The version, as far as the server tells it.</summary>
    public abstract string Version { get; }

    /// <summary>Returns whether a path is a web address.</summary>
    public static bool Is(string path) =>
        path.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a file, whatever its version.</summary>
    public static RemoteFile Open(string address)
    {
        RemoteFile opened = (Opener ?? throw new InvalidOperationException("no HTTP"))(address);
        if (Known.Count >= Capacity)
            Known.Clear();
        return Known[address] = opened;
    }

    /// <summary>Returns a file that was opened in a version.</summary>
    /// <exception cref="GchunkException">It has changed.</exception>
    public static RemoteFile Of(string address, string version)
    {
        RemoteFile found =
            Known.TryGetValue(address, out RemoteFile? known) && known.Version == version ? known : Open(address);
        return found.Version == version
            ? found
            : throw new GchunkException($"{address} has changed since it was opened; open it again");
    }

    /// <summary>Reads bytes.</summary>
    /// <exception cref="GchunkException">The file ends before the last of them, or the server does not answer.</exception>
    public abstract void Read(byte* destination, long count, long offset);
}
