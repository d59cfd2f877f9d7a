using System.Runtime.InteropServices;
using System.Text;
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
    private const int Here = -100,
        EmptyPath = 0x1000,
        TypeAndMode = 3,
        ModifiedTime = 0x40,
        ChangedTime = 0x80,
        InodeNumber = 0x100,
        Size = 0x200,
        Wanted = TypeAndMode | ModifiedTime | ChangedTime | InodeNumber | Size;
    private const int KindMask = 0xF000,
        RegularFile = 0x8000;

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
    public static FileStamp? Of(string path) => Of(Here, path, 0);

    /// <summary>Returns the stamp of an open file.</summary>
    public static FileStamp? Of(SafeFileHandle file) => Of((int)file.DangerousGetHandle(), "", EmptyPath);

    /// <summary>
    /// Returns whether a path still names an open file; another file of the same length and times may have replaced it.
    /// </summary>
    public static bool IsAt(string path, SafeFileHandle file) =>
        Ask(Here, path, 0) is { } named
        && Ask((int)file.DangerousGetHandle(), "", EmptyPath) is { } open
        && (named.Device, named.Inode) == (open.Device, open.Inode);

    private static FileStamp? Of(int folder, string path, int flags)
    {
        if (Ask(folder, path, flags) is not { } status)
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

    private static unsafe Status? Ask(int folder, string path, int flags)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Status status = default;
        try
        {
            byte[] name = Encoding.UTF8.GetBytes(path + '\0');
            fixed (byte* p = name)
            {
                return
                    GetStatus(folder, p, flags, Wanted, &status) == 0
                    && (status.Known & Wanted) == Wanted
                    && (status.Mode & KindMask) == RegularFile
                    ? status
                    : null;
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
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

    // statx(2) has the same layout on every processor.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern unsafe int GetStatus(int folder, byte* path, int flags, uint wanted, Status* status);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        private readonly long seconds;
        private readonly uint nanoseconds;
        private readonly int reserved;

        public long Nanoseconds => checked(seconds * 1_000_000_000 + nanoseconds);
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        [field: FieldOffset(0)]
        public uint Known { get; }

        [field: FieldOffset(28)]
        public ushort Mode { get; }

        [field: FieldOffset(32)]
        public ulong Inode { get; }

        [field: FieldOffset(40)]
        public ulong Length { get; }

        [field: FieldOffset(96)]
        public Time Changed { get; }

        [field: FieldOffset(112)]
        public Time Modified { get; }

        [field: FieldOffset(136)]
        public ulong Device { get; }
    }
}
