using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads whole text variables.</summary>
internal static unsafe class NetCdfText
{
    private const long MaximumElements = 1 << 28;

    /// <summary>
    /// Decodes UTF-8 without trailing NULs; invalid bytes are replaced.
    /// </summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.TrimEnd((byte)0));

    /// <summary>
    /// Returns the encoding of a char variable: that of the attribute <c>_Encoding</c>, otherwise UTF-8; null if the
    /// encoding is unknown.
    /// </summary>
    public static Encoding? EncodingOf(StoredAttributes attributes)
    {
        if (
            attributes.Text("_Encoding") is not { Length: > 0 } name
            || name.Equals("bytes", StringComparison.OrdinalIgnoreCase)
        )
        {
            return Encoding.UTF8;
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        // Python's names have hyphens that the registered names do not have: latin-1, cp-1252.
        foreach (
            string form in (string[])
                [
                    name.Trim(),
                    name.Trim().Replace('_', '-'),
                    name.Trim().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal),
                ]
        )
        {
            try
            {
                return Encoding.GetEncoding(form);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException) { }
        }
        return null;
    }

    /// <summary>Returns why a char variable cannot be read.</summary>
    public static string UnknownEncoding(StoredAttributes attributes) =>
        $"its _Encoding '{attributes.Text("_Encoding")}' is unknown; known are utf-8, latin-1, ascii and others";

    /// <summary>
    /// Reads a char variable in C order: joined to strings along the last axis, or each character by itself.
    /// </summary>
    public static string[] ReadCharacters(
        NetCdfSource source,
        Shape shape,
        IRegionReader reader,
        bool joined,
        Encoding encoding
    )
    {
        int size = Size(source, shape, 1);
        int width = shape.Rank == 0 || !joined ? 1 : (int)shape[shape.Rank - 1];
        long count =
            !joined ? shape.Size
            : shape.Rank == 0 ? 1
            : shape.Without(shape.Rank - 1).Size;
        if (count > MaximumElements)
            throw TooMany(source, count);
        if (size == 0)
        {
            var none = new string[count];
            Array.Fill(none, "");
            return none;
        }
        return DecodeStrings(shape, reader, (int)count, width, size, encoding);
    }

    /// <summary>Reads a variable of fixed-length strings in C order.</summary>
    public static string[] ReadFixed(NetCdfSource source, Shape shape, int width, IRegionReader reader)
    {
        int size = Size(source, shape, width);
        return size == 0 ? [] : DecodeStrings(shape, reader, size / width, width, size, Encoding.UTF8);
    }

    private static string[] DecodeStrings(
        Shape shape,
        IRegionReader reader,
        int count,
        int width,
        int size,
        Encoding encoding
    )
    {
        var texts = new string[count];
        using NDArray bytes = NDArray.Allocate(size, DType.UInt8);
        reader.Read(Region.Whole(shape), bytes.Pointer, CancellationToken.None);
        for (int i = 0; i < texts.Length; i++)
            texts[i] = encoding.GetString(bytes.Span<byte>((long)i * width, width)).TrimEnd('\0');
        return texts;
    }

    /// <summary>Reads a variable of variable-length strings in C order.</summary>
    /// <param name="source">The variable.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="reference">The number of bytes of the reference to each string.</param>
    /// <param name="reader">The reader of the references.</param>
    public static string[] ReadStrings(NetCdfSource source, Shape shape, int reference, IRegionReader reader)
    {
        int size = Size(source, shape, reference);
        var texts = new string[size / reference];
        if (size == 0)
            return texts;
        var references = new byte[size];
        fixed (byte* p = references)
            reader.Read(Region.Whole(shape), p, CancellationToken.None);
        using FileHandles.Lease lease = FileHandles.Rent(source.Path, source.Signature);
        try
        {
            Hdf5GlobalHeap heap = Hdf5File.Open(lease, source.Signature).Texts;
            if (heap.ReferenceSize != reference)
                throw new InvalidDataException($"the references to its strings have {reference} bytes");
            for (int i = 0; i < texts.Length; i++)
                texts[i] = heap.TextAt(references.AsMemory(i * reference, reference));
        }
        catch (InvalidDataException e)
        {
            throw new GchunkException($"{source.Place} is damaged: {e.Message}", e);
        }
        return texts;
    }

    private static int Size(NetCdfSource source, Shape shape, int width) =>
        shape.Size <= MaximumElements / width ? (int)shape.Size * width : throw TooMany(source, shape.Size);

    private static GchunkException TooMany(NetCdfSource source, long count) =>
        new($"{source.Place} has {count} elements of text, too many to read at once");
}
