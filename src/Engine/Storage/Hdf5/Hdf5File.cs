using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// The structure of an HDF5 file, read without the library, so that a damaged file gives an error and never a crash.
/// Written from the "HDF5 File Format Specification Version 3.0".
/// </summary>
/// <remarks>
/// All members throw <see cref="InvalidDataException"/> if the file is damaged; the message says how.
/// </remarks>
internal sealed class Hdf5File
{
    private readonly Dictionary<long, Hdf5Object> objects = [];

    private Hdf5File(Hdf5Bytes bytes, long root, long extension = -1)
    {
        (Bytes, RootAddress) = (bytes, root);
        Texts = new Hdf5GlobalHeap(bytes);
        Shared = new Hdf5SharedMessages(this, extension);
    }

    public Hdf5Bytes Bytes { get; }

    /// <summary>The heap of variable-length strings and lists.</summary>
    public Hdf5GlobalHeap Texts { get; }

    /// <summary>The messages that several objects share.</summary>
    public Hdf5SharedMessages Shared { get; }

    public Hdf5Object Root => ObjectAt(RootAddress);

    private long RootAddress { get; }

    /// <summary>Reads the superblock of an open file: II.A.</summary>
    public static Hdf5File Open(FileHandles.Lease file, FileSignature signature)
    {
        var bytes = new Hdf5Bytes(file, signature);
        Hdf5Cursor cursor = bytes.Cursor(0, Math.Min(bytes.Length, 128));
        cursor.Skip(8);
        int version = cursor.Byte();
        if (version > 3)
            throw new InvalidDataException($"its superblock has the unknown version {version}");
        if (version < 2)
            cursor.Skip(4);
        bytes.Widths = (Width(cursor.Byte()), Width(cursor.Byte()));
        if (version >= 2)
        {
            int length = 12 + 4 * bytes.Widths.Address + 4;
            Hdf5Checksum.Verify(bytes.Read(0, length).Span, 0);
            cursor = bytes.Cursor(12, length - 12);
            // Base, extension and end of file, then the header of the root.
            cursor.Skip(bytes.Widths.Address);
            long extension = cursor.Address();
            cursor.Skip(bytes.Widths.Address);
            return new Hdf5File(bytes, cursor.Address(), extension);
        }
        int start = version == 0 ? 24 : 28;
        cursor = bytes.Cursor(start, 6 * bytes.Widths.Address);
        // Base, free space, end of file, driver; then the name and the header of the root.
        cursor.Skip(5L * bytes.Widths.Address);
        return new Hdf5File(bytes, cursor.Address());
    }

    /// <summary>Returns the object whose header is at an address.</summary>
    public Hdf5Object ObjectAt(long address)
    {
        if (!objects.TryGetValue(address, out Hdf5Object? found))
            objects[address] = found = new Hdf5Object(this, address, Hdf5Messages.Read(Bytes, address));
        return found;
    }

    /// <summary>Reads a type, which may be shared.</summary>
    public Hdf5Type ReadType(ReadOnlyMemory<byte> body, bool isShared)
    {
        var cursor = new Hdf5Cursor(isShared ? Shared.Find(Hdf5MessageType.Datatype, body) : body, Bytes.Widths);
        return Hdf5Type.Read(ref cursor);
    }

    private static int Width(int width) =>
        width is 2 or 4 or 8 ? width : throw new InvalidDataException($"its addresses have {width} bytes");
}
