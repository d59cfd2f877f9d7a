using System.Globalization;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The filters of HDF5 by their registered numbers: one row each.</summary>
internal static class Hdf5Filters
{
    /// <summary>The number of the scale-offset filter, which is not supported.</summary>
    public const int ScaleOffset = 6;

    private const int MaximumFilters = 32;

    // The filters that gchunk decodes; what they compress with does not matter for reading.
    private static readonly Dictionary<int, Func<int, IBytesCodec>> Codecs = new()
    {
        [1] = _ => new DeflateCodec(gzip: false, 1),
        [2] = size => new ShuffleCodec(size),
        [3] = _ => new Fletcher32Codec(),
        [32000] = _ => new LzfCodec(),
        [32001] = _ => new BloscCodec("lz4", 5, BloscShuffle.Byte, 1, 0),
        [32015] = _ => new ZstdCodec(3, checksum: false),
    };

    // The HDF Group's registered filters that messages name, with the Debian package of the plugin if there is one.
    private static readonly Dictionary<int, (string Name, string Package)> Registered = new()
    {
        [1] = ("deflate", ""),
        [2] = ("shuffle", ""),
        [3] = ("Fletcher-32", ""),
        [4] = ("szip", ""),
        [5] = ("n-bit", ""),
        [ScaleOffset] = ("scale-offset", ""),
        [307] = ("bzip2", "hdf5-filter-plugin"),
        [32000] = ("LZF", ""),
        [32001] = ("Blosc", ""),
        [32004] = ("LZ4", "hdf5-filter-plugin"),
        [32008] = ("bitshuffle", "hdf5-filter-plugin"),
        [32013] = ("ZFP", "hdf5-filter-plugin-zfp-serial"),
        [32015] = ("Zstandard", ""),
    };

    /// <summary>
    /// Returns the pipeline that decodes a dataset's chunks; null if it has a filter that only the library can decode.
    /// </summary>
    public static BytesPipeline? PipelineOf(Hdf5Dataset dataset)
    {
        if (dataset.Filters.Length > MaximumFilters)
            return null;
        var codecs = new IBytesCodec[dataset.Filters.Length];
        for (int i = 0; i < codecs.Length; i++)
        {
            if (!Codecs.TryGetValue(dataset.Filters[i].Id, out Func<int, IBytesCodec>? make))
                return null;
            codecs[i] = make(dataset.Type.Size);
        }

        // The lengths between two compressors are not known.
        if (codecs.Count(c => c is not (ShuffleCodec or Fletcher32Codec)) > 1)
            return null;
        long bytes = dataset.Chunk.Aggregate((long)dataset.Type.Size, (a, b) => a * b);
        return new BytesPipeline(codecs, bytes);
    }

    /// <summary>Returns a filter's name and number, for messages.</summary>
    public static string Describe(Hdf5FilterUse filter)
    {
        string name = Registered.TryGetValue(filter.Id, out var known) ? known.Name : filter.Name;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(name.Length > 0 ? $"{name} ({filter.Id})" : $"number {filter.Id}")}"
        );
    }

    /// <summary>Returns how to install a filter that is missing, for messages.</summary>
    public static string HowToInstall(int id) =>
        Registered.TryGetValue(id, out var known) && known.Package.Length > 0
            ? $"install it with: apt-get install {known.Package}"
            : "install its HDF5 plugin and set HDF5_PLUGIN_PATH to its folder, or write the file without the filter: h5repack -f GZIP=4 OLD NEW";
}
