using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// A stored array: its address and metadata, if its format can be opened by address; otherwise its fields.
/// </summary>
internal sealed class StoredArrayPlan(Type type) : TypePlan(type)
{
    private readonly FieldsPlan otherwise = new(type);

    public override bool HasBody => true;

    public override void WriteHead(ValueSerializer to, object value)
    {
        var array = (IStoredArray)value;
        StoredArrayAddress address = array.Address;
        to.Out.WriteByte(address.CanOpen ? (byte)1 : (byte)0);
        if (!address.CanOpen)
            return;
        to.WriteValue(address);
        to.WriteValue(array.Version);
        to.WriteValue(array.Shape.ToArray());
        to.Out.WriteByte((byte)array.DType);
        to.WriteValue(array.StoredChunk);
    }

    public override object ReadHead(ValueDeserializer from)
    {
        if (from.In.ReadByte() == 0)
            return otherwise.ReadHead(from);
        StoredArrayAddress address =
            from.ReadValue() as StoredArrayAddress ?? throw ByteReader.Damaged("a stored array has no address");
        string version = from.ReadValue() as string ?? throw ByteReader.Damaged("a stored array has no version");
        var shape = new Shape(
            (from.ReadValue() as long[] ?? throw ByteReader.Damaged("a stored array has no shape")).AsSpan()
        );
        var dtype = (DType)from.In.ReadByte();
        return new ReopenedArray(address, version, shape, dtype, from.ReadValue() as long[]);
    }

    public override void WriteBody(ValueSerializer to, object value)
    {
        if (!((IStoredArray)value).Address.CanOpen)
            otherwise.WriteBody(to, value);
    }

    public override void ReadBody(ValueDeserializer from, object value)
    {
        if (value is not ReopenedArray || Type == typeof(ReopenedArray) && !((IStoredArray)value).Address.CanOpen)
        {
            otherwise.ReadBody(from, value);
        }
    }

    /// <summary>An array that another process opened. It is opened here when it is first read.</summary>
    internal sealed unsafe class ReopenedArray(
        StoredArrayAddress address,
        string version,
        Shape shape,
        DType dtype,
        long[]? storedChunk
    ) : IStoredArray
    {
        [NonSerialized]
        private IStoredArray? opened;

        public StoredArrayAddress Address => address;

        public string Version => version;

        public Shape Shape => shape;

        public DType DType => dtype;

        public long[]? StoredChunk => storedChunk;

        // Without a lock: if two threads open it, they get equal arrays.
        private IStoredArray Opened
        {
            get
            {
                if (Volatile.Read(ref opened) is { } known)
                    return known;
                IStoredArray found = address.Open();
                if (found.Version != version || found.Shape != shape || found.DType != dtype)
                    throw new GchunkException($"{address.Location} has changed since it was opened; open it again");
                Volatile.Write(ref opened, found);
                return found;
            }
        }

        public void Read(in Region region, byte* destination, CancellationToken cancellation) =>
            Opened.Read(region, destination, cancellation);

        public bool ReadShuffled(in Region region, byte* destination, CancellationToken cancellation) =>
            Opened.ReadShuffled(region, destination, cancellation);

        public long ScratchBytes(in Region region) => Opened.ScratchBytes(region);
    }
}
