using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Engine;

/// <summary>The owner and the permissions of a file, a folder or a link.</summary>
/// <param name="User">The number of the user who owns it.</param>
/// <param name="Group">The number of the group that it belongs to.</param>
/// <param name="Mode">Its type and its permissions, as in <c>st_mode</c>.</param>
internal readonly partial record struct FileOwner(uint User, uint Group, int Mode)
{
    private const int Here = -100,
        NoFollow = 0x100,
        TypeModeAndOwner = 0x1B;
    private const int KindMask = 0xF000,
        Folder = 0x4000,
        RegularFile = 0x8000,
        SymbolicLink = 0xA000;
    private const int GroupWrite = 0x10,
        OtherWrite = 0x02,
        Sticky = 0x200;

    /// <summary>The number of the user of this process.</summary>
    public static uint CurrentUser { get; } = EffectiveUser();

    public bool IsFolder => (Mode & KindMask) == Folder;

    public bool IsFile => (Mode & KindMask) == RegularFile;

    public bool IsLink => (Mode & KindMask) == SymbolicLink;

    /// <summary>True if users other than the owner can write to it.</summary>
    public bool OthersWrite => (Mode & (GroupWrite | OtherWrite)) != 0;

    /// <summary>
    /// True if users other than the owner can delete and replace the owner's files in the folder. A group of the same
    /// number as its owner has no other members: many systems give each user such a group, and let it write.
    /// </summary>
    public bool OthersReplace =>
        (Mode & Sticky) == 0 && ((Mode & OtherWrite) != 0 || ((Mode & GroupWrite) != 0 && Group != User));

    /// <summary>Returns the owner of a path itself, even if it is a link; null if there is nothing.</summary>
    public static unsafe FileOwner? Of(string path)
    {
        Status status = default;
        try
        {
            fixed (byte* p = Encoding.UTF8.GetBytes(path + '\0'))
            {
                return
                    GetStatus(Here, p, NoFollow, TypeModeAndOwner, &status) == 0
                    && (status.Known & TypeModeAndOwner) == TypeModeAndOwner
                    ? new FileOwner(status.User, status.Group, status.Mode)
                    : null;
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    // statx(2) has the same layout on every processor.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern unsafe int GetStatus(int folder, byte* path, int flags, uint wanted, Status* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint EffectiveUser();

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        [field: FieldOffset(0)]
        public uint Known { get; }

        [field: FieldOffset(20)]
        public uint User { get; }

        [field: FieldOffset(24)]
        public uint Group { get; }

        [field: FieldOffset(28)]
        public ushort Mode { get; }
    }
}
