using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The compression of the chunks of a Zarr store.</summary>
/// <example><code>
/// OpenDataset("rain.nc").ToZarr("rain.zarr", compression: ZarrCompression.Blosc("zstd", level: 3));
/// </code></example>
public sealed record ZarrCompression
{
    private readonly Func<int, IBytesCodec[]> make;
    private readonly Func<int, ZarrCompression>? again;

    private ZarrCompression(string name, Func<int, IBytesCodec[]> make, Func<int, ZarrCompression>? again = null) =>
        (Name, this.make, this.again) = (name, make, again);

    /// <summary>The name in metadata.</summary>
    public string Name { get; }

    /// <summary>No compression.</summary>
    public static ZarrCompression None { get; } = new("none", _ => []);

    /// <summary>Blosc with LZ4 and byte shuffle, as in Zarr for Python; zlib if libblosc is missing.</summary>
    public static ZarrCompression Standard => NativeLibraries.IsPresent(NativeLibraries.Blosc) ? Blosc() : Zlib();

    /// <summary>
    /// zlib (RFC 1950), for version 2. In version 3 it is an extension; gzip is supported by every reader.
    /// </summary>
    /// <param name="level">The level, 0 to 9.</param>
    public static ZarrCompression Zlib(int level = 4)
    {
        Check("zlib", level, 0, 9);
        return new("zlib", _ => [new DeflateCodec(gzip: false, level)], Zlib);
    }

    /// <summary>gzip (RFC 1952).</summary>
    /// <param name="level">The level, 0 to 9.</param>
    public static ZarrCompression Gzip(int level = 4)
    {
        Check("gzip", level, 0, 9);
        return new("gzip", _ => [new DeflateCodec(gzip: true, level)], Gzip);
    }

    /// <summary>Zstandard.</summary>
    /// <param name="level">The level, -131072 to 22; 0 means 3.</param>
    public static ZarrCompression Zstd(int level = 3)
    {
        Check("zstd", level, -131072, 22);
        return new("zstd", _ => [new ZstdCodec(level, checksum: false)], Zstd);
    }

    /// <summary>Blosc: a shuffle, then compression; the best choice for most numbers.</summary>
    /// <param name="compressor">lz4, lz4hc, zstd, zlib or blosclz.</param>
    /// <param name="level">The level, 0 to 9.</param>
    /// <param name="shuffle">The unit of the shuffle: <c>byte</c>, <c>bit</c> or <c>none</c>.</param>
    public static ZarrCompression Blosc(string compressor = "lz4", int level = 5, string shuffle = "byte")
    {
        Check("blosc", level, 0, 9);
        string[] known = ["lz4", "lz4hc", "zstd", "zlib", "blosclz"];
        if (!known.Contains(compressor))
            throw new GchunkException(Spelling.Unknown("compressor of Blosc", compressor, known));
        BloscShuffle how = shuffle switch
        {
            "byte" => BloscShuffle.Byte,
            "bit" => BloscShuffle.Bit,
            "none" => BloscShuffle.None,
            _ => throw new GchunkException(Spelling.Unknown("shuffle", shuffle, ["byte", "bit", "none"])),
        };
        NativeLibraries.Require(NativeLibraries.Blosc);
        return new(
            "blosc",
            size => [new BloscCodec(compressor, level, how, size, 0)],
            other => Blosc(compressor, other, shuffle)
        );
    }

    /// <summary>Returns the same compression at another level; 0 means no compression.</summary>
    /// <param name="level">0 to 9.</param>
    public ZarrCompression WithLevel(int level)
    {
        Check(Name, level, 0, 9);
        return level == 0 || again is null ? None : again(level);
    }

    /// <summary>Returns the codecs for elements of a size.</summary>
    internal IBytesCodec[] Codecs(int elementSize) => make(elementSize);

    private static void Check(string name, int level, int low, int high)
    {
        if (level < low || level > high)
            throw new GchunkException($"the level of {name} goes from {low} to {high}; got {level}");
    }
}
