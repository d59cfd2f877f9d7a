using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Gchunk.Dsl.Plotting.Shapes;

/// <summary>Reads the attributes of a shapefile, a table in the format of dBASE III.</summary>
internal static class AttributeTable
{
    private const int HeaderLength = 32,
        FieldLength = 32;

    /// <summary>Returns the attributes of each record.</summary>
    /// <param name="bytes">The .dbf file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="encoding">The name of its encoding, from a .cpg file; null for Latin-1.</param>
    public static List<IReadOnlyDictionary<string, object?>> Read(
        ReadOnlySpan<byte> bytes,
        string path,
        string? encoding
    )
    {
        if (bytes.Length < HeaderLength)
            throw FeatureFile.Corrupt(path, $"it ends after {bytes.Length} bytes");
        uint records = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        int header = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
            width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (header < HeaderLength || width < 1 || header + ((long)records * width) > bytes.Length)
        {
            throw FeatureFile.Corrupt(
                path,
                $"{records} records of {width} bytes after {header} bytes are more than its {bytes.Length} bytes"
            );
        }
        Encoding text =
            encoding?.Contains("UTF", StringComparison.OrdinalIgnoreCase) == true ? Encoding.UTF8 : Encoding.Latin1;
        List<(string Name, char Type, int At, int Length)> fields = [];
        int place = 1;
        for (int at = HeaderLength; at + FieldLength <= header && bytes[at] != 0x0D; at += FieldLength)
        {
            ReadOnlySpan<byte> name = bytes.Slice(at, 11);
            int end = name.IndexOf((byte)0),
                length = bytes[at + 16];
            fields.Add((text.GetString(end < 0 ? name : name[..end]), (char)bytes[at + 11], place, length));
            place += length;
        }
        if (place > width)
            throw FeatureFile.Corrupt(path, $"its fields have {place} bytes in records of {width}");
        List<IReadOnlyDictionary<string, object?>> table = [];
        for (uint r = 0; r < records; r++)
        {
            ReadOnlySpan<byte> record = bytes.Slice((int)(header + (r * (long)width)), width);
            Dictionary<string, object?> values = [];
            foreach ((string name, char type, int at, int length) in fields)
                values[name] = Value(type, text.GetString(record.Slice(at, length)).Trim(' ', '\0'));
            table.Add(values);
        }
        return table;
    }

    private static object? Value(char type, string text) =>
        type switch
        {
            'N' or 'F' or 'I' or 'O' or 'B' => double.TryParse(
                text,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double number
            )
                ? number
                : null,
            'L' => text switch
            {
                "T" or "t" or "Y" or "y" => true,
                "F" or "f" or "N" or "n" => false,
                _ => null,
            },
            _ => text.Length > 0 ? text : null,
        };
}
