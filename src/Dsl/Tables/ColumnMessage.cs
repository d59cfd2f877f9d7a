using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Tables;

/// <summary>A column without attributes on its way from the process that has read it.</summary>
internal static class ColumnMessage
{
    private const byte Texts = 0,
        Numbers = 1,
        Times = 2;
    private const int Missing = -1,
        PieceBytes = 1 << 20;

    /// <summary>Writes a column. A text that occurs again is written once.</summary>
    public static void Write(TableColumn column, BinaryWriter writer)
    {
        writer.Write(column.Name);
        writer.Write(
            column.IsText ? Texts
            : column.Calendar is null ? Numbers
            : Times
        );
        writer.Write(column.Length);
        if (!column.IsText)
        {
            writer.Write((byte)column.Values.DType);
            for (long at = 0; at < column.Values.NBytes; at += PieceBytes)
                writer.Write(Piece(column.Values, at));
            return;
        }
        var known = new Dictionary<string, int>();
        foreach (string? text in column.ToTexts())
        {
            int index = Missing;
            bool isNew = text is not null && !known.TryGetValue(text, out index);
            if (isNew)
                known.Add(text!, index = known.Count);
            writer.Write(index);
            if (isNew)
                writer.Write(text!);
        }
    }

    /// <summary>Reads a column.</summary>
    /// <exception cref="InvalidDataException">It has no meaning.</exception>
    public static TableColumn Read(BinaryReader reader)
    {
        string name = reader.ReadString();
        byte kind = reader.ReadByte();
        long length = reader.ReadInt64();
        if (length < 0 || length > Array.MaxLength || kind > Times)
            throw new InvalidDataException($"a column of kind {kind} with {length} rows");
        if (kind == Texts)
            return new TableColumn(name, ReadTexts(reader, (int)length));
        var dtype = (DType)reader.ReadByte();
        if (!Enum.IsDefined(dtype) || kind == Times && dtype != DType.Int64)
            throw new InvalidDataException($"a column of {dtype}");
        NDArray values = NDArray.Allocate(new Shape(length), dtype);
        for (long at = 0; at < values.NBytes; at += PieceBytes)
            reader.BaseStream.ReadExactly(Piece(values, at));
        return new TableColumn(name, values, kind == Times ? CfCalendar.ProlepticGregorian : null);
    }

    private static string?[] ReadTexts(BinaryReader reader, int length)
    {
        var all = new string?[length];
        var known = new List<string>();
        for (int i = 0; i < all.Length; i++)
        {
            int index = reader.ReadInt32();
            if (index < Missing || index > known.Count)
                throw new InvalidDataException($"text {index} of {known.Count}");
            if (index == known.Count)
                known.Add(reader.ReadString());
            all[i] = index == Missing ? null : known[index];
        }
        return all;
    }

    private static unsafe Span<byte> Piece(NDArray values, long at) =>
        new((byte*)values.Pointer + at, (int)Math.Min(PieceBytes, values.NBytes - at));
}
