using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>Opens data sets of OPeNDAP servers by DAP4: metadata now, values when they are computed.</summary>
internal static class Dap4File
{
    private const string Scheme = "dap4://";

    /// <summary>Returns whether an address is one of a DAP4 server by its form.</summary>
    public static bool Is(string address) =>
        address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        || (
            address.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            && (
                address.Contains("/dap4/", StringComparison.Ordinal)
                || address.EndsWith(".dmr", StringComparison.Ordinal)
                || address.EndsWith(".dmr.xml", StringComparison.Ordinal)
            )
        );

    /// <summary>Reads the metadata of a group.</summary>
    /// <exception cref="GchunkException">The server does not answer, or does not speak DAP4.</exception>
    public static StoredDataset Open(string address, string? group = null)
    {
        string path = (group ?? "").Trim('/'),
            url = DapFile.Http(address);
        return ForeignError.Guard(
            address,
            () =>
            {
                CancellationToken cancellation = Interrupt.Token;
                Dmr dmr = Dmr.Read(DapFile.Text(url, ".dmr"), path, address, cancellation);
                var variables = new List<StoredVariable>();
                foreach ((DapArray array, List<StoredAttribute> attributes) in dmr.Arrays())
                {
                    string name = array.Path[(array.Path.LastIndexOf('/') + 1)..];
                    DType? dtype = Type(array.Type);
                    variables.Add(
                        DapFile.Variable(
                            $"{address}: variable '{name}'",
                            name,
                            array,
                            dtype,
                            attributes,
                            dtype is { } known ? new Dap4Reader(url, array, known) : null,
                            new Dap4Address(address, array.Path)
                        )
                    );
                }
                return DapFile.Described(address, path, dmr.Groups(), dmr.Attributes(), variables);
            }
        );
    }

    internal static DType? Type(string name) =>
        name switch
        {
            "Byte" or "UInt8" => DType.UInt8,
            "Int8" => DType.Int8,
            "Int16" => DType.Int16,
            "UInt16" => DType.UInt16,
            "Int32" => DType.Int32,
            "UInt32" => DType.UInt32,
            "Int64" => DType.Int64,
            "UInt64" => DType.UInt64,
            "Float32" => DType.Float32,
            "Float64" => DType.Float64,
            _ => null,
        };
}

/// <summary>The address of a variable of a DAP4 server.</summary>
/// <param name="Location">The address of the data set.</param>
/// <param name="Name">The path of the variable.</param>
internal sealed record Dap4Address(string Location, string Name) : StoredArrayAddress("dap4", Location, Name)
{
    /// <inheritdoc/>
    public override bool CanOpen => true;

    /// <inheritdoc/>
    public override IStoredArray Open()
    {
        int slash = Name.LastIndexOf('/');
        return Dap4File.Open(Location, Name[..slash])[Name[(slash + 1)..]].Array
            ?? throw new GchunkException($"{Location} has no array of numbers '{Name}'");
    }
}

/// <summary>Reads regions of an array by constraints of DAP4.</summary>
internal sealed unsafe class Dap4Reader(string url, DapArray array, DType dtype)
    : DapRegionReader(url, array, dtype.Size)
{
    // The metadata that come before the elements, and the headers of chunks.
    private const long MostHead = 1 << 20;

    private const int Header = 4,
        Checksum = 4;

    [Flags]
    private enum Chunk
    {
        None = 0,
        Last = 1,
        Error = 2,
        LittleEndian = 4,
    }

    /// <inheritdoc/>
    protected override int ElementBytes => dtype.Size;

    /// <inheritdoc/>
    protected override void ReadPart(in Region region, byte* destination, CancellationToken cancellation)
    {
        long bytes = region.Shape.Size * dtype.Size;
        using var into = new Scratch();
        string constraint =
            "dap4.ce=" + string.Join('/', Array.Path.Split('/').Select(Uri.EscapeDataString)) + Indices(region);
        DapFile.Request(Url, ".dap", constraint, bytes + bytes / 16 + MostHead, into, cancellation);
        Decode(into.Span, region.Shape.Size, destination);
    }

    /// <summary>Decodes the elements of an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="count">How many elements were asked for.</param>
    /// <param name="destination">The memory for them.</param>
    /// <exception cref="InvalidDataException">It has fewer or more, or is damaged.</exception>
    internal void Decode(ReadOnlySpan<byte> answer, long count, byte* destination)
    {
        long bytes = count * dtype.Size;
        // The first chunk holds the metadata of the answer.
        int at = 0;
        Chunk flags = Take(answer, ref at, out _);
        bool isLittle = flags.HasFlag(Chunk.LittleEndian);
        Span<byte> checksum = stackalloc byte[Checksum];
        long filled = 0,
            beyond = 0;
        while (!flags.HasFlag(Chunk.Last))
        {
            flags = Take(answer, ref at, out ReadOnlySpan<byte> part);
            int used = (int)Math.Min(part.Length, bytes - filled);
            part[..used].CopyTo(new Span<byte>(destination + filled, used));
            filled += used;
            foreach (byte b in part[used..])
            {
                if (beyond < Checksum)
                    checksum[(int)beyond] = b;
                beyond++;
            }
        }
        if (filled < bytes)
            throw new InvalidDataException($"the answer ends after {filled} of {bytes} bytes of elements");
        if (beyond is not (0 or Checksum))
            throw new InvalidDataException($"the server sent {bytes + beyond} bytes instead of {bytes}");
        if (beyond == Checksum)
            Compare(new ReadOnlySpan<byte>(destination, checked((int)bytes)), checksum, isLittle);
        ByteOrder.Convert(destination, count, dtype.Size, bigEndian: !isLittle);
    }

    // A checksum follows each variable, unless the server sends none: that of the bytes as they are sent, without the
    // headers of chunks, in the byte order of the elements.
    private void Compare(ReadOnlySpan<byte> elements, ReadOnlySpan<byte> checksum, bool isLittle)
    {
        uint sent = isLittle
                ? BinaryPrimitives.ReadUInt32LittleEndian(checksum)
                : BinaryPrimitives.ReadUInt32BigEndian(checksum),
            found = Crc32.HashToUInt32(elements);
        if (sent != found)
        {
            throw new InvalidDataException(
                $"the elements of '{Array.Path}' have the checksum {found:x8}, but the server sent {sent:x8}; read them again"
            );
        }
    }

    // A chunk begins with its flags and its length in three bytes.
    private Chunk Take(ReadOnlySpan<byte> answer, ref int at, out ReadOnlySpan<byte> part)
    {
        if (answer.Length - at < Header)
            throw new InvalidDataException("the answer ends before a chunk");
        uint header = BinaryPrimitives.ReadUInt32BigEndian(answer[at..]);
        var flags = (Chunk)(header >> 24);
        int length = (int)(header & 0xFFFFFF);
        at += Header;
        if (length > answer.Length - at)
            throw new InvalidDataException($"the answer ends within a chunk of {length} bytes");
        part = answer.Slice(at, length);
        at += length;
        if (flags.HasFlag(Chunk.Error))
        {
            string said = Encoding.UTF8.GetString(part[..Math.Min(300, length)]).ReplaceLineEndings(" ");
            throw new GchunkException($"{Url}: the server did not send '{Array.Path}': {said}");
        }
        return flags;
    }
}
