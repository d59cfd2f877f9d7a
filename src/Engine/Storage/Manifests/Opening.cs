using System.Collections.Concurrent;

namespace Gchunk.Engine.Storage.Manifests;

/// <summary>
/// An opening of many files: what their manifest tells of them is not read from them, and what is read is kept for the
/// next time.
/// </summary>
internal sealed class Opening : IDisposable
{
    // Clocks of file systems differ from the system's, and some count in two seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    private readonly ManifestCache cache;
    private readonly string path;
    private readonly Manifest? manifest;
    private readonly PartMemory memory;
    private readonly long settled;
    private readonly ConcurrentDictionary<string, KnownBytes> files = [];

    internal Opening(ManifestCache cache, string path, IReadOnlyList<string> paths)
    {
        (this.cache, this.path) = (cache, path);
        settled = (cache.Clock.GetUtcNow() - Margin - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        manifest = Manifest.TryOpen(path);
        // Before anything is learned of one file there must be room for what is known of the others.
        memory = new PartMemory(
            manifest is null
                ? cache.MostBytes
                : cache.MostBytes - paths.Select(Path.GetFullPath).Distinct().Sum(p => (long)manifest.LengthOf(p))
        );
    }

    /// <summary>How many files something had to be read of.</summary>
    public int FilesRead => files.Values.Count(f => f.HasRead);

    /// <summary>How many files something is known of, or will be.</summary>
    public int Files => files.Count;

    /// <summary>What is known of a file; null where nothing may be kept of it.</summary>
    /// <param name="file">Its full path.</param>
    public KnownBytes? Find(string file)
    {
        if (FileStamp.Of(file) is not { } stamp)
            return null;
        if (manifest?.Find(file, stamp, memory) is { } told)
            return files.GetOrAdd(file, new KnownBytes(file, stamp, told, memory));
        memory.Allow(manifest?.LengthOf(file) ?? 0);
        // A change at the same moment would not show. And where opening shows another file than looking at it did (on a
        // network), its bytes are not those of the stamp.
        if (!stamp.IsOlderThan(settled) || !FileHandles.IsOf(file, stamp))
            return null;
        return files.GetOrAdd(file, new KnownBytes(file, stamp, [], memory));
    }

    /// <summary>
    /// Ends the opening: from now on the files themselves are read. What was learned is written in the background.
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
