using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads text variables whole, through libnetcdf.</summary>
internal static unsafe class NetCdfText
{
    private const long MaximumElements = 1 << 28;

    /// <summary>The strings in C order; of characters, the last axis runs along each string.</summary>
    public static string[] Read(NetCdfSource source, Shape shape, bool ofCharacters)
    {
        if (shape.Size > MaximumElements) throw new GchunkException($"{source.Place} has {shape.Size} elements of text, too many to read at once");
        int size = (int)shape.Size;
        int width = !ofCharacters || shape.Rank == 0 ? 1 : (int)shape[shape.Rank - 1];
        var texts = new string[ofCharacters && shape.Rank > 0 ? (int)(size == 0 ? shape.Without(shape.Rank - 1).Size : size / width) : size];
        Array.Fill(texts, "");
        if (size == 0) return texts;
        var region = Regions.Whole(shape);
        if (ofCharacters)
        {
            var bytes = new byte[size];
            fixed (byte* p = bytes) LibraryReader.Read(source, region, p);
            for (int i = 0; i < texts.Length; i++) texts[i] = NetCdfLibrary.Text(bytes.AsSpan(i * width, width));
            return texts;
        }
        var pointers = new nint[size];
        fixed (nint* p = pointers)
            using (NetCdfLibrary.Enter())
            {
                LibraryReader.Read(source, region, (byte*)p);
                for (int i = 0; i < size; i++) texts[i] = NetCdfLibrary.Text((byte*)p[i]);
                _ = NetCdfNative.nc_free_string((nuint)size, (byte**)p);
            }
        return texts;
    }
}
