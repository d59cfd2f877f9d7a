using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.Numcodecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>How the elements of an array of a Zarr store are stored.</summary>
/// <param name="Format">The format: <c>zarr2</c> or <c>zarr3</c>.</param>
/// <param name="Shape">The shape of the array.</param>
/// <param name="DType">The stored dtype.</param>
/// <param name="Chunk">The shape of a chunk.</param>
internal sealed record ZarrStoredLayout(string Format, Shape Shape, DType DType, long[]? Chunk)
    : StoredLayout(Format, Shape, DType, Chunk)
{
    // They lose nothing, whatever the values of a new array are.
    private static readonly string[] Exact =
    [
        "zlib",
        "gzip",
        "zstd",
        "blosc",
        "lz4",
        "bz2",
        "lzma",
        "shuffle",
        "base64",
        "crc32",
        "crc32c",
        "adler32",
        "fletcher32",
    ];

    /// <summary>The codecs in the order of encoding, or null if a new array cannot have them.</summary>
    public IBytesCodec[]? Codecs { get; private init; }

    /// <summary>Returns the layout of an array, or null if its type is one that new arrays cannot have.</summary>
    public static ZarrStoredLayout? Of(ZarrArrayMetadata array)
    {
        if (array.Type.DType is not { } dtype)
            return null;
        var sharding = array.Pipeline.Serializer as ShardingCodec;
        IBytesCodec[] codecs = (sharding?.Inner ?? array.Pipeline).Bytes.Codecs;
        return new ZarrStoredLayout(array.Format == 2 ? "zarr2" : "zarr3", array.Shape, dtype, array.ReadUnit)
        {
            Codecs = codecs.All(CanBeKept) ? codecs : null,
            Shard = sharding is null ? null : ShardingCodec.CountBlocks(array.Chunk, array.ReadUnit),
        };
    }

    private static bool CanBeKept(IBytesCodec codec) =>
        codec is DeltaCodec { IsExact: true }
        || Exact.Contains(codec.Name)
            && codec.Name switch
            {
                "blosc" => NativeLibraries.IsPresent(NativeLibraries.Blosc),
                "bz2" => NativeLibraries.IsPresent(NativeLibraries.Bz2),
                "lzma" => NativeLibraries.IsPresent(NativeLibraries.Lzma),
                _ => true,
            };
}
