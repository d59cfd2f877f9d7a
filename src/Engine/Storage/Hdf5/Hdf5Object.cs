namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>A group, a dataset or a named type of an HDF5 file.</summary>
internal sealed class Hdf5Object(Hdf5File file, long address, List<Hdf5Message> messages)
{
    private List<Hdf5Attribute>? attributes;
    private List<Hdf5Link>? links;

    /// <summary>The address of its header, which references hold.</summary>
    public long Address => address;

    public Hdf5File File => file;

    public bool IsGroup =>
        Find(Hdf5MessageType.SymbolTable) is not null
        || Find(Hdf5MessageType.LinkInfo) is not null
        || Find(Hdf5MessageType.Link) is not null;

    public bool IsDataset => Find(Hdf5MessageType.Layout) is not null && Find(Hdf5MessageType.Dataspace) is not null;

    /// <summary>The attributes, in creation order if the file tracks it.</summary>
    public IReadOnlyList<Hdf5Attribute> Attributes => attributes ??= ReadAttributes();

    /// <summary>The links of a group, in creation order if the file tracks it, otherwise by name.</summary>
    public IReadOnlyList<Hdf5Link> Links => links ??= Hdf5Link.Read(this);

    /// <summary>Returns the first message of a type, or null.</summary>
    public Hdf5Message? Find(Hdf5MessageType type)
    {
        foreach (Hdf5Message message in messages)
        {
            if (message.Type == type)
                return message;
        }

        return null;
    }

    /// <summary>Returns the body of a message, which may be shared.</summary>
    public ReadOnlyMemory<byte> BodyOf(Hdf5Message message) =>
        message.IsShared ? file.Shared.Find(message.Type, message.Body) : message.Body;

    /// <summary>Returns all messages of a type.</summary>
    public IEnumerable<Hdf5Message> All(Hdf5MessageType type) => messages.Where(m => m.Type == type);

    /// <summary>Returns an attribute by its name, or null.</summary>
    public Hdf5Attribute? Attribute(string name) => Attributes.FirstOrDefault(a => a.Name == name);

    private List<Hdf5Attribute> ReadAttributes()
    {
        var all = new List<Hdf5Attribute>();
        foreach (Hdf5Message message in All(Hdf5MessageType.Attribute))
            all.Add(Hdf5Attribute.Read(file, BodyOf(message), message.Order));
        if (Find(Hdf5MessageType.AttributeInfo) is { } info)
        {
            var cursor = new Hdf5Cursor(info.Body, file.Bytes.Widths);
            cursor.Skip(1);
            int flags = cursor.Byte();
            if ((flags & 1) != 0)
                cursor.Skip(2);
            long heapAddress = cursor.Address(),
                names = cursor.Address();
            if (heapAddress >= 0 && names >= 0)
            {
                var heap = new Hdf5FractalHeap(file.Bytes, heapAddress);
                foreach (ReadOnlyMemory<byte> record in Hdf5TreeV2.Records(file.Bytes, names, 8))
                {
                    var fields = new Hdf5Cursor(record, file.Bytes.Widths);
                    ReadOnlyMemory<byte> id = fields.Take(8);
                    bool isShared = (fields.Byte() & 2) != 0;
                    int order = (int)fields.UInt32();
                    all.Add(
                        Hdf5Attribute.Read(
                            file,
                            isShared ? file.Shared.FindInHeap(Hdf5MessageType.Attribute, id) : heap.Find(id),
                            order
                        )
                    );
                }
            }
        }
        return [.. all.OrderBy(a => a.Order)];
    }
}
