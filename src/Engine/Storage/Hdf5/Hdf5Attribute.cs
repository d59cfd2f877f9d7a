using System.Text;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>An attribute of an object: HDF5 File Format Specification 3.0, IV.A.2.m.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Space">Its shape.</param>
/// <param name="Order">Its creation order, if the file tracks it.</param>
/// <param name="Data">The elements as stored.</param>
internal sealed record Hdf5Attribute(string Name, Hdf5Type Type, Hdf5Space Space, int Order, ReadOnlyMemory<byte> Data)
{
    /// <summary>Reads an attribute from the body of its message.</summary>
    public static Hdf5Attribute Read(Hdf5File file, ReadOnlyMemory<byte> body, int order)
    {
        var cursor = new Hdf5Cursor(body, file.Bytes.Widths);
        int version = cursor.Byte(),
            flags = cursor.Byte();
        if (version is < 1 or > 3)
            throw new InvalidDataException($"an attribute has the unknown version {version}");
        int nameLength = cursor.UInt16(),
            typeLength = cursor.UInt16(),
            spaceLength = cursor.UInt16();
        if (version == 3)
            cursor.Skip(1);
        string name = Encoding.UTF8.GetString(Part(ref cursor, nameLength).Span.TrimEnd((byte)0));
        Hdf5Type type = file.ReadType(Part(ref cursor, typeLength), version > 1 && (flags & 1) != 0);
        ReadOnlyMemory<byte> extent = Part(ref cursor, spaceLength);
        var space = new Hdf5Cursor(
            version > 1 && (flags & 2) != 0 ? file.Shared.Find(Hdf5MessageType.Dataspace, extent) : extent,
            file.Bytes.Widths
        );
        Hdf5Space shape = Hdf5Space.Read(ref space, file.Bytes.Widths);
        long count = shape.Count;
        if (count > cursor.Remaining / type.Size)
            throw new InvalidDataException($"attribute '{name}' claims {count} elements");
        return new Hdf5Attribute(name, type, shape, order, cursor.Take(count * type.Size));

        ReadOnlyMemory<byte> Part(ref Hdf5Cursor from, int length)
        {
            ReadOnlyMemory<byte> part = from.Take(length);
            if (version == 1)
                from.Skip(Math.Min((8 - length % 8) % 8, from.Remaining));
            return part;
        }
    }
}
