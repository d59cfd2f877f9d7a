namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The types of messages in an object's header that are read; numbered as in HDF5.</summary>
internal enum Hdf5MessageType
{
    Dataspace = 1,
    LinkInfo = 2,
    Datatype = 3,
    OldFillValue = 4,
    FillValue = 5,
    Link = 6,
    ExternalFiles = 7,
    Layout = 8,
    Filters = 11,
    Attribute = 12,
    SharedTable = 15,
    Continuation = 16,
    SymbolTable = 17,
    AttributeInfo = 21,
}

/// <summary>A message of an object's header.</summary>
/// <param name="Type">Its type.</param>
/// <param name="IsShared">True if its body is only a reference to a shared message.</param>
/// <param name="Order">Its creation order among attributes.</param>
/// <param name="Body">Its bytes.</param>
internal readonly record struct Hdf5Message(Hdf5MessageType Type, bool IsShared, int Order, ReadOnlyMemory<byte> Body);

/// <summary>The messages in the header of an object: HDF5 File Format Specification 3.0, IV.A.1.</summary>
internal static class Hdf5Messages
{
    private const int MaximumBlocks = 4096,
        MaximumMessages = 1 << 16;

    /// <summary>Reads a header with its continuation blocks.</summary>
    public static List<Hdf5Message> Read(Hdf5Bytes file, long address)
    {
        var messages = new List<Hdf5Message>(16);
        var blocks = new Queue<(long Address, long Length)>();
        if (file.Read(address, 4).Span.SequenceEqual("OHDR"u8))
        {
            Hdf5Cursor prefix = file.Cursor(address, Math.Min(48, file.Length - address));
            prefix.Skip(4);
            if (prefix.Byte() != 2)
                throw new InvalidDataException($"the object at address {address} has a header of an unknown version");
            int flags = prefix.Byte();
            if ((flags & 0x20) != 0)
                prefix.Skip(16);
            if ((flags & 0x10) != 0)
                prefix.Skip(4);
            long size = prefix.Count(1 << (flags & 3));
            if (size > file.Length)
                throw new InvalidDataException($"the object at address {address} claims {size} bytes");
            Hdf5Checksum.Verify(file.Read(address, prefix.Position + size + 4).Span, address);
            bool ordered = (flags & 4) != 0;
            Parse(file.Cursor(address + prefix.Position, size), ordered);
            for (int i = 0; blocks.TryDequeue(out var block); i++)
            {
                if (i > MaximumBlocks || block.Length < 8)
                    throw new InvalidDataException($"the header of the object at address {address} has no end");
                Hdf5Cursor part = file.Checked(block.Address, block.Length, "OCHK"u8);
                Parse(new Hdf5Cursor(part.Take(block.Length - 8), file.Widths), ordered);
            }
        }
        else
        {
            Hdf5Cursor prefix = file.Cursor(address, 16);
            if (prefix.Byte() != 1)
                throw new InvalidDataException($"there is no object at address {address}");
            prefix.Skip(1);
            prefix.Skip(6);
            blocks.Enqueue((address + 16, prefix.UInt32()));
            for (int i = 0; blocks.TryDequeue(out var block); i++)
            {
                if (i > MaximumBlocks)
                    throw new InvalidDataException($"the header of the object at address {address} has no end");
                ParseOld(file.Cursor(block.Address, block.Length));
            }
        }
        return messages;

        void Add(Hdf5Message message)
        {
            if (messages.Count >= MaximumMessages)
                throw new InvalidDataException($"the object at address {address} has too many messages");
            if (message.Type == Hdf5MessageType.Continuation)
            {
                var cursor = new Hdf5Cursor(message.Body, file.Widths);
                blocks.Enqueue((cursor.Address(), cursor.Length()));
            }
            else
            {
                messages.Add(message);
            }
        }

        void Parse(Hdf5Cursor cursor, bool ordered)
        {
            int head = ordered ? 6 : 4;
            // A remainder shorter than a message header is a gap.
            while (cursor.Remaining >= head)
            {
                int type = cursor.Byte(),
                    size = cursor.UInt16(),
                    flags = cursor.Byte();
                int order = ordered ? cursor.UInt16() : 0;
                Add(new Hdf5Message((Hdf5MessageType)type, (flags & 2) != 0, order, cursor.Take(size)));
            }
        }

        void ParseOld(Hdf5Cursor cursor)
        {
            while (cursor.Remaining >= 8)
            {
                int type = cursor.UInt16(),
                    size = cursor.UInt16(),
                    flags = cursor.Byte();
                cursor.Skip(3);
                Add(new Hdf5Message((Hdf5MessageType)type, (flags & 2) != 0, messages.Count, cursor.Take(size)));
            }
        }
    }
}
