using System.Security.Cryptography;
using System.Text;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Manifests;

/// <summary>
/// The folder of manifests, one for all files below a folder. If the cache cannot be written, files are opened without
/// it and nothing is said.
/// </summary>
/// <param name="Folder">The folder of the manifests; created when first needed.</param>
internal sealed record ManifestCache(string Folder)
{
    private const string Ending = ".manifest";

    // Manifests are written one at a time, to save memory.
    private static readonly Lock Writing = new();
    private static Task last = Task.CompletedTask;

    static ManifestCache() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush(TimeSpan.FromSeconds(2));

    /// <summary>The most bytes that a manifest holds.</summary>
    public long MostBytes { get; init; } = 1 << 26;

    /// <summary>The most bytes of all manifests together.</summary>
    public long MostFolderBytes { get; init; } = 1 << 28;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Returns the user's cache; null if there is no home folder or GCHUNK_MANIFEST is off.</summary>
    public static ManifestCache? OfUser() =>
        !"off".Equals(Environment.GetEnvironmentVariable("GCHUNK_MANIFEST"), StringComparison.OrdinalIgnoreCase)
        && UserFolder.Cache is { } folder
            ? new ManifestCache(Path.Combine(folder, "manifests"))
            : null;

    /// <summary>Begins a session in which files are opened.</summary>
    public ManifestSession Open(IReadOnlyList<string> paths) => new(this, PathOf(paths), paths);

    /// <summary>
    /// Opens a manifest that this user wrote, in a folder that nobody else can write; returns null if there is none.
    /// </summary>
    public Manifest? TryOpen(string path) =>
        File.Exists(path) && UserFolder.Prepare(Folder) && UserFolder.IsOwnFile(path) ? Manifest.TryOpen(path) : null;

    /// <summary>
    /// Returns the manifest of some files: that of the innermost folder above all of them, so that a growing set of files
    /// keeps its manifest.
    /// </summary>
    public string PathOf(IReadOnlyList<string> paths)
    {
        string common = FolderOf(paths[0]);
        foreach (string path in paths)
        {
            string folder = FolderOf(path);
            while (
                common.Length > 0
                && folder != common
                && !folder.StartsWith(common == "/" ? common : common + '/', StringComparison.Ordinal)
            )
            {
                common = Path.GetDirectoryName(common) ?? "";
            }
        }
        return Path.Combine(
            Folder,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(common)).AsSpan(0, 16)) + Ending
        );

        static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
    }

    /// <summary>
    /// Writes the known bytes of files in the background. The manifest's entries of other files are kept if there is
    /// room.
    /// </summary>
    /// <param name="path">The manifest.</param>
    /// <param name="files">The known bytes of each file.</param>
    /// <param name="memory">The memory of these bytes; freed when they are written.</param>
    internal void Keep(
        string path,
        IReadOnlyList<(string Path, FileStamp Stamp, IReadOnlyList<FilePart> Parts)> files,
        PartMemory memory
    )
    {
        lock (Writing)
        {
            last = last.ContinueWith(
                _ =>
                {
                    using (memory)
                        Write(path, files);
                },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
        }
    }

    /// <summary>Marks a manifest as used, so that others are deleted first.</summary>
    internal void Touch(string path)
    {
        try
        {
            if (Clock.GetUtcNow() - File.GetLastWriteTimeUtc(path) > TimeSpan.FromHours(1))
                File.SetLastWriteTimeUtc(path, Clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* the manifest counts as unused */
        }
    }

    /// <summary>Waits until all manifests are written, or a time limit is over.</summary>
    public static void Flush(TimeSpan atMost)
    {
        Task waited;
        lock (Writing)
            waited = last;
        Task.WaitAny([waited], atMost);
    }

    private void Write(string path, IReadOnlyList<(string Path, FileStamp Stamp, IReadOnlyList<FilePart> Parts)> files)
    {
        try
        {
            if (!UserFolder.Prepare(Folder))
                return;
            var all = new List<(string, FileStamp, byte[])>();
            HashSet<string> known = [.. files.Select(f => f.Path)];
            long left = MostBytes;
            foreach (var (name, stamp, parts) in files)
            {
                byte[] bytes = Manifest.Pack(parts);
                left -= bytes.Length;
                all.Add((name, stamp, bytes));
            }
            using (Manifest? old = TryOpen(path))
            {
                foreach (ManifestEntry entry in old?.Entries ?? [])
                {
                    if (entry.Length > left)
                        break;
                    if (!known.Add(entry.Path) || old!.ReadBytes(entry) is not { } bytes)
                        continue;
                    left -= bytes.Length;
                    all.Add((entry.Path, entry.Stamp, bytes));
                }
            }
            Leftovers.SweepFolder(Folder);
            using (AtomicFile file = AtomicFile.Create(path, isPrivate: true))
            {
                Manifest.Write(file.TemporaryPath, all);
                file.Commit(flush: false);
            }
            Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GchunkException)
        { /* the next session reads the files */
        }
    }

    private void Trim()
    {
        long sum = 0;
        foreach (
            FileInfo file in new DirectoryInfo(Folder)
                .EnumerateFiles('*' + Ending)
                .OrderByDescending(f => f.LastWriteTimeUtc)
        )
        {
            sum += file.Length;
            if (sum > MostFolderBytes)
                file.Delete();
        }
    }
}
