using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Parquet;

/// <summary>What the process that reads a file sends: the texts beside the table, then the columns.</summary>
internal static class ColumnMessage
{
    private const byte Texts = 0,
        Numbers = 1,
        Times = 2,
        Bytes = 3;
    private const int Missing = -1,
        PieceBytes = 1 << 20,
        MostNotes = 16,
        MostCharacters = 1 << 22;

    /// <summary>Writes the number of columns, and the notes that are not too long.</summary>
    public static void WriteNotes(IReadOnlyDictionary<string, string> notes, int columns, BinaryWriter writer)
    {
        writer.Write(columns);
        KeyValuePair<string, string>[] sent =
        [
            .. notes.Where(n => n.Value is { Length: <= MostCharacters } && n.Key.Length < 100).Take(MostNotes),
        ];
        writer.Write(sent.Length);
        foreach ((string key, string text) in sent)
        {
            writer.Write(key);
            writer.Write(text);
        }
    }

    /// <summary>Reads the number of columns and the notes.</summary>
    public static (int Columns, Dictionary<string, string> Notes) ReadNotes(BinaryReader reader)
    {
        int columns = reader.ReadInt32();
        int count = reader.ReadInt32();
        if (count is < 0 or > MostNotes)
            throw new InvalidDataException($"{count} notes");
        var notes = new Dictionary<string, string>();
        for (int i = 0; i < count; i++)
            notes[reader.ReadString()] = reader.ReadString();
        return (columns, notes);
    }

    /// <summary>Writes a column. A text that occurs again is written once.</summary>
    public static void Write(ParquetColumn column, BinaryWriter writer)
    {
        writer.Write(column.Name);
        if (column.Texts is { } texts)
        {
            WriteHead(Texts, texts.Length, writer);
            WriteTexts(texts, writer);
            return;
        }
        if (column.Bytes is { } all)
        {
            WriteHead(Bytes, all.Length, writer);
            foreach (byte[]? bytes in all)
            {
                writer.Write(bytes?.Length ?? Missing);
                writer.Write(bytes ?? []);
            }
            return;
        }
        NDArray values = column.Values!;
        WriteHead(column.IsTime ? Times : Numbers, values.Size, writer);
        writer.Write((byte)values.DType);
        for (long at = 0; at < values.NBytes; at += PieceBytes)
            writer.Write(Piece(values, at));
    }

    /// <summary>Reads a column.</summary>
    /// <param name="reader">The message.</param>
    /// <param name="limit">The most bytes of a string of bytes.</param>
    /// <exception cref="InvalidDataException">It has no meaning.</exception>
    public static ParquetColumn Read(BinaryReader reader, long limit)
    {
        string name = reader.ReadString();
        byte kind = reader.ReadByte();
        long length = reader.ReadInt64();
        if (length < 0 || length > Array.MaxLength || kind > Bytes)
            throw new InvalidDataException($"a column of kind {kind} with {length} rows");
        if (kind == Texts)
            return new ParquetColumn(name, null, Texts: ReadTexts(reader, (int)length));
        if (kind == Bytes)
            return new ParquetColumn(name, null, Bytes: ReadBytes(reader, (int)length, limit));
        var dtype = (DType)reader.ReadByte();
        if (!Enum.IsDefined(dtype) || kind == Times && dtype != DType.Int64)
            throw new InvalidDataException($"a column of {dtype}");
        NDArray values = NDArray.Allocate(new Shape(length), dtype);
        for (long at = 0; at < values.NBytes; at += PieceBytes)
            reader.BaseStream.ReadExactly(Piece(values, at));
        return new ParquetColumn(name, values, kind == Times);
    }

    private static void WriteHead(byte kind, long length, BinaryWriter writer)
    {
        writer.Write(kind);
        writer.Write(length);
    }

    private static void WriteTexts(string?[] texts, BinaryWriter writer)
    {
        var known = new Dictionary<string, int>();
        foreach (string? text in texts)
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

    private static byte[]?[] ReadBytes(BinaryReader reader, int length, long limit)
    {
        var all = new byte[]?[length];
        for (int i = 0; i < all.Length; i++)
        {
            int bytes = reader.ReadInt32();
            if (bytes < Missing || (limit -= Math.Max(0, bytes)) < 0)
                throw new InvalidDataException($"a string of {bytes} bytes");
            if (bytes == Missing)
                continue;
            all[i] = new byte[bytes];
            reader.BaseStream.ReadExactly(all[i]);
        }
        return all;
    }

    private static unsafe Span<byte> Piece(NDArray values, long at) =>
        new((byte*)values.Pointer + at, (int)Math.Min(PieceBytes, values.NBytes - at));
}
