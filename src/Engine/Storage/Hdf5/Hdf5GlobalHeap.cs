using System.Text;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// The heap of variable-length values: HDF5 File Format Specification 3.0, III.E. Collections are cached.
/// </summary>
internal sealed class Hdf5GlobalHeap(Hdf5Bytes bytes)
{
    // Shorter texts take little more than their references.
    private const int LongText = 32;

    private readonly Dictionary<long, Dictionary<int, ReadOnlyMemory<byte>>> collections = [];

    // Many references may name one text, which is made once.
    private readonly Dictionary<(uint Count, long Address, int Number), string> texts = [];
    private readonly OpeningBudget budget = new();

    /// <summary>
    /// The number of bytes of a reference to the heap: a length, the address of a collection and an index in it.
    /// </summary>
    public int ReferenceSize => 8 + bytes.Widths.Address;

    /// <summary>
    /// Returns the value that an element refers to, with the number of its elements; empty if it was never written.
    /// </summary>
    public (long Count, ReadOnlyMemory<byte> Value) Find(ReadOnlyMemory<byte> reference)
    {
        var cursor = new Hdf5Cursor(reference, bytes.Widths);
        long count = cursor.UInt32(),
            address = cursor.Address();
        int number = (int)cursor.UInt32();
        if (address <= 0 || count == 0)
            return (0, default);
        if (!collections.TryGetValue(address, out Dictionary<int, ReadOnlyMemory<byte>>? collection))
            collections[address] = collection = Read(address);
        return collection.TryGetValue(number, out ReadOnlyMemory<byte> value)
            ? (count, value)
            : throw new InvalidDataException($"there is no value {number} in the heap at address {address}");
    }

    /// <summary>Returns the text that an element refers to: UTF-8 without trailing NULs.</summary>
    /// <exception cref="InvalidDataException">
    /// There is no such text, or the texts together do not fit the memory limit.
    /// </exception>
    public string TextAt(ReadOnlyMemory<byte> reference)
    {
        (long count, ReadOnlyMemory<byte> value) = Find(reference);
        if (value.Length > count)
            value = value[..(int)count];
        if (value.Length <= LongText)
            return Text(value);
        var cursor = new Hdf5Cursor(reference, bytes.Widths);
        (uint, long, int) key = (cursor.UInt32(), cursor.Address(), (int)cursor.UInt32());
        if (!texts.TryGetValue(key, out string? text))
        {
            if (budget.TryTake(2L * value.Length) is { } reason)
                throw new InvalidDataException($"a text of {value.Length} bytes: {reason}");
            texts[key] = text = Text(value);
        }
        return text;

        static string Text(ReadOnlyMemory<byte> value) => Encoding.UTF8.GetString(value.Span.TrimEnd((byte)0));
    }

    private Dictionary<int, ReadOnlyMemory<byte>> Read(long address)
    {
        Hdf5Cursor head = bytes.Structure(address, 8 + bytes.Widths.Length, "GCOL"u8);
        head.Skip(4);
        long length = head.Length();
        Hdf5Cursor cursor = bytes.Cursor(address, length);
        cursor.Skip(8 + bytes.Widths.Length);
        var values = new Dictionary<int, ReadOnlyMemory<byte>>();
        int prefix = 8 + bytes.Widths.Length;
        while (cursor.Remaining >= prefix)
        {
            int number = cursor.UInt16();
            cursor.Skip(6);
            long size = cursor.Length();
            if (number == 0)
                break; // free space
            values[number] = cursor.Take(size);
            cursor.Skip(Math.Min((8 - size % 8) % 8, cursor.Remaining));
        }
        return values;
    }
}
