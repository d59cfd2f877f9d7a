using System.Collections.Concurrent;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Manifests;

/// <summary>
/// A session in which many files are opened: bytes that the manifest holds are not read from the files, and bytes that
/// are read are kept for the next session.
/// </summary>
internal sealed class ManifestSession : IDisposable
{
    // Clocks of file systems differ from the system's, and some tick every two seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    private readonly ManifestCache cache;
    private readonly string path;
    private readonly Manifest? manifest;
    private readonly PartMemory memory;
    private readonly long settled;
    private readonly ConcurrentDictionary<string, KnownBytes> files = [];

    internal ManifestSession(ManifestCache cache, string path, IReadOnlyList<string> paths)
    {
        (this.cache, this.path) = (cache, path);
        settled = (cache.Clock.GetUtcNow() - Margin - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        manifest = cache.TryOpen(path);
        // Room for the known bytes of all files is reserved before new bytes of any file are kept.
        memory = new PartMemory(
            manifest is null
                ? cache.MostBytes
                : cache.MostBytes - paths.Select(Path.GetFullPath).Distinct().Sum(p => (long)manifest.LengthOf(p))
        );
    }

    /// <summary>The number of files from which bytes had to be read.</summary>
    public int FilesRead => files.Values.Count(f => f.HasRead);

    /// <summary>The number of files whose bytes are kept.</summary>
    public int Files => files.Count;

    /// <summary>Returns the known bytes of a file; null if none may be kept.</summary>
    /// <param name="file">Its full path.</param>
    public KnownBytes? Find(string file)
    {
        if (FileStamp.Of(file) is not { } stamp)
            return null;
        if (manifest?.Find(file, stamp, memory) is { } parts)
            return files.GetOrAdd(file, new KnownBytes(file, stamp, parts, memory));
        memory.Allow(manifest?.LengthOf(file) ?? 0);
        // A file that was changed just now could change again with the same stamp. On a network file system, the file
        // that is opened may differ from the one whose stamp was read.
        if (!stamp.IsOlderThan(settled) || !FileHandles.Matches(file, stamp))
            return null;
        return files.GetOrAdd(file, new KnownBytes(file, stamp, [], memory));
    }

    /// <summary>
    /// Ends the session: from now on the files themselves are read. New bytes are written to the manifest in the
    /// background.
    /// </summary>
    public void Dispose()
    {
        manifest?.Dispose();
        bool learned = files.Values.Any(f => f.HasLearned);
        var parts = new List<(string Path, FileStamp Stamp, IReadOnlyList<FilePart> Parts)>();
        foreach (KnownBytes file in files.Values)
        {
            IReadOnlyList<FilePart> all = file.Close();
            if (all.Count > 0)
                parts.Add((file.Path, file.Stamp, all));
        }
        if (learned)
        {
            cache.Keep(path, parts, memory);
            return;
        }
        memory.Dispose();
        if (manifest is not null)
            cache.Touch(path);
    }
}
