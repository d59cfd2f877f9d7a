using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Files;

/// <summary>The format of a file by its first bytes.</summary>
/// <param name="Format">The format.</param>
/// <param name="Offset">The offset of the HDF5 superblock, which follows the user block if there is one.</param>
/// <param name="Length">The length of the file in bytes.</param>
/// <param name="Version">The size and time of the file; changes with its content.</param>
internal readonly record struct FileSignature(FileFormat Format, long Offset, long Length, string Version)
{
    private static ReadOnlySpan<byte> Hdf5 => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>True for HDF5, and so for NetCDF-4.</summary>
    public bool IsHdf5 => Format == FileFormat.Hdf5;

    /// <summary>The bytes of the file that its manifest session knows, or null without a session.</summary>
    public KnownBytes? Known { get; private init; }

    /// <summary>Reads the signature of a NetCDF file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The bytes that are known already and need not be read; null to read the file.</param>
    /// <exception cref="GchunkException">
    /// The file does not exist, cannot be read, is not NetCDF, or is shorter than its header says.
    /// </exception>
    public static FileSignature Of(string path, KnownBytes? known = null)
    {
        FileSignature signature = OfAny(path, known);
        return signature.Format is FileFormat.Classic or FileFormat.Hdf5
            ? signature
            : throw NotNetCdf(path, Start(path, known));
    }

    /// <summary>Reads the signature of a NetCDF, TIFF or GRIB file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The bytes that are known already and need not be read; null to read the file.</param>
    /// <exception cref="GchunkException">
    /// The file does not exist, cannot be read, is of none of these formats, or is shorter than its header says.
    /// </exception>
    public static FileSignature OfAny(string path, KnownBytes? known = null)
    {
        using FileHandles.Lease file = known is null ? FileHandles.Open(path) : FileHandles.Rent(known);
        long length = file.Length;
        if (length == 0)
            throw new GchunkException($"{path} is empty: not a NetCDF file");
        string version = file.Version;
        if (known is null)
            FileHandles.ForgetIfReplaced(path, version);
        Span<byte> start = Read(file, stackalloc byte[64], 0, length);
        if (start.StartsWith("CDF"u8) && start.Length >= 4 && start[3] is 1 or 2 or 5)
            return new FileSignature(FileFormat.Classic, 0, length, version) { Known = known };
        if (IsTiff(start))
            return new FileSignature(FileFormat.Tiff, 0, length, version);
        if (start.StartsWith("GRIB"u8))
            return new FileSignature(FileFormat.Grib, 0, length, version);

        Span<byte> block = stackalloc byte[64];
        for (long offset = 0; offset + 8 <= length; offset = offset == 0 ? 512 : offset * 2)
        {
            Span<byte> bytes = Read(file, block, offset, length);
            if (!bytes.StartsWith(Hdf5))
                continue;
            CheckEnd(path, bytes, length);
            return new FileSignature(FileFormat.Hdf5, offset, length, version) { Known = known };
        }
        throw NotNetCdf(path, RemoteFile.Is(path) ? start : FileKind.Start(path));
    }

    // The first bytes, for a message.
    private static byte[] Start(string path, KnownBytes? known)
    {
        if (!RemoteFile.Is(path))
            return FileKind.Start(path);
        using FileHandles.Lease file = known is null ? FileHandles.Open(path) : FileHandles.Rent(known);
        return Read(file, stackalloc byte[64], 0, file.Length).ToArray();
    }

    /// <summary>Returns whether the first bytes of a file are those of TIFF or BigTIFF.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> start) =>
        start.StartsWith("II*\0"u8)
        || start.StartsWith("MM\0*"u8)
        || start.StartsWith("II+\0"u8)
        || start.StartsWith("MM\0+"u8);

    /// <summary>Returns the version of an open file: its size and time.</summary>
    public static string VersionOf(SafeFileHandle handle) =>
        VersionOf(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks);

    /// <summary>Returns the version of a file of a size and time.</summary>
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
            throw new GchunkException($"{path} is truncated: it has {length} bytes, fewer than an HDF5 header");
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
            return; // its addresses have another width, so the end is not where it is looked for
        ulong end = BinaryPrimitives.ReadUInt64LittleEndian(superblock[at..]);
        if (end > (ulong)length)
            throw new GchunkException($"{path} is truncated: it has {length} bytes, but its header says {end}");
    }

    private static GchunkException NotNetCdf(string path, ReadOnlySpan<byte> start) =>
        new(
            $"{path} is not a NetCDF file: it starts with {Show(start)}; NetCDF files start with CDF or \\x89HDF{((FileKind.Of(start) ?? FileKind.OfText(start)) is { } kind ? $"; it is {kind}" : "")}"
        );

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (byte b in bytes[..Math.Min(8, bytes.Length)])
            text.Append(b is >= 32 and < 127 ? ((char)b).ToString() : FormattableString.Invariant($"\\x{b:x2}"));
        return text.Append('"').ToString();
    }
}
