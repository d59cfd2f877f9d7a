using System.Runtime.InteropServices;

namespace Gchunk.Engine;

/// <summary>The owner and the permissions of a file, a folder or a link.</summary>
/// <param name="Status">What the system tells of it.</param>
internal readonly partial record struct FileOwner(FileStatus Status)
{
    private const int GroupWrite = 0x10,
        OtherWrite = 0x02,
        Sticky = 0x200;

    /// <summary>The number of the user of this process.</summary>
    public static uint CurrentUser { get; } = EffectiveUser();

    /// <summary>The number of the user who owns it.</summary>
    public uint User => Status.User;

    public bool IsFolder => Status.IsFolder;

    public bool IsFile => Status.IsFile;

    public bool IsLink => Status.IsLink;

    private int Mode => Status.Mode;

    /// <summary>True if users other than the owner can write to it.</summary>
    public bool OthersWrite => (Mode & (GroupWrite | OtherWrite)) != 0;

    /// <summary>
    /// True if users other than the owner can delete and replace the owner's files in the folder. A group of the same
    /// number as its owner has no other members: many systems give each user such a group, and let it write.
    /// </summary>
    public bool OthersReplace =>
        (Mode & Sticky) == 0 && ((Mode & OtherWrite) != 0 || ((Mode & GroupWrite) != 0 && Status.Group != User));

    /// <summary>Returns the owner of a path itself, even if it is a link; null if there is nothing.</summary>
    public static FileOwner? Of(string path) =>
        FileStatus.Of(path, FileStatus.TypeAndMode | FileStatus.Owner, follows: false) is { } status
            ? new FileOwner(status)
            : null;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint EffectiveUser();
}
