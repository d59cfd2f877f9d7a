using System.Buffers.Binary;
using System.Text;
using Gchunk.Engine.Storage.Manifests;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage;

/// <summary>What the first bytes of a file say it is, looked at before a C library sees it.</summary>
/// <param name="IsHdf5">Whether it is NetCDF-4; otherwise it is classic NetCDF.</param>
/// <param name="Offset">Where the HDF5 superblock starts: after a user block, if any.</param>
/// <param name="Length">The length of the file in bytes.</param>
/// <param name="Version">Size and time of the file: changes when its content does.</param>
internal readonly record struct FileSignature(bool IsHdf5, long Offset, long Length, string Version)
{
    private static ReadOnlySpan<byte> Hdf5 => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What is known of the file's bytes while it is opened with others, or null.</summary>
    public KnownBytes? Known { get; private init; }

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">
    /// What is known of its bytes, which are then not read; null to look at the file itself.
    /// </param>
    /// <exception cref="GchunkException">
    /// It is not there, cannot be read, is not NetCDF, or is shorter than its header says.
    /// </exception>
    public static FileSignature Of(string path, KnownBytes? known = null)
    {
        using FileHandles.Lease file = known is null ? FileHandles.Open(path) : FileHandles.Rent(known);
        long length = file.Length;
        if (length == 0)
            throw new GchunkException($"{path} is empty: not a NetCDF file");
        string version = file.Version;
        if (known is null)
            FileHandles.LetGoOfReplaced(path, version);
        Span<byte> start = Read(file, stackalloc byte[64], 0, length);
        if (start.StartsWith("CDF"u8) && start.Length >= 4 && start[3] is 1 or 2 or 5)
            return new FileSignature(false, 0, length, version) { Known = known };

        Span<byte> block = stackalloc byte[64];
        for (long offset = 0; offset + 8 <= length; offset = offset == 0 ? 512 : offset * 2)
        {
            Span<byte> bytes = Read(file, block, offset, length);
            if (!bytes.StartsWith(Hdf5))
                continue;
            CheckEnd(path, bytes, length);
            return new FileSignature(true, offset, length, version) { Known = known };
        }
        throw new GchunkException(
            $"{path} is not a NetCDF file: it starts with {Show(start)}; NetCDF files start with CDF or \\x89HDF"
        );
    }

    /// <summary>Size and time of an open file.</summary>
    public static string VersionOf(SafeFileHandle handle) =>
        VersionOf(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks);

    /// <summary>Size and time of a file.</summary>
    public static string VersionOf(long length, long ticks) => FormattableString.Invariant($"{length}-{ticks:x}");

    private static unsafe Span<byte> Read(FileHandles.Lease file, Span<byte> block, long offset, long length)
    {
        Span<byte> bytes = block[..(int)Math.Min(block.Length, length - offset)];
        fixed (byte* p = bytes)
            file.Read(p, bytes.Length, offset);
        return bytes;
    }

    // The superblock's end-of-file address: HDF5 File Format Specification, II.A.
    private static void CheckEnd(string path, ReadOnlySpan<byte> superblock, long length)
    {
        if (superblock.Length < 48)
            throw new GchunkException($"{path} is truncated: {length} bytes, shorter than an HDF5 header");
        int version = superblock[8];
        if (version > 3)
        {
            throw new GchunkException(
                $"{path} is damaged: its HDF5 superblock has version {version}; versions 0 to 3 are known"
            );
        }

        int sizeOfAddress = version < 2 ? superblock[13] : superblock[9];
        int at = version switch
        {
            0 => 40,
            1 => 44,
            _ => 28,
        };
        if (sizeOfAddress != 8 || superblock.Length < at + 8)
            return; // the library judges what it alone can read
        ulong end = BinaryPrimitives.ReadUInt64LittleEndian(superblock[at..]);
        if (end > (ulong)length)
            throw new GchunkException($"{path} is truncated: {length} bytes, its header says {end}");
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (byte b in bytes[..Math.Min(8, bytes.Length)])
            text.Append(b is >= 32 and < 127 ? ((char)b).ToString() : FormattableString.Invariant($"\\x{b:x2}"));
        return text.Append('"').ToString();
    }
}
