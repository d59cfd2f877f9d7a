using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine;

/// <summary>What Linux tells of a file, a folder or a link, without opening it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    public const int TypeAndMode = 3,
        Owner = 0x18,
        ModifiedTime = 0x40,
        ChangedTime = 0x80,
        InodeNumber = 0x100,
        Size = 0x200;

    private const int Here = -100,
        NoFollow = 0x100,
        EmptyPath = 0x1000;
    private const int KindMask = 0xF000,
        Folder = 0x4000,
        RegularFile = 0x8000,
        SymbolicLink = 0xA000,
        Pipe = 0x1000,
        CharacterDevice = 0x2000,
        BlockDevice = 0x6000,
        Socket = 0xC000;

    [field: FieldOffset(0)]
    private uint Known { get; }

    [field: FieldOffset(20)]
    public uint User { get; }

    [field: FieldOffset(24)]
    public uint Group { get; }

    /// <summary>The type and the permissions, as in <c>st_mode</c>.</summary>
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

    public bool IsFolder => (Mode & KindMask) == Folder;

    public bool IsFile => (Mode & KindMask) == RegularFile;

    public bool IsLink => (Mode & KindMask) == SymbolicLink;

    /// <summary>What it is, if it holds no bytes of its own; null for files, folders and links.</summary>
    public string? SpecialKind =>
        (Mode & KindMask) switch
        {
            Pipe => "a pipe",
            CharacterDevice or BlockDevice => "a device",
            Socket => "a socket",
            _ => null,
        };

    /// <summary>Returns the status of a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="wanted">The fields to fill in.</param>
    /// <param name="follows">True for the target of a link, false for the link itself.</param>
    /// <returns>Null if there is nothing, a field is not known, or the system has no statx.</returns>
    public static FileStatus? Of(string path, int wanted, bool follows) => Of(path, wanted, follows, out _);

    /// <summary>As <see cref="Of(string, int, bool)"/>.</summary>
    /// <param name="path">The path.</param>
    /// <param name="wanted">The fields to fill in.</param>
    /// <param name="follows">True for the target of a link, false for the link itself.</param>
    /// <param name="error">The error of the system, or 0.</param>
    public static FileStatus? Of(string path, int wanted, bool follows, out int error) =>
        Ask(Here, path, follows ? 0 : NoFollow, wanted, out error);

    /// <summary>Returns the status of an open file.</summary>
    public static FileStatus? Of(SafeFileHandle file, int wanted) =>
        Ask((int)file.DangerousGetHandle(), "", EmptyPath, wanted, out _);

    private static unsafe FileStatus? Ask(int folder, string path, int flags, int wanted, out int error)
    {
        error = 0;
        if (!OperatingSystem.IsLinux() || path.Contains('\0'))
            return null;
        FileStatus status = default;
        try
        {
            fixed (byte* p = Encoding.UTF8.GetBytes(path + '\0'))
            {
                if (GetStatus(folder, p, flags, (uint)wanted, &status) != 0)
                {
                    error = Marshal.GetLastPInvokeError();
                    return null;
                }
                return (status.Known & wanted) == wanted ? status : null;
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    // statx(2) has the same layout on every processor.
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern unsafe int GetStatus(int folder, byte* path, int flags, uint wanted, FileStatus* status);

    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Time
    {
        private readonly long seconds;
        private readonly uint nanoseconds;
        private readonly int reserved;

        public long Nanoseconds => checked(seconds * 1_000_000_000 + nanoseconds);
    }
}
