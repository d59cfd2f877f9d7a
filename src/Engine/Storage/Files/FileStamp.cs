using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Files;

/// <summary>
/// The length and times of a file, read without opening it; they differ when its content has changed.
/// </summary>
/// <param name="Length">The length in bytes.</param>
/// <param name="Modified">
/// The time of the last change of content, in nanoseconds since 1970; programs can set it.
/// </param>
/// <param name="Changed">
/// The time of the last change of content or metadata, in nanoseconds since 1970; only the system sets it.
/// </param>
internal readonly record struct FileStamp(long Length, long Modified, long Changed)
{
    private const int Wanted =
        FileStatus.TypeAndMode
        | FileStatus.ModifiedTime
        | FileStatus.ChangedTime
        | FileStatus.InodeNumber
        | FileStatus.Size;

    /// <summary>
    /// The version, equal to that which <see cref="FileSignature.VersionOf(SafeFileHandle)"/> returns for the open
    /// file.
    /// </summary>
    public string Version =>
        FileSignature.VersionOf(
            Length,
            DateTime.UnixEpoch.Ticks + (long)Math.Floor(Modified / (decimal)TimeSpan.NanosecondsPerTick)
        );

    /// <summary>
    /// Returns the stamp of a file or of a link's target; null if it is no regular file or the system has no statx.
    /// </summary>
    public static FileStamp? Of(string path) => Of(Ask(path));

    /// <summary>Returns the stamp of an open file.</summary>
    public static FileStamp? Of(SafeFileHandle file) => Of(FileStatus.Of(file, Wanted));

    /// <summary>
    /// Returns whether a path still names an open file; another file of the same length and times may have replaced it.
    /// </summary>
    public static bool IsAt(string path, SafeFileHandle file) =>
        Ask(path) is { IsFile: true } named
        && FileStatus.Of(file, Wanted) is { IsFile: true } open
        && (named.Device, named.Inode) == (open.Device, open.Inode);

    private static FileStatus? Ask(string path) => FileStatus.Of(path, Wanted, follows: true);

    private static FileStamp? Of(FileStatus? asked)
    {
        if (asked is not { IsFile: true } status)
            return null;
        try
        {
            return new FileStamp(checked((long)status.Length), status.Modified.Nanoseconds, status.Changed.Nanoseconds);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns whether the file was last changed before a moment. Clocks of file systems are coarse, so a later change
    /// within the same tick would not show in the stamp.
    /// </summary>
    /// <param name="moment">Nanoseconds since 1970.</param>
    public bool IsOlderThan(long moment) => Modified < moment && Changed < moment;
}
