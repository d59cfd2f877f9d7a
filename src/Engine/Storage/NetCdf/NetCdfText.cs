using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads text variables whole.</summary>
internal static unsafe class NetCdfText
{
    private const long MaximumElements = 1 << 28;

    /// <summary>The strings of a variable of characters, in C order: the last axis runs along each string.</summary>
    public static string[] ReadCharacters(NetCdfSource source, Shape shape, IRegionReader reader)
    {
        int size = Size(source, shape);
        int width = shape.Rank == 0 ? 1 : (int)shape[shape.Rank - 1];
        long count = shape.Rank == 0 ? 1 : shape.Without(shape.Rank - 1).Size;
        if (count > MaximumElements) throw TooMany(source, count);
        var texts = new string[count];
        Array.Fill(texts, "");
        if (size == 0) return texts;
        using NDArray bytes = NDArray.Allocate(size, DType.UInt8);
        reader.Read(Regions.Whole(shape), bytes.Pointer, CancellationToken.None);
        for (int i = 0; i < texts.Length; i++) texts[i] = NetCdfLibrary.Text(bytes.Span<byte>((long)i * width, width));
        return texts;
    }

    /// <summary>The strings of a variable of strings of any length, in C order.</summary>
    public static string[] ReadStrings(NetCdfSource source, Shape shape)
    {
        int size = Size(source, shape);
        var texts = new string[size];
        if (size == 0) return texts;
        var pointers = new nint[size];
        fixed (nint* p = pointers)
            using (NetCdfLibrary.Enter())
            {
                LibraryReader.Read(source, Regions.Whole(shape), (byte*)p);
                for (int i = 0; i < size; i++) texts[i] = NetCdfLibrary.Text((byte*)p[i]);
                _ = NetCdfNative.nc_free_string((nuint)size, (byte**)p);
            }
        return texts;
    }

    private static int Size(NetCdfSource source, Shape shape) => shape.Size <= MaximumElements ? (int)shape.Size : throw TooMany(source, shape.Size);

    private static GchunkException TooMany(NetCdfSource source, long count) => new($"{source.Place} has {count} elements of text, too many to read at once");
}
