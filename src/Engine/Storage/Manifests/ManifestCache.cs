using System.Security.Cryptography;
using System.Text;

namespace Gchunk.Engine.Storage.Manifests;

/// <summary>
/// Where manifests are kept: one for all files below a folder. A cache that cannot be written is no reason to say
/// anything.
/// </summary>
/// <param name="Folder">The folder that holds them; made when first needed.</param>
internal sealed record ManifestCache(string Folder)
{
    private const string Ending = ".manifest";

    // One at a time: each is of many small pieces, and memory is the user's.
    private static readonly Lock Writing = new();
    private static Task last = Task.CompletedTask;

    static ManifestCache() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush(TimeSpan.FromSeconds(2));

    /// <summary>The most bytes of files that a manifest holds.</summary>
    public long MostBytes { get; init; } = 1 << 26;

    /// <summary>The most bytes that all manifests take.</summary>
    public long MostFolderBytes { get; init; } = 1 << 28;

    /// <summary>What tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The user's; null where there is no home, or the environment switches it off.</summary>
    public static ManifestCache? OfUser() =>
        !"off".Equals(Environment.GetEnvironmentVariable("GCHUNK_MANIFEST"), StringComparison.OrdinalIgnoreCase)
        && UserFolder.Cache is { } folder
            ? new ManifestCache(Path.Combine(folder, "manifests"))
            : null;

    /// <summary>Begins an opening of files.</summary>
    public Opening Open(IReadOnlyList<string> paths) => new(this, PathOf(paths), paths);

    /// <summary>
    /// The manifest of files: that of the innermost folder that holds them all, so that a set that grows keeps its own.
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
    /// Writes what was learned, in the background. What the manifest holds of other files stays, where there is room.
    /// </summary>
    /// <param name="path">The manifest.</param>
    /// <param name="files">What is known of each file.</param>
    /// <param name="memory">What it lies in; given back when it is written.</param>
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

    /// <summary>Marks a manifest as used, so that others go first.</summary>
    internal void Touch(string path)
    {
        try
        {
            if (Clock.GetUtcNow() - File.GetLastWriteTimeUtc(path) > TimeSpan.FromHours(1))
                File.SetLastWriteTimeUtc(path, Clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* it counts as unused */
        }
    }

    /// <summary>Waits until all that was learned is written, or some time is over.</summary>
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
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Folder);
            }
            else
            {
                Directory.CreateDirectory(
                    Folder,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
            }

            var all = new List<(string, FileStamp, byte[])>();
            HashSet<string> known = [.. files.Select(f => f.Path)];
            long left = MostBytes;
            foreach (var (name, stamp, parts) in files)
            {
                byte[] bytes = Manifest.Pack(parts);
                left -= bytes.Length;
                all.Add((name, stamp, bytes));
            }
            using (Manifest? old = Manifest.TryOpen(path))
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
            using (PendingFile file = PendingFile.Create(path))
            {
                Manifest.Write(file.TemporaryPath, all);
                file.Commit(flush: false);
            }
            Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GchunkException)
        { /* the next opening reads the files */
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
