using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.Numcodecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The compression of the chunks of a Zarr store.</summary>
/// <example><code>
/// OpenDataset("rain.nc").ToZarr("rain.zarr", compression: ZarrCompression.Blosc("zstd", level: 3));
/// </code></example>
public sealed record ZarrCompression
{
    private readonly Func<int, IBytesCodec[]> make;
    private readonly Func<int, ZarrCompression>? again;

    // Each for elements of a dtype, with the dtype that it makes of it.
    private (Func<DType, IBytesCodec> Make, DType? Stored)[] filters = [];

    private ZarrCompression(string name, Func<int, IBytesCodec[]> make, Func<int, ZarrCompression>? again = null) =>
        (Name, this.make, this.again) = (name, make, again);

    /// <summary>The name in metadata.</summary>
    public string Name { get; }

    /// <summary>Returns the compression by the codecs of another array of the same format and dtype.</summary>
    internal static ZarrCompression As(IBytesCodec[] codecs) =>
        codecs.Length == 0 ? None : new(codecs[^1].Name, _ => codecs);

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

    /// <summary>bzip2, by libbz2.</summary>
    /// <param name="level">The level, 1 to 9.</param>
    public static ZarrCompression Bz2(int level = 9)
    {
        Check("bz2", level, 1, 9);
        NativeLibraries.Require(NativeLibraries.Bz2);
        return new("bz2", _ => [new Bz2Codec(level)], Bz2);
    }

    /// <summary>LZMA in the format xz, by liblzma: the smallest files, written slowly.</summary>
    /// <param name="level">The level, 0 to 9.</param>
    public static ZarrCompression Lzma(int level = 6)
    {
        Check("lzma", level, 0, 9);
        NativeLibraries.Require(NativeLibraries.Lzma);
        return new("lzma", _ => [new LzmaCodec(level)], Lzma);
    }

    /// <summary>LZ4 without a shuffle: fast, and larger than Blosc with LZ4.</summary>
    public static ZarrCompression Lz4() => new("lz4", _ => [new Lz4Codec(1)]);

    /// <summary>
    /// Returns the compression with a filter of numcodecs before it. Filters are applied in the order in which they are
    /// added, and undone on reading.
    /// </summary>
    /// <param name="filter">
    /// <c>delta</c> (differences of neighbours, for integers), <c>packbits</c> (eight truth values in a byte),
    /// <c>crc32</c> or <c>adler32</c> (checksums), <c>base64</c> (text), <c>shuffle</c>.
    /// </param>
    /// <exception cref="GchunkException">There is no such filter.</exception>
    /// <example><code>
    /// var ds = new Dataset([new DataArray(Arange(1000), ["x"], name: "n")]);
    /// ds.ToZarr("n.zarr", compression: ZarrCompression.Zstd().WithFilter("delta").WithFilter("crc32"));
    /// Print(OpenZarr("n.zarr")["n"].Sum().Scalar());
    /// </code></example>
    public ZarrCompression WithFilter(string filter)
    {
        string[] known = ["delta", "packbits", "crc32", "adler32", "base64", "shuffle"];
        if (!known.Contains(filter))
            throw new GchunkException(Spelling.Unknown("filter", filter, known));
        return this with
        {
            filters =
            [
                .. filters,
                (
                    dtype =>
                        filter switch
                        {
                            "delta" => new DeltaCodec(TypeOf(filter, dtype), TypeOf(filter, dtype)),
                            "packbits" when dtype == DType.Bool => new PackBitsCodec(),
                            "packbits" => throw new GchunkException(
                                $"the filter packbits is for bools; the variable holds {dtype.Name}"
                            ),
                            "base64" => new Base64Codec(),
                            "shuffle" => new ShuffleCodec(dtype.Size),
                            _ => new ChecksumCodec(filter, isAtEnd: false),
                        },
                    null
                ),
            ],
        };
    }

    /// <summary>
    /// Returns the compression with numbers stored as <c>round((x - offset) · scale)</c> of another dtype: numcodecs'
    /// <c>fixedscaleoffset</c>. Unlike with CF's packing, every reader of Zarr sees unpacked numbers.
    /// </summary>
    /// <remarks>
    /// Integers cannot store NaN, which also fills up the last chunk: the length must be a multiple of the chunk's.
    /// </remarks>
    /// <param name="offset">The offset.</param>
    /// <param name="scale">The scale: 10 keeps one decimal.</param>
    /// <param name="stored">The dtype of the stored numbers.</param>
    public ZarrCompression WithFixedScaleOffset(double offset, double scale, DType stored) =>
        scale == 0 || !double.IsFinite(scale) || !double.IsFinite(offset)
            ? throw new GchunkException($"a scale of {scale} and an offset of {offset} cannot be undone")
            : this with
            {
                filters =
                [
                    .. filters,
                    (
                        dtype => new FixedScaleOffsetCodec(
                            TypeOf("fixedscaleoffset", dtype),
                            TypeOf("fixedscaleoffset", stored),
                            offset,
                            scale
                        ),
                        stored
                    ),
                ],
            };

    /// <summary>Returns the compression with elements stored in another dtype: numcodecs' <c>astype</c>.</summary>
    /// <param name="stored">The dtype of the stored numbers: <c>DType.Float32</c> for float64, for example.</param>
    public ZarrCompression WithAsType(DType stored) =>
        this with
        {
            filters =
            [
                .. filters,
                (dtype => new AsTypeCodec(TypeOf("astype", dtype), TypeOf("astype", stored)), stored),
            ],
        };

    /// <summary>Returns the codecs for elements of a dtype.</summary>
    internal IBytesCodec[] Codecs(DType dtype)
    {
        var codecs = new List<IBytesCodec>();
        foreach ((Func<DType, IBytesCodec> filter, DType? stored) in filters)
        {
            codecs.Add(filter(dtype));
            dtype = stored ?? dtype;
        }
        return [.. codecs, .. make(dtype.Size)];
    }

    private static ElementType TypeOf(string filter, DType dtype) =>
        dtype.IsReal && (filter != "delta" || dtype != DType.Bool)
            ? ElementType.Parse(
                FormattableString.Invariant(
                    $"{(dtype.Size == 1 ? '|' : '<')}{(dtype == DType.Bool ? 'b' : dtype.IsFloat ? 'f' : dtype.IsSigned ? 'i' : 'u')}{dtype.Size}"
                )
            )
            : throw new GchunkException($"the filter {filter} is not for {dtype.Name}");

    private static void Check(string name, int level, int low, int high)
    {
        if (level < low || level > high)
            throw new GchunkException($"the level of {name} goes from {low} to {high}; got {level}");
    }
}
