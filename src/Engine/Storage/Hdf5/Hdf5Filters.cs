using System.Globalization;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.BitPacked;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The filters of HDF5 by their registered numbers: one row each.</summary>
/// <remarks>
/// A filter without a codec is refused: libhdf5 and its plugins crash on damaged chunks and parameters, so no file is
/// read through them.
/// </remarks>
internal static class Hdf5Filters
{
    private const int MaximumFilters = 32,
        MaximumElement = 1 << 16;

    private const string Without =
        "where the filter is installed, nccopy -F none OLD NEW or h5repack -f GZIP=4 OLD NEW writes a file without it";

    // The filters that gchunk decodes; what they compress with does not matter for reading.
    private static readonly Dictionary<int, Func<uint[], int, IBytesCodec>> Codecs = new()
    {
        [1] = (_, _) => new DeflateCodec(gzip: false, 1),
        [2] = (_, size) => new ShuffleCodec(size),
        [3] = (_, _) => new Fletcher32Codec(),
        [4] = (values, _) => new SzipCodec(values),
        [5] = (values, size) => new NBitCodec(values, size),
        [6] = (values, size) => new ScaleOffsetCodec(values, size),
        [32000] = (_, _) => new LzfCodec(),
        [32001] = (_, _) => new BloscCodec("lz4", 5, BloscShuffle.Byte, 1, 0),
        [32004] = (_, _) => new Lz4BlocksCodec(),
        [32008] = Bitshuffle,
        [32015] = (_, _) => new ZstdCodec(3, checksum: false),
    };

    // The names of the HDF Group's registered filters.
    private static readonly Dictionary<int, string> Registered = new()
    {
        [1] = "deflate",
        [2] = "shuffle",
        [3] = "Fletcher-32",
        [4] = "szip",
        [5] = "n-bit",
        [6] = "scale-offset",
        [307] = "bzip2",
        [32000] = "LZF",
        [32001] = "Blosc",
        [32004] = "LZ4",
        [32008] = "bitshuffle",
        [32013] = "ZFP",
        [32015] = "Zstandard",
        [32017] = "SZ",
        [32022] = "Granular BitRound",
        [32026] = "Blosc2",
    };

    /// <summary>The number of the shuffle filter.</summary>
    public const int Shuffle = 2;

    /// <summary>Returns the level of zlib, 0 without compression, or null for another compression.</summary>
    public static int? LevelOf(Hdf5FilterUse[] filters)
    {
        int level = 0;
        foreach (Hdf5FilterUse filter in filters)
        {
            if (filter is { Id: 1, Values: [<= 9, ..] })
                level = (int)filter.Values[0];
            else if (filter.Id is not (Shuffle or 3))
                return null;
        }

        return level;
    }

    /// <summary>The filters that libhdf5 has itself and that decode any bytes safely.</summary>
    public static bool IsOfLibrary(int id) => id is 1 or 2 or 3;

    /// <summary>Returns the pipeline that decodes a dataset's chunks.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="place">The variable, for messages.</param>
    /// <exception cref="GchunkException">It has filters that gchunk cannot decode; the message names them.</exception>
    /// <exception cref="InvalidDataException">The parameters of a filter are damaged.</exception>
    public static BytesPipeline PipelineOf(Hdf5Dataset dataset, string place)
    {
        if (dataset.Filters.Length > MaximumFilters)
            throw new InvalidDataException($"it has {dataset.Filters.Length} filters");
        Int128 bytes = dataset.Type.Size;
        foreach (long length in dataset.Chunk)
            bytes *= length;
        if (bytes > int.MaxValue)
        {
            throw new GchunkException(
                $"{place} is stored in chunks of {bytes} bytes, more than {int.MaxValue}; h5repack -l CHUNK=… OLD NEW writes a file with smaller ones"
            );
        }

        var codecs = new IBytesCodec[dataset.Filters.Length];
        for (int i = 0; i < codecs.Length; i++)
        {
            Hdf5FilterUse filter = dataset.Filters[i];
            codecs[i] = Codecs.TryGetValue(filter.Id, out Func<uint[], int, IBytesCodec>? make)
                ? make(filter.Values, dataset.Type.Size)
                : throw new GchunkException(
                    $"{place} is stored with the HDF5 filter {Describe(filter)}, which gchunk does not read; {Without}"
                );
        }

        // The lengths between two compressors are not known; scale-offset and n-bit say how much they read.
        if (codecs.Count(c => c is not (ShuffleCodec or Fletcher32Codec or ScaleOffsetCodec or NBitCodec)) > 1)
        {
            throw new GchunkException(
                $"{place} is compressed more than once ({string.Join(", ", dataset.Filters.Select(Describe))}), which gchunk does not read; {Without}"
            );
        }

        return new BytesPipeline(codecs, (long)bytes);
    }

    /// <summary>Returns a filter's name and number, for messages.</summary>
    public static string Describe(Hdf5FilterUse filter)
    {
        string name = Registered.TryGetValue(filter.Id, out string? known) ? known : filter.Name;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(name.Length > 0 ? $"{name} ({filter.Id})" : $"number {filter.Id}")}"
        );
    }

    // Parameters: version of the filter (two), bytes of an element, elements of a block, compressor.
    private static BitshuffleCodec Bitshuffle(uint[] values, int size)
    {
        long element = values.Length > 2 ? values[2] : size;
        var compressor = (BitshuffleCompressor)(values.Length > 4 ? values[4] : 0);
        return element is > 0 and <= MaximumElement && Enum.IsDefined(compressor)
            ? new BitshuffleCodec((int)element, values.Length > 3 ? values[3] : 0, compressor)
            : throw new InvalidDataException(
                $"its bitshuffle filter says elements of {element} bytes and the compressor {(int)compressor}"
            );
    }
}
