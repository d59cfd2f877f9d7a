using System.Globalization;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>A step by which the bytes of a chunk were changed when they were written; numbered as HDF5 does.</summary>
internal enum Hdf5Filter
{
    Deflate = 1,
    Shuffle = 2,
    Fletcher32 = 3,
    Lzf = 32000,
    Blosc = 32001,
    Zstandard = 32015,
}

/// <summary>The filters of a dataset, in the order in which they were applied.</summary>
internal static class Hdf5Filters
{
    /// <summary>The number of a filter that is refused.</summary>
    public const int ScaleOffset = 6;

    private const int MaximumFilters = 32;

    // The HDF Group's list of registered filters, as far as Debian has them, and its package.
    private static readonly Dictionary<int, (string Name, string Install)> Registered = new()
    {
        [4] = ("szip", ""),
        [5] = ("n-bit", ""),
        [ScaleOffset] = ("scale-offset", ""),
        [307] = ("bzip2", "hdf5-filter-plugin"),
        [32000] = ("LZF", ""),
        [32001] = ("Blosc", "libblosc1"),
        [32004] = ("LZ4", "hdf5-filter-plugin"),
        [32008] = ("bitshuffle", "hdf5-filter-plugin"),
        [32013] = ("ZFP", "hdf5-filter-plugin-zfp-serial"),
        [32015] = ("Zstandard", "libzstd1"),
    };

    /// <summary>The filters; null where there is one, or a use of one, that only the library knows.</summary>
    public static Hdf5Filter[]? Known(Hdf5Dataset dataset)
    {
        Hdf5Filter[] filters = Array.ConvertAll(dataset.Filters, f => (Hdf5Filter)f.Id);
        return
            filters.Length <= MaximumFilters
            && filters.All(IsHere)
            && filters.Count(f => f is Hdf5Filter.Deflate or Hdf5Filter.Lzf or Hdf5Filter.Blosc or Hdf5Filter.Zstandard)
                <= 1
            ? filters
            : null;
    }

    private static bool IsHere(Hdf5Filter filter) =>
        filter switch
        {
            Hdf5Filter.Blosc => NativeLibraries.IsPresent(NativeLibraries.Blosc),
            Hdf5Filter.Zstandard => NativeLibraries.IsPresent(NativeLibraries.Zstd),
            _ => Enum.IsDefined(filter),
        };

    /// <summary>A filter's name and number, for errors.</summary>
    public static string Describe(Hdf5FilterUse filter)
    {
        string name = Registered.TryGetValue(filter.Id, out var known) ? known.Name : filter.Name;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(name.Length > 0 ? $"{name} ({filter.Id})" : $"number {filter.Id}")}"
        );
    }

    /// <summary>How a filter that is not there is got.</summary>
    public static string HowToInstall(int id) =>
        Registered.TryGetValue(id, out var known) && known.Install.Length > 0
            ? $"install it with: apt-get install {known.Install}"
            : "install its plugin for HDF5 and let HDF5_PLUGIN_PATH lead to it, or have the file written anew without it: h5repack -f GZIP=4 OLD NEW";
}
