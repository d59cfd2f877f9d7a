using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>A step by which the bytes of a chunk were changed when they were written; numbered as HDF5 does.</summary>
internal enum Hdf5Filter
{
    Deflate = 1,
    Shuffle = 2,
    Fletcher32 = 3,
}

/// <summary>The filters of a dataset, in the order in which they were applied.</summary>
internal static class Hdf5Filters
{
    private const int MaximumFilters = 32;

    /// <summary>The filters; null where there is one, or a use of one, that only the library knows.</summary>
    public static Hdf5Filter[]? Known(Hdf5Dataset dataset)
    {
        Hdf5Filter[] filters = Array.ConvertAll(dataset.Filters, f => (Hdf5Filter)f.Id);
        return filters.Length <= MaximumFilters && filters.All(Enum.IsDefined) && filters.Count(f => f == Hdf5Filter.Deflate) <= 1 ? filters : null;
    }
}
